using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Views;

namespace Feedlog.Sealing;

/// <summary>
/// Makes files of words: of parts in memory, and larger ones of small ones. A merge of files may take long, so it runs
/// beside the sealing of what is new; files are only ever added behind those that it takes in. One thread at a time.
/// </summary>
/// <param name="storage">Where.</param>
/// <param name="options">How the store was opened.</param>
/// <param name="store">The store.</param>
internal sealed class WordSealer(IStorage storage, FeedlogOptions options, StoreIdentity store) : IDisposable
{
    // Files that are larger stay as they are.
    private const long FileBytesMax = 1L << 30;

    private IReadOnlyList<SharedIndexFile<KeywordPart>> _inputs = [];
    private Task<IndexFileEntry>? _merge;
    private volatile bool _isMerged;

    /// <summary>Whether merges are done by the thread that asks for them.</summary>
    public bool MergesInline { get; set; } = options.SealsInline;

    private long NowMs => options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a file of parts in memory.</summary>
    /// <param name="parts">The parts, oldest first, each going on where the one before ends; at least one.</param>
    /// <param name="number">Number of the file, never used before.</param>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    public SharedIndexFile<KeywordPart> Seal(IReadOnlyList<MemoryWords> parts, ulong number) =>
        Open(Merge([.. parts.Select(part => part.Part)], number, CancellationToken.None));

    /// <summary>Begins to merge files, if there are too many and no merge is running.</summary>
    /// <param name="files">All files, oldest first.</param>
    /// <param name="takeNumber">Gives the number of the new file.</param>
    /// <param name="whenDone">Called by another thread.</param>
    /// <param name="token">Ends the merge.</param>
    /// <exception cref="IndexDamageException">A file is damaged.</exception>
    public void BeginMerge(
        IReadOnlyList<SharedIndexFile<KeywordPart>> files, Func<ulong> takeNumber, Action whenDone,
        CancellationToken token)
    {
        if (_merge is not null) return;
        int count = CountToMerge(files);
        if (count == 0) return;
        _inputs = [.. files.TakeLast(count)];
        foreach (SharedIndexFile<KeywordPart> input in _inputs) input.AddReference();
        KeywordPart[] parts = [.. _inputs.Select(input => input.Reader)];
        ulong number = takeNumber();
        _isMerged = false;
        _merge = new Task<IndexFileEntry>(
            () =>
            {
                try
                {
                    return Merge(parts, number, token);
                }
                finally
                {
                    _isMerged = true;
                    whenDone();
                }
            },
            TaskCreationOptions.LongRunning);
        if (MergesInline) _merge.RunSynchronously(TaskScheduler.Default);
        else _merge.Start(TaskScheduler.Default);
    }

    /// <summary>All files with what a merge has made in the place of its inputs; null if none has ended.</summary>
    /// <param name="files">All files, oldest first.</param>
    /// <param name="merged">The new file; the caller gives its reference back.</param>
    /// <exception cref="IOException">The result could not be written; nothing is left of it.</exception>
    /// <exception cref="IndexDamageException">An input is damaged; nothing is left of the result.</exception>
    /// <exception cref="OperationCanceledException">The merge was ended; nothing is left of it.</exception>
    public IReadOnlyList<SharedIndexFile<KeywordPart>>? TryEndMerge(
        IReadOnlyList<SharedIndexFile<KeywordPart>> files, out SharedIndexFile<KeywordPart>? merged)
    {
        merged = null;
        if (_merge is null || !_isMerged) return null;
        IReadOnlyList<SharedIndexFile<KeywordPart>> inputs = _inputs;
        try
        {
            merged = Open(TakeResult());
        }
        finally
        {
            foreach (SharedIndexFile<KeywordPart> input in inputs) input.Release();
        }

        return
        [
            .. files.TakeWhile(file => file != inputs[0]), merged,
            .. files.SkipWhile(file => file != inputs[^1]).Skip(1),
        ];
    }

    /// <summary>Waits until no merge runs; what one has made is thrown away.</summary>
    public void Dispose()
    {
        if (_merge is null) return;
        IReadOnlyList<SharedIndexFile<KeywordPart>> inputs = _inputs;
        try
        {
            IndexFileEntry entry = TakeResult();
            storage.Delete(StoreLayout.IndexFile(entry.Kind, entry.Number));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // There is nothing then, or a stray that the next writer removes.
        }
        finally
        {
            foreach (SharedIndexFile<KeywordPart> input in inputs) input.Release();
        }
    }

    private IndexFileEntry TakeResult()
    {
        Task<IndexFileEntry> merge = _merge!; // The caller has looked.
        try
        {
            return merge.GetAwaiter().GetResult();
        }
        finally
        {
            _merge = null;
            _inputs = [];
        }
    }

    // Those that are full stay as they are; of the others no more are merged than fit into one.
    private static int CountToMerge(IReadOnlyList<SharedIndexFile<KeywordPart>> files)
    {
        if (files.Count <= MergePolicy.FilesMax) return 0;
        long slots = 0;
        long bytes = 0;
        List<long> sizes = [];
        foreach (SharedIndexFile<KeywordPart> file in files.Reverse())
        {
            slots += file.Reader.SlotCount;
            bytes += file.Reader.Entry.LengthBytes;
            if (slots > PostingBlockLayout.SlotCountMax || bytes > FileBytesMax) break;
            sizes.Insert(0, file.Reader.Entry.LengthBytes);
        }

        return MergePolicy.CountToMerge(sizes);
    }

    private IndexFileEntry Merge(KeywordPart[] parts, ulong number, CancellationToken token)
    {
        IndexCoverage coverage = parts[^1].Coverage with
        {
            FirstSequence = parts[0].Coverage.FirstSequence,
            FirstGroup = parts[0].Coverage.FirstGroup,
        };
        return KeywordMerger.Merge(parts, storage, store, number, coverage, NowMs, token);
    }

    private SharedIndexFile<KeywordPart> Open(IndexFileEntry entry)
    {
        string path = StoreLayout.IndexFile(entry.Kind, entry.Number);
        if (KeywordPart.TryOpen(
            storage, store, entry, options.IndexPages, out KeywordPart? part, out Format.FormatFault fault))
            return new SharedIndexFile<KeywordPart>(part, path, storage);
        // The medium does not give back what it took.
        storage.Delete(path);
        throw new IOException($"{path} reads otherwise than it was written: {Throw.Describe(fault)}");
    }
}
