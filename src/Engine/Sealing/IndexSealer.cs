using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.HotKey;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Tail;
using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;

namespace Feedlog.Sealing;

/// <summary>
/// Makes index files: runs and deaths files of frozen tails, and larger ones of small ones. Writes and syncs them under
/// numbers that were never used; whether they become part of the store is the writer's to say. One thread at a time.
/// </summary>
/// <param name="storage">Where.</param>
/// <param name="options">How the store was opened.</param>
/// <param name="store">The store.</param>
/// <param name="hot">The hot keys, of which this is the owner; null to do without.</param>
internal sealed class IndexSealer(
    IStorage storage, FeedlogOptions options, StoreIdentity store, HotKeyIndex? hot) : IDisposable
{
    private readonly WordSealer _words = new(storage, options, store);
    private readonly VectorSealer _vectors = new(storage, options, store);
    private readonly IndexPageCache? _pages = options.IndexPages;

    /// <summary>The number of the next index file.</summary>
    public ulong NextIndexFile { get; set; } = 1;

    private long NowMs => options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Makes a run of frozen tails, a deaths file if anything has died, and a file of vectors for each model that has
    /// any; and a file of words, unless that fails: it can be made later.
    /// </summary>
    /// <param name="current">The files so far.</param>
    /// <param name="tails">The tails, oldest first.</param>
    /// <param name="words">Parts of words that lie within them or before; may be none.</param>
    /// <exception cref="IOException">They cannot be written; nothing is left of them.</exception>
    public IndexChange Seal(
        SealedIndexes current, IReadOnlyList<FrozenTail> tails, IReadOnlyList<MemoryWords> words)
    {
        IndexCoverage coverage = tails[^1].Coverage with
        {
            FirstSequence = tails[0].Coverage.FirstSequence,
            FirstGroup = tails[0].Coverage.FirstGroup,
        };
        IndexFileEntry runEntry = WriteRun(tails, coverage);
        SharedIndexFile<RunReader> run = OpenRun(runEntry);
        List<SharedIndexFile<DeathsReader>> deaths = [.. current.DeathsFiles];
        SharedIndexFile<DeathsReader>? newDeaths = null;
        SharedIndexFile<KeywordPart>? newWords = null;
        List<SharedIndexFile<VectorFileReader>> newVectors = [];
        try
        {
#if SABOTAGE
            if (!Sabotage.Is("forget-deaths"))
#endif
            if (tails.Any(tail => tail.Tail.Deaths.Count > 0))
            {
                newDeaths = OpenDeaths(WriteDeaths(tails, coverage));
                deaths.Add(newDeaths);
            }

            newVectors = _vectors.Seal(tails, coverage, TakeNumber);
            newWords = TrySealWords(words);
            AdvanceHotKeys(tails);
            List<SharedIndexFile<KeywordPart>> wordFiles = [.. current.WordFiles];
            if (newWords is not null) wordFiles.Add(newWords);
            SealedIndexes next =
                new([.. current.RunFiles, run], deaths, wordFiles, [.. current.VectorFiles, .. newVectors]);
            return new IndexChange(
                next, tails.Count, newWords is null ? 0 : words.Count, coverage.LastGroup, NextIndexFile, hot);
        }
        catch
        {
            run.MarkObsolete();
            newDeaths?.MarkObsolete();
            foreach (SharedIndexFile<VectorFileReader> file in newVectors) file.MarkObsolete();
            throw;
        }
        finally
        {
            run.Release();
            newDeaths?.Release();
            newWords?.Release();
            foreach (SharedIndexFile<VectorFileReader> file in newVectors) file.Release();
        }
    }

    /// <summary>Makes a file of parts of words that lie within the runs.</summary>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    public IndexChange SealWords(SealedIndexes current, IReadOnlyList<MemoryWords> words)
    {
        SharedIndexFile<KeywordPart> made = _words.Seal(words, TakeNumber());
        SealedIndexes next = new(
            current.RunFiles, current.DeathsFiles, [.. current.WordFiles, made], current.VectorFiles);
        made.Release();
        return new IndexChange(next, 0, words.Count, 0, NextIndexFile, hot);
    }

    /// <summary>Begins to merge files of words if there are too many, and gives what a merge has made.</summary>
    /// <param name="current">The files so far.</param>
    /// <param name="whenDone">Called by another thread when a merge has ended.</param>
    /// <param name="cancellationToken">Ends the merge.</param>
    /// <exception cref="IOException">The result cannot be written; nothing is left of it.</exception>
    public IndexChange? MergeWords(SealedIndexes current, Action whenDone, CancellationToken cancellationToken)
    {
        _words.BeginMerge(current.WordFiles, TakeNumber, whenDone, cancellationToken);
        IReadOnlyList<SharedIndexFile<KeywordPart>>? files =
            _words.TryEndMerge(current.WordFiles, out SharedIndexFile<KeywordPart>? merged);
        if (files is null) return null;
        SealedIndexes next = new(current.RunFiles, current.DeathsFiles, files, current.VectorFiles);
        merged!.Release(); // There is one if there are files.
        return new IndexChange(next, 0, 0, 0, NextIndexFile, hot);
    }

    /// <summary>Does all merges from now on by the thread that asks for them.</summary>
    public void MergeInline() => _words.MergesInline = true;

    /// <summary>Merges runs, or files of deaths or of vectors, if there are too many; null if there are not.</summary>
    /// <param name="current">The files so far.</param>
    /// <param name="isTidying">Whether few are too many: see <see cref="MergePolicy"/>.</param>
    /// <param name="cancellationToken">Ends the merge.</param>
    /// <exception cref="IOException">The result cannot be written; nothing is left of it.</exception>
    public IndexChange? Merge(SealedIndexes current, bool isTidying, CancellationToken cancellationToken)
    {
        int runCount = MergePolicy.CountToMerge(
            [.. current.RunFiles.Select(file => file.Reader.Entry.LengthBytes)], isTidying);
        if (runCount > 0)
        {
            RunReader[] inputs = [.. current.RunFiles.TakeLast(runCount).Select(file => file.Reader)];
            IndexFileEntry entry = RunMerger.Merge(inputs, storage, store, TakeNumber(), NowMs, cancellationToken);
            SharedIndexFile<RunReader> merged = OpenRun(entry);
            SealedIndexes next = new(
                [.. current.RunFiles.SkipLast(runCount), merged], current.DeathsFiles, current.WordFiles,
                current.VectorFiles);
            merged.Release();
            return new IndexChange(next, 0, 0, 0, NextIndexFile, hot);
        }

        int deathsCount = MergePolicy.CountToMerge(
            [.. current.DeathsFiles.Select(file => file.Reader.Entry.LengthBytes)], isTidying);
        if (deathsCount > 0)
        {
            DeathsReader[] inputs = [.. current.DeathsFiles.TakeLast(deathsCount).Select(file => file.Reader)];
            IndexFileEntry entry = DeathsMerger.Merge(inputs, storage, store, TakeNumber(), NowMs, cancellationToken);
            SharedIndexFile<DeathsReader> merged = OpenDeaths(entry);
            SealedIndexes next = new(
                current.RunFiles, [.. current.DeathsFiles.SkipLast(deathsCount), merged], current.WordFiles,
                current.VectorFiles);
            merged.Release();
            return new IndexChange(next, 0, 0, 0, NextIndexFile, hot);
        }

        return MergeVectors(current, isTidying);
    }

    private IndexChange? MergeVectors(SealedIndexes current, bool isTidying)
    {
        IReadOnlyList<SharedIndexFile<VectorFileReader>>? files = _vectors.TryMerge(
            current.VectorFiles, isTidying, TakeNumber, out SharedIndexFile<VectorFileReader>? merged);
        if (files is null) return null;
        SealedIndexes next = new(current.RunFiles, current.DeathsFiles, current.WordFiles, files);
        merged!.Release(); // There is one if there are files.
        return new IndexChange(next, 0, 0, 0, NextIndexFile, hot);
    }

    /// <summary>Waits for a merge that is running, of which nothing is wanted any more, and lets go of the hot keys; no
    /// reader may look at them any more.</summary>
    public void Dispose()
    {
        _words.Dispose();
        hot?.Dispose();
    }

    private SharedIndexFile<KeywordPart>? TrySealWords(IReadOnlyList<MemoryWords> words)
    {
        if (words.Count == 0) return null;
        try
        {
            return _words.Seal(words, TakeNumber());
        }
        catch (IOException)
        {
            // The run must not wait for it. They are tried again by themselves, and then the failure is told.
            return null;
        }
    }

    private ulong TakeNumber() => NextIndexFile++;

    private IndexFileEntry WriteRun(IReadOnlyList<FrozenTail> tails, IndexCoverage coverage)
    {
        RunBuilder builder = new();
        foreach (FrozenTail frozen in tails)
        {
            SlotTable slots = frozen.Tail.Slots;
            for (int ordinal = 0; ordinal < slots.Count; ordinal++)
            {
                ref readonly Slot slot = ref slots[ordinal];
                builder.Add(new RunSlot
                {
                    Sequence = slot.Sequence,
                    Id = slot.Id,
                    Address = slot.Address,
                    TimestampMs = slot.TimestampMs,
                    ExpiresAtMs = slot.ExpiresAtMs,
                    KeyHash = slot.KeyHash,
                    IsRecord = slot.IsRecord,
                    HasKey = slot.HasKey,
                });
            }

            foreach ((long recordedAtMs, ulong lastSequence) in frozen.Tail.Groups.All)
                builder.AddGroup(recordedAtMs, lastSequence);
        }

        return builder.Write(storage, store, TakeNumber(), coverage, tails[^1].State, NowMs);
    }

    private IndexFileEntry WriteDeaths(IReadOnlyList<FrozenTail> tails, IndexCoverage coverage)
    {
        DeathsBuilder builder = new();
        foreach (FrozenTail frozen in tails)
        {
            foreach ((ulong victim, ulong killer, bool isTombstone) in frozen.Tail.Deaths.All())
                builder.Add(victim, killer, isTombstone);
        }

        return builder.Write(storage, store, TakeNumber(), coverage, NowMs);
    }

    private SharedIndexFile<RunReader> OpenRun(IndexFileEntry entry)
    {
        string path = StoreLayout.IndexFile(entry.Kind, entry.Number);
        return RunReader.TryOpen(storage, store, entry, _pages, out RunReader? reader, out FormatFault fault)
            ? new SharedIndexFile<RunReader>(reader!, path, storage) // TryOpen said so.
            : throw Unreadable(path, fault);
    }

    private SharedIndexFile<DeathsReader> OpenDeaths(IndexFileEntry entry)
    {
        string path = StoreLayout.IndexFile(entry.Kind, entry.Number);
        return DeathsReader.TryOpen(storage, store, entry, _pages, out DeathsReader? reader, out FormatFault fault)
            ? new SharedIndexFile<DeathsReader>(reader!, path, storage) // TryOpen said so.
            : throw Unreadable(path, fault);
    }

    // The medium does not give back what it took.
    private IOException Unreadable(string path, FormatFault fault)
    {
        storage.Delete(path);
        return new IOException($"{path} reads otherwise than it was written: {Throw.Describe(fault)}");
    }

    // Before a view without these tails is published, the hot keys must know what they held: else an older version
    // could be taken for the newest.
    private void AdvanceHotKeys(IReadOnlyList<FrozenTail> tails)
    {
        if (hot is null) return;
        hot.BeginAdvance();
        foreach (FrozenTail frozen in tails)
        {
            SlotTable slots = frozen.Tail.Slots;
            for (int ordinal = 0; ordinal < slots.Count; ordinal++)
            {
                ref readonly Slot slot = ref slots[ordinal];
                if (slot is { IsRecord: true, HasKey: true })
                    hot.Refresh(slot.KeyHash, new HotEntry(slot.Sequence, slot.Address, default));
            }
        }
    }
}
