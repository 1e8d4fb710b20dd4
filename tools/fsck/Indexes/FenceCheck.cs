using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>Holds a section of fences against the first entries of the pages that it repeats.</summary>
internal sealed class FenceCheck : IDisposable
{
    private readonly SectionReport _report;
    private readonly SectionStream _fences;
    private readonly IndexSectionType _type;

    /// <summary>Begins before the first fence.</summary>
    public FenceCheck(CheckContext context, IndexFileInPlace file, IndexSectionType type)
    {
        _report = new SectionReport(context, file);
        _fences = new SectionStream(context, file, type);
        _type = type;
    }

    /// <summary>Says whether there is a fence for every page; if not, that is a finding.</summary>
    /// <param name="report">Takes the finding.</param>
    /// <param name="file">The index file.</param>
    /// <param name="fenced">The section that the fences repeat.</param>
    public static bool IsCountRight(SectionReport report, IndexFileInPlace file, IndexSectionType fenced)
    {
        IndexSectionEntry? entry = file.Find(fenced);
        long pages = entry is not IndexSectionEntry section
            ? 0
            : new IndexSection(section.EntryBytes, section.FirstPage, section.EntryCount).PageCount;
        return report.Expect(fenced + 1, pages);
    }

    /// <summary>Takes the next entry of the section; false, with a finding, if its fence is wrong.</summary>
    public bool Take(SectionStream entries)
    {
        if (!entries.IsFirstOfPage) return true;
        bool isRight = _fences.MoveNext() && _fences.Entry.SequenceEqual(entries.Entry);
        return isRight || _report.Inconsistent(_type, _fences, "it is not the first entry of the page");
    }

    /// <inheritdoc/>
    public void Dispose() => _fences.Dispose();
}
