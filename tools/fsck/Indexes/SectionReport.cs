using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>Turns contradictions inside an index file into findings.</summary>
internal sealed class SectionReport(CheckContext context, IndexFileInPlace file)
{
    /// <summary>Reports a contradiction.</summary>
    /// <param name="type">The section.</param>
    /// <param name="at">Stands at the entry that is wrong; null if it is the section as a whole.</param>
    /// <param name="reason">Half a sentence.</param>
    /// <returns>False.</returns>
    public bool Inconsistent(IndexSectionType type, IEntryPlace? at, string reason)
    {
        string what = at is null ? $"Section {type}" : $"Entry {at.Index} of section {type}";
        context.Report(FindingCode.IndexInconsistent, file.Path, at?.OffsetBytes ?? file.OffsetOf(type),
            $"{what} is wrong: {reason}.");
        return false;
    }

    /// <summary>Says whether a section has so many entries; if not, that is a finding.</summary>
    public bool Expect(IndexSectionType type, long count)
    {
        long found = file.Count(type);
        return found == count || Inconsistent(type, null, $"it has {found} entries, not {count}");
    }
}
