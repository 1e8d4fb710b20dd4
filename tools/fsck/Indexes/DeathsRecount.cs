using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Works out all deaths once more, from the ids and keys of the runs, where these do not say enough from the frames,
/// and from the tombstones themselves, and compares them with the files of deaths in both directions. FORMAT.md
/// sections 4.7 and 7.5.
/// </summary>
internal sealed class DeathsRecount(
    CheckContext context, Manifest manifest, IReadOnlyList<IndexFileInPlace> runs,
    IReadOnlyList<IndexFileInPlace> deaths)
{
    private const int FindingsMax = 10;

    /// <summary>Compares; reports the first differences.</summary>
    public void Run()
    {
        TombstoneList tombstones = TombstoneList.Read(context, manifest, runs);
        RunSums expected = new();
        RunSums found = new();
        ExpectedDeaths deathsOfLog = new(context, manifest, runs, tombstones);
        deathsOfLog.ForEach(pair => expected.Add(EntryKind.Slot, HashOf(pair)));
        // Who has not seen all frames cannot say what is missing.
        if (deathsOfLog.HasFailed) return;
        foreach (IndexFileInPlace file in deaths)
        {
            using SectionStream stream = new(context, file, IndexSectionType.Deaths);
            while (stream.MoveNext()) found.Add(EntryKind.Slot, HashOf(DeathPair.Read(stream.Entry)));
        }

        int part = expected.FindDifference(EntryKind.Slot, found);
        if (part >= 0) ReportPart(deathsOfLog, part);
    }

    private static ulong HashOf(in DeathPair pair) => EntryOf(pair).Hash(EntryKind.Slot);

    private static IndexEntry EntryOf(in DeathPair pair) =>
        new(pair.Victim, pair.ByTombstone ? pair.Killer | DeathEntryLayout.TombstoneBit : pair.Killer);

    private void ReportPart(ExpectedDeaths deathsOfLog, int part)
    {
        HashSet<DeathPair> lacking = [];
        deathsOfLog.ForEach(pair =>
        {
            if (RunSums.PartOf(HashOf(pair)) == part) lacking.Add(pair);
        });
        int findings = 0;
        foreach (IndexFileInPlace file in deaths)
        {
            using SectionStream stream = new(context, file, IndexSectionType.Deaths);
            while (findings < FindingsMax && stream.MoveNext())
            {
                DeathPair pair = DeathPair.Read(stream.Entry);
                if (RunSums.PartOf(HashOf(pair)) != part || lacking.Remove(pair)) continue;
                findings++;
                context.Report(FindingCode.IndexMismatch, file.Path, stream.OffsetBytes,
                    $"Entry {stream.Index} of section {IndexSectionType.Deaths} says that {pair}; the log does not.");
            }
        }

        foreach (DeathPair pair in lacking.OrderBy(pair => pair.Victim).Take(FindingsMax - findings))
            ReportLacking(pair);
    }

    private void ReportLacking(in DeathPair pair)
    {
        ulong killer = pair.Killer;
        IndexFileInPlace? file = deaths.FirstOrDefault(each =>
            each.Header.Entry.Coverage.FirstSequence <= killer && each.Header.Entry.Coverage.LastSequence >= killer);
        context.Report(FindingCode.IndexMismatch, file?.Path ?? StoreLayout.IndexFolder,
            file?.OffsetOf(IndexSectionType.Deaths) ?? 0,
            $"Section {IndexSectionType.Deaths} lacks an entry; the log says that {pair}.");
    }
}
