using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Indexes;

namespace Feedlog.Fsck.Salvaging;

/// <summary>
/// Says which records live again because what had ended them is lost. The files of deaths know it, whether a manifest
/// lists them or not: what they say was true when it was written, and a death is not undone.
/// </summary>
internal sealed class LostDeaths(CheckContext context, StoreIdentity store, LostSequences lost)
{
    private ulong _lastKnown;

    /// <summary>Reports them.</summary>
    public void Run()
    {
        if (lost.Ranges.Count == 0) return;
        foreach (string name in context.List(StoreLayout.IndexFolder))
        {
            if (!StoreLayout.TryParseIndex(name, out IndexFileKind kind, out ulong number)) continue;
            if (TryRead(StoreLayout.IndexFile(kind, number), number) is not IndexFileInPlace file) continue;
            // What a run covers, the deaths beside it cover too.
            if (kind == IndexFileKind.Run)
                _lastKnown = Math.Max(_lastKnown, file.Header.Entry.Coverage.LastSequence);
            else ReportVictims(file);
        }

        ulong lastLost = lost.Ranges[^1].Last;
        if (lastLost <= _lastKnown) return;
        ulong firstUnknown = lost.Ranges.First(range => range.Last > _lastKnown).First;
        context.Report(FindingCode.DeathsUnknown, StoreLayout.IndexFolder, 0,
            $"No index says what the lost sequences from {Math.Max(firstUnknown, _lastKnown + 1)} to {lastLost} " +
            $"ended: any record before {lastLost} may be one that had been deleted or superseded.");
    }

    // Every page is checked before anything is taken from the file.
    private IndexFileInPlace? TryRead(string path, ulong number)
    {
        CheckContext quiet = new(
            context.Storage, new CheckOptions { FindingsMax = 0 }, null, context.CancellationToken);
        using CheckedFile? file = quiet.TryOpen(path, out _);
        if (file is null) return null;
        byte[] page = new byte[IndexPageLayout.PageBytes];
        int readBytes = file.Read(0, page);
        bool isHeader = IndexFileHeader.TryRead(
            page.AsSpan(0, readBytes), store, number, out IndexFileHeader? header, out FormatFault _);
        return isHeader ? new IndexFileCheck(quiet, store).Run(header!.Entry) : null; // TryRead said so.
    }

    private void ReportVictims(IndexFileInPlace file)
    {
        using SectionStream stream = new(context, file, IndexSectionType.Deaths);
        while (stream.MoveNext())
        {
            DeathPair pair = DeathPair.Read(stream.Entry);
            if (!lost.Contains(pair.Killer) || lost.Contains(pair.Victim)) continue;
            context.Report(FindingCode.TombstoneLost, file.Path, stream.OffsetBytes,
                $"In the old store {pair}, which is lost: the record lives again.");
        }
    }
}
