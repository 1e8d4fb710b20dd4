using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Feedlog.Format.Indexes;
using Feedlog.Fsck.Indexes;

namespace Feedlog.Fsck.Vectors;

/// <summary>Checks a file of vectors by itself: FORMAT.md section 7.11. Memory does not grow with the file.</summary>
internal sealed class VectorsCheck
{
    private readonly CheckContext _context;
    private readonly IndexFileInPlace _file;
    private readonly SectionReport _report;
    private readonly VectorShape _shape;
    private readonly float[] _centre;
    private readonly double[] _sums;
    private readonly byte[] _codes;

    private VectorsCheck(CheckContext context, IndexFileInPlace file, SectionReport report, VectorShape shape)
    {
        _context = context;
        _file = file;
        _report = report;
        _shape = shape;
        _centre = new float[shape.Dimensions];
        _sums = new double[shape.Dimensions];
        _codes = new byte[shape.CodeBytes];
    }

    /// <summary>Goes through all of the file.</summary>
    /// <param name="context">The run.</param>
    /// <param name="file">The file, whose pages are sound.</param>
    /// <returns>What it says; null, with a finding, if it contradicts itself.</returns>
    /// <exception cref="FileNotFoundException">A writer has removed the file meanwhile.</exception>
    public static VectorSums? Run(CheckContext context, IndexFileInPlace file)
    {
        SectionReport report = new(context, file);
        if (VectorShape.Read(context, file, report) is not VectorShape shape) return null;
        VectorsCheck check = new(context, file, report, shape);
        VectorSums sums = new(shape);
        check.ReadCentre();
        return check.AreRowsSound(sums) && check.IsCentreTrue(sums.Count) && check.AreBitsTrue() ? sums : null;
    }

    private void ReadCentre()
    {
        using SectionStream stream = new(_context, _file, IndexSectionType.VectorCentre);
        while (stream.MoveNext()) _centre[stream.Index] = BinaryPrimitives.ReadSingleLittleEndian(stream.Entry);
    }

    private bool AreRowsSound(VectorSums sums)
    {
        using SectionStream rows = new(_context, _file, IndexSectionType.VectorRows);
        using SectionPages codes = new(_context, _file, IndexSectionType.VectorCodes);
        IndexCoverage coverage = _file.Header.Entry.Coverage;
        (ulong Target, ulong Sequence) before = default;
        while (rows.MoveNext())
        {
            ulong target = BinaryPrimitives.ReadUInt64LittleEndian(rows.Entry[VectorRowLayout.Target..]);
            ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(rows.Entry[VectorRowLayout.Sequence..]);
            float step = BinaryPrimitives.ReadSingleLittleEndian(rows.Entry[VectorRowLayout.Step..]);
            uint reserved = BinaryPrimitives.ReadUInt32LittleEndian(rows.Entry[VectorRowLayout.Reserved..]);
            if ((target, sequence).CompareTo(before) <= 0) return Wrong(rows, "it does not follow the one before");
            if (target > sequence) return Wrong(rows, "the record comes after its vector");
            if (sequence < coverage.FirstSequence || sequence > coverage.LastSequence)
                return Wrong(rows, "its vector lies outside of the stretch");
            if (!float.IsFinite(step) || step <= 0 || reserved != 0) return Wrong(rows, "its step is impossible");
            if (!AreCodesSound(codes, rows.Index)) return false;
            for (int i = 0; i < _sums.Length; i++) _sums[i] += (sbyte)_codes[i] * step;
            sums.Add(rows.Entry, _codes);
            before = (target, sequence);
        }

        return AreRestsEmpty(codes, sums.Count);
    }

    private bool AreCodesSound(SectionPages pages, long row)
    {
        ReadCodes(pages, row);
        bool isSound = !_codes.AsSpan(_shape.Dimensions).ContainsAnyExcept((byte)0) &&
            !_codes.AsSpan().Contains((byte)0x80);
        return isSound ||
            _report.Inconsistent(IndexSectionType.VectorCodes, null, $"row {row} has codes that no value gives");
    }

    private void ReadCodes(SectionPages pages, long row)
    {
        long page = row / _shape.RowsOfCodesPage * _shape.PagesOfCodes;
        int offset = (int)(row % _shape.RowsOfCodesPage) * _shape.CodeBytes;
        int firstBytes = Math.Min(_shape.CodeBytes, IndexPageLayout.PayloadBytes - offset);
        pages.Page(page).Slice(offset, firstBytes).CopyTo(_codes);
        if (firstBytes < _codes.Length)
            pages.Page(page + 1)[..(_codes.Length - firstBytes)].CopyTo(_codes.AsSpan(firstBytes));
    }

    // What lies behind the rows of a page.
    private bool AreRestsEmpty(SectionPages pages, long rowCount)
    {
        for (long page = 0; page < pages.Count; page++)
        {
            bool isSecond = _shape.PagesOfCodes == 2 && page % 2 == 1;
            long rows = Math.Min(
                _shape.RowsOfCodesPage, rowCount - page / _shape.PagesOfCodes * _shape.RowsOfCodesPage);
            long usedBytes = isSecond
                ? _shape.CodeBytes - IndexPageLayout.PayloadBytes
                : Math.Min(rows * _shape.CodeBytes, IndexPageLayout.PayloadBytes);
            if (pages.Page(page)[(int)usedBytes..].ContainsAnyExcept((byte)0))
            {
                return _report.Inconsistent(
                    IndexSectionType.VectorCodes, null, $"there is something behind the rows of page {page}");
            }
        }

        return true;
    }

    private bool IsCentreTrue(long rowCount)
    {
        for (int i = 0; i < _centre.Length; i++)
        {
            // By Equals: what is no number equals itself here.
            if (_centre[i].Equals((float)(_sums[i] / rowCount))) continue;
            return _report.Inconsistent(IndexSectionType.VectorCentre, null, $"value {i} is not the mean of the rows");
        }

        return true;
    }

    private bool AreBitsTrue()
    {
        using SectionStream rows = new(_context, _file, IndexSectionType.VectorRows);
        using SectionPages codes = new(_context, _file, IndexSectionType.VectorCodes);
        using SectionPages bits = new(_context, _file, IndexSectionType.VectorBits);
        ulong[] expected = new ulong[IndexPageLayout.PayloadBytes / sizeof(ulong)];
        for (long page = 0; page < bits.Count; page++)
        {
            expected.AsSpan().Clear();
            for (int row = 0; row < _shape.RowsOfBitsPage && rows.MoveNext(); row++)
            {
                float step = BinaryPrimitives.ReadSingleLittleEndian(rows.Entry[VectorRowLayout.Step..]);
                ReadCodes(codes, rows.Index);
                for (int i = 0; i < _centre.Length; i++)
                {
                    if ((sbyte)_codes[i] * step > _centre[i])
                        expected[i / 64 * _shape.RowsOfBitsPage + row] |= 1UL << (i % 64);
                }
            }

            if (!bits.Page(page).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())))
            {
                return _report.Inconsistent(
                    IndexSectionType.VectorBits, null, $"the bits of page {page} are not those of its codes");
            }
        }

        return true;
    }

    private bool Wrong(SectionStream at, string reason) =>
        _report.Inconsistent(IndexSectionType.VectorRows, at, reason);
}
