using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>Holds a section of fences against the packed pages that they speak of.</summary>
internal sealed class TimeFenceCheck : IDisposable
{
    private readonly SectionReport _report;
    private readonly SectionStream _fences;
    private readonly IndexSectionType _type;

    /// <summary>Begins before the first fence.</summary>
    public TimeFenceCheck(CheckContext context, IndexFileInPlace file, IndexSectionType type)
    {
        _report = new SectionReport(context, file);
        _fences = new SectionStream(context, file, type);
        _type = type;
    }

    /// <summary>Takes the next entry of the section; false, with a finding, if its fence is wrong.</summary>
    public bool Take(PackedStream entries)
    {
        if (!entries.IsFirstOfPage) return true;
        bool isRight = _fences.MoveNext() &&
            Word(TimeFenceLayout.Time) == entries.Current.First &&
            Word(TimeFenceLayout.Sequence) == entries.Current.Second &&
            Word(TimeFenceLayout.FirstEntry) == (ulong)entries.Index &&
            // With the reserved bytes behind it.
            Word(TimeFenceLayout.EntryCount) == (ulong)entries.PageCount;
        return isRight || _report.Inconsistent(_type, _fences, "it is not what the page says");
    }

    /// <inheritdoc/>
    public void Dispose() => _fences.Dispose();

    private ulong Word(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_fences.Entry[offset..]);
}
