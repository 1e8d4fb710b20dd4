using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Finds the entries in which a run and its stretch of the log differ. Their sums have said in which part of which
/// section, so only these entries are kept, of the run and of the log, and laid side by side.
/// </summary>
internal sealed class MismatchSearch(CheckContext context, IndexFileInPlace file, EntryCollector wanted)
{
    private const int FindingsOfSectionMax = 10;

    /// <summary>Reports the first differences of each section.</summary>
    /// <param name="runs">All runs.</param>
    /// <param name="readAgain">Lets the part of the log with these groups go by once more.</param>
    public void Run(IReadOnlyList<IndexFileEntry> runs, Action<CheckContext, IndexCoverage> readAgain)
    {
        CheckContext reading = new(
            context.Storage, context.Options with { FindingsMax = 0 }, null, context.CancellationToken)
        {
            // Only this run, or what the others say would be collected too.
            Runs = new RunTally([.. runs.Where(run => run == file.Header.Entry)], file.Store.Salt, wanted),
        };
        readAgain(reading, file.Header.Entry.Coverage);
        reading.Runs.Finish();
        foreach (EntryKind kind in wanted.Kinds) Compare(kind);
    }

    private void Compare(EntryKind kind)
    {
        List<(IndexEntry Entry, long Index, long OffsetBytes)> found = Collect(kind);
        List<IndexEntry> expected = wanted.Sorted(kind);
        int findings = 0;
        for (int f = 0, e = 0; (f < found.Count || e < expected.Count) && findings < FindingsOfSectionMax;)
        {
            int order = f == found.Count ? 1
                : e == expected.Count ? -1
                : kind.Compare(found[f].Entry, expected[e]);
            if (order == 0 && found[f].Entry == expected[e])
            {
                (f, e) = (f + 1, e + 1);
                continue;
            }

            findings++;
            if (order <= 0) ReportFound(kind, found[f++]);
            else ReportLacking(kind, expected[e++]);
        }
    }

    private List<(IndexEntry Entry, long Index, long OffsetBytes)> Collect(EntryKind kind)
    {
        List<(IndexEntry Entry, long Index, long OffsetBytes)> found = [];
        using EntryStream stream = new(context, file, kind);
        while (stream.MoveNext())
        {
            if (wanted.IsWanted(kind, stream.Current.Hash(kind)))
                found.Add((stream.Current, stream.Place.Index, stream.Place.OffsetBytes));
        }

        return found;
    }

    private void ReportFound(EntryKind kind, in (IndexEntry Entry, long Index, long OffsetBytes) found) =>
        context.Report(FindingCode.IndexMismatch, file.Path, found.OffsetBytes,
            $"Entry {found.Index} of section {kind.Section()} says {kind.Describe(found.Entry)}; the log does not.");

    private void ReportLacking(EntryKind kind, in IndexEntry lacking)
    {
        // Where it should stand: at the first entry that is above it, or behind the last.
        long offsetBytes = file.OffsetOf(kind.Section());
        using EntryStream stream = new(context, file, kind);
        while (stream.MoveNext())
        {
            offsetBytes = stream.Place.OffsetBytes;
            if (kind.Compare(stream.Current, lacking) >= 0) break;
        }

        context.Report(FindingCode.IndexMismatch, file.Path, offsetBytes,
            $"Section {kind.Section()} lacks an entry; the log says {kind.Describe(lacking)}.");
    }
}
