using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;

namespace Feedlog.Open;

/// <summary>
/// Opens the index files that a manifest names, or sets all of them aside: whatever is wrong with one, the log says the
/// same again. Reads the header of each file, two or three pages of the newest run, and of files of vectors model and
/// centre, whatever the size of the store.
/// </summary>
internal sealed class IndexOpening
{
    private IndexOpening(Manifest manifest, SealedIndexes sealedIndexes, FeedlogOptions options, IStorage storage)
    {
        Manifest = manifest;
        GroupChain start = new(1, 1, 0);
        long groupFloorMs = long.MinValue;
        if (sealedIndexes.Runs.Length > 0)
        {
            RunReader newest = sealedIndexes.Runs[^1];
            IndexCoverage covered = newest.Coverage;
            start = new GroupChain(covered.LastGroup + 1, covered.LastSequence + 1, covered.LastCommit);
            State = newest.ReadSegmentState();
            if (newest.TryRecordedAt(covered.LastSequence, out long recordedAtMs)) groupFloorMs = recordedAtMs;
        }

        Frames = new ReplayFrames(storage, manifest, sealedIndexes);
        Catalog = new IndexCatalog(
            sealedIndexes, start, groupFloorMs, options.TailBytes, manifest.Store.Salt, Frames);
        Replay = new LogReplay(storage, manifest.Store, Catalog);
        if (sealedIndexes.Runs.Length > 0) Replay.StartBehind(sealedIndexes.Runs[^1].Coverage);
    }

    /// <summary>The manifest, without the index files that were set aside.</summary>
    public Manifest Manifest { get; }

    /// <summary>The indexes.</summary>
    public IndexCatalog Catalog { get; }

    /// <summary>Where the catalog asks frames until something is published; to be disposed of then.</summary>
    public ReplayFrames Frames { get; }

    /// <summary>Feeds the log to the indexes, from where they end.</summary>
    public LogReplay Replay { get; }

    /// <summary>What is known of the segment in which the indexes end.</summary>
    public OpenSegmentState? State { get; }

    /// <summary>Why index files were set aside, all of them or those of words; empty if none were.</summary>
    public string Fault { get; private init; } = "";

    /// <summary>Opens the indexes of a store.</summary>
    /// <param name="storage">Where the store is.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="options">How it is opened.</param>
    /// <param name="knownFault">Why the index files cannot be used; empty if nothing speaks against it.</param>
    public static IndexOpening Open(
        IStorage storage, Manifest manifest, FeedlogOptions options, string knownFault = "")
    {
        string fault;
        if (knownFault.Length > 0) return Without(storage, manifest, options, knownFault);
        if (manifest.Runs.Count == 0 && manifest.Deaths.Count == 0) return Without(storage, manifest, options, "");
        SealedIndexes? found = TryOpenFiles(storage, manifest, options, out fault, out string wordsFault);
        if (found is null) return Without(storage, manifest, options, fault);
        try
        {
            Manifest kept = wordsFault.Length == 0 ? manifest : manifest with { Words = [] };
            IndexOpening opening = new(kept, found, options, storage)
            {
                Fault = wordsFault,
            };
            fault = opening.FindContradiction(found);
            if (fault.Length == 0) return opening;
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            fault = failure.Message;
        }

        found.Release();
        return Without(storage, manifest, options, fault);
    }

    private static IndexOpening Without(IStorage storage, Manifest manifest, FeedlogOptions options, string fault) =>
        new(manifest with { Runs = [], Deaths = [], Words = [], Vectors = [] }, new SealedIndexes([], [], [], []),
            options, storage)
        {
            Fault = fault,
        };

    // The words are set aside by themselves: what the others say does not depend on them.
    private static SealedIndexes? TryOpenFiles(
        IStorage storage, Manifest manifest, FeedlogOptions options, out string fault, out string wordsFault)
    {
        List<SharedIndexFile<RunReader>> runs = [];
        List<SharedIndexFile<DeathsReader>> deaths = [];
        List<SharedIndexFile<KeywordPart>> words = [];
        List<SharedIndexFile<VectorFileReader>> vectors = [];
        IndexPageCache? pages = options.IndexPages;
        StoreIdentity store = manifest.Store;
        wordsFault = "";
        try
        {
            fault = OpenAll(storage, manifest.Runs, runs,
                (entry, out file, out why) => RunReader.TryOpen(storage, store, entry, pages, out file, out why));
            if (fault.Length > 0) return null;
            fault = OpenAll(storage, manifest.Deaths, deaths,
                (entry, out file, out why) => DeathsReader.TryOpen(storage, store, entry, pages, out file, out why));
            if (fault.Length > 0) return null;
            fault = OpenAll(storage, manifest.Vectors, vectors,
                (entry, out file, out why) =>
                    VectorFileReader.TryOpen(storage, store, entry, pages, out file, out why));
            if (fault.Length > 0) return null;
            wordsFault = OpenAll(storage, manifest.Words, words,
                (entry, out file, out why) => KeywordPart.TryOpen(storage, store, entry, pages, out file, out why));
            return new SealedIndexes(runs, deaths, wordsFault.Length == 0 ? words : [], vectors);
        }
        finally
        {
            foreach (SharedIndexFile<RunReader> file in runs) file.Release();
            foreach (SharedIndexFile<DeathsReader> file in deaths) file.Release();
            foreach (SharedIndexFile<KeywordPart> file in words) file.Release();
            foreach (SharedIndexFile<VectorFileReader> file in vectors) file.Release();
        }
    }

    private delegate bool Opener<T>(IndexFileEntry entry, out T? file, out FormatFault why);

    // Says what is wrong; empty if nothing is.
    private static string OpenAll<T>(
        IStorage storage, IReadOnlyList<IndexFileEntry> entries, List<SharedIndexFile<T>> files, Opener<T> open)
        where T : class, IDisposable
    {
        try
        {
            foreach (IndexFileEntry entry in entries)
            {
                if (!open(entry, out T? file, out FormatFault why)) return Describe(entry, why);
                files.Add(new SharedIndexFile<T>(file!, PathOf(entry), storage)); // It was opened.
            }

            return "";
        }
        catch (FileNotFoundException missing)
        {
            return $"{missing.FileName} is missing.";
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
    }

    private static string Describe(IndexFileEntry entry, FormatFault why) => why == FormatFault.UnknownVersion
        ? $"{PathOf(entry)} is of another version of index files."
        : $"{PathOf(entry)} is not what the manifest says: {why}.";

    private static string PathOf(IndexFileEntry entry) => StoreLayout.IndexFile(entry.Kind, entry.Number);

    // What the newest run says of the log must be what the manifest says of the segment in which it ends.
    private string FindContradiction(SealedIndexes found)
    {
        if (found.Runs.Length == 0) return "There are deaths without runs.";
        IndexCoverage covered = found.Runs[^1].Coverage;
        if (Manifest.Find(covered.EndSegment) is not SegmentEntry end)
            return $"{PathOf(found.Runs[^1].Entry)} ends in a segment that is not listed.";
        bool isAtEnd = covered.LastGroup == end.LastGroup;
        bool fits = end.State switch
        {
            SegmentState.Open => covered.LastGroup >= end.FirstGroup && State is not null &&
                State.SegmentNumber == end.Number &&
                State.SlotCount == (long)(covered.LastSequence - end.FirstSequence) + 1 &&
                State.GroupCount == (long)(covered.LastGroup - end.FirstGroup) + 1,
            SegmentState.Sealed => covered.LastGroup <= end.LastGroup &&
                isAtEnd == (covered.EndOffsetBytes == end.LogicalEndBytes) &&
                isAtEnd == (covered.LastCommit == end.LastCommit),
            // What was archived was covered whole.
            SegmentState.Archived => isAtEnd && covered.LastCommit == end.LastCommit,
            _ => false,
        };
        return fits
            ? ""
            : $"{PathOf(found.Runs[^1].Entry)} does not end where {StoreLayout.Segment(end.Number)} has it.";
    }
}
