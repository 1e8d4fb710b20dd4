using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Views;

namespace Feedlog.Open;

/// <summary>
/// Opens the index files that a manifest names, or sets all of them aside: whatever is wrong with one, the log says the
/// same again. Reads the header of each file and two or three pages of the newest run, whatever the size of the store.
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

        Catalog = new IndexCatalog(
            sealedIndexes, start, groupFloorMs, options.TailBytes, manifest.Store.Salt);
        Replay = new LogReplay(storage, manifest.Store, Catalog);
        if (sealedIndexes.Runs.Length > 0) Replay.StartBehind(sealedIndexes.Runs[^1].Coverage);
    }

    /// <summary>The manifest, without the index files that were set aside.</summary>
    public Manifest Manifest { get; }

    /// <summary>The indexes.</summary>
    public IndexCatalog Catalog { get; }

    /// <summary>Feeds the log to the indexes, from where they end.</summary>
    public LogReplay Replay { get; }

    /// <summary>What is known of the segment in which the indexes end.</summary>
    public OpenSegmentState? State { get; }

    /// <summary>Why the index files were set aside; empty if they were not.</summary>
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
        SealedIndexes? found = TryOpenFiles(storage, manifest, options, out fault);
        if (found is null) return Without(storage, manifest, options, fault);
        try
        {
            IndexOpening opening = new(manifest, found, options, storage);
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
        new(manifest with { Runs = [], Deaths = [] }, new SealedIndexes([], []), options, storage) { Fault = fault };

    private static SealedIndexes? TryOpenFiles(
        IStorage storage, Manifest manifest, FeedlogOptions options, out string fault)
    {
        List<SharedIndexFile<RunReader>> runs = [];
        List<SharedIndexFile<DeathsReader>> deaths = [];
        bool isMapped = options.ReadMode == ReadMode.Mapped;
        fault = "";
        try
        {
            foreach (IndexFileEntry entry in manifest.Runs)
            {
                if (!RunReader.TryOpen(
                    storage, manifest.Store, entry, isMapped, out RunReader? run, out FormatFault why))
                    return Fail(entry, why.ToString(), out fault);
                runs.Add(new SharedIndexFile<RunReader>(run!, PathOf(entry), storage)); // TryOpen said so.
            }

            foreach (IndexFileEntry entry in manifest.Deaths)
            {
                if (!DeathsReader.TryOpen(
                    storage, manifest.Store, entry, isMapped, out DeathsReader? file, out FormatFault why))
                    return Fail(entry, why.ToString(), out fault);
                deaths.Add(new SharedIndexFile<DeathsReader>(file!, PathOf(entry), storage)); // TryOpen said so.
            }

            return new SealedIndexes(runs, deaths);
        }
        catch (FileNotFoundException missing)
        {
            fault = $"{missing.FileName} is missing.";
            return null;
        }
        catch (IOException failure)
        {
            fault = failure.Message;
            return null;
        }
        finally
        {
            foreach (SharedIndexFile<RunReader> file in runs) file.Release();
            foreach (SharedIndexFile<DeathsReader> file in deaths) file.Release();
        }
    }

    private static SealedIndexes? Fail(IndexFileEntry entry, string why, out string fault)
    {
        fault = $"{PathOf(entry)} is not what the manifest says: {why}.";
        return null;
    }

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
            _ => false,
        };
        return fits
            ? ""
            : $"{PathOf(found.Runs[^1].Entry)} does not end where {StoreLayout.Segment(end.Number)} has it.";
    }
}
