using System.Runtime.InteropServices;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Vectors;

/// <summary>The newest vectors of a model, in memory. One writer; readers on any thread see what was added before.
/// </summary>
/// <remarks>Lies in pages like a file, without bits: a tail is short, and its centre would move.</remarks>
public sealed class VectorTail : VectorPart
{
    private const int SmallestSize = 4;

    private readonly SketchShape _shape;
    private readonly TargetChains _chains = new();
    private readonly sbyte[] _codes;
    private byte[][] _rowPages = new byte[SmallestSize][];
    private byte[][] _codePages = new byte[SmallestSize][];
    private int _rowCount;
    private ulong _highestTarget;

    /// <summary>An empty tail.</summary>
    /// <param name="dimensions">Of every vector in it.</param>
    public VectorTail(int dimensions)
    {
        _shape = new SketchShape(dimensions);
        _codes = new sbyte[_shape.CodeBytes];
    }

    /// <inheritdoc/>
    public override SketchShape Shape => _shape;

    /// <inheritdoc/>
    public override int RowCount => Volatile.Read(ref _rowCount);

    /// <summary>Bytes of memory that the pages take.</summary>
    public long MemoryBytes =>
        ((long)SketchShape.RowPages(RowCount) + _shape.CodePages(RowCount)) * IndexPageLayout.PayloadBytes;

    /// <inheritdoc/>
    public override ulong HighestTarget => Volatile.Read(ref _highestTarget);

    /// <inheritdoc/>
    internal override bool HasBits => false;

    /// <inheritdoc/>
    internal override ReadOnlySpan<float> Centre => default;

    /// <summary>Takes a vector; only one thread may call.</summary>
    /// <param name="target">Sequence of the record.</param>
    /// <param name="sequence">Sequence of the frame with the vector, above those of the vectors before.</param>
    /// <param name="address">Where that frame is.</param>
    /// <param name="values">The vector.</param>
    /// <returns>False if it has no direction (no length, or values that are not finite): nothing is near to it.
    /// </returns>
    /// <exception cref="ArgumentException">It has another number of dimensions.</exception>
    public bool Add(ulong target, ulong sequence, FrameAddress address, ReadOnlySpan<float> values)
    {
        if (values.Length != _shape.Dimensions)
            throw new ArgumentException($"{values.Length} values, not {_shape.Dimensions}.", nameof(values));

        int row = _rowCount;
        if (!Quantizer.TryQuantize(values, _codes, out float step)) return false;

        int firstPage = row / _shape.CodesPerPage * _shape.PagesPerCode;
        int offsetBytes = row % _shape.CodesPerPage * _shape.CodeBytes;
        ReadOnlySpan<byte> rest = MemoryMarshal.AsBytes<sbyte>(_codes);
        for (int i = 0; i < _shape.PagesPerCode; i++)
        {
            Span<byte> page = PageAt(ref _codePages, firstPage + i).AsSpan(offsetBytes);
            int lengthBytes = Math.Min(rest.Length, page.Length);
            rest[..lengthBytes].CopyTo(page);
            rest = rest[lengthBytes..];
        }

        byte[] rows = PageAt(ref _rowPages, row / SketchShape.RowsPerRowPage);
        new VectorRow(target, sequence, address, step).Write(
            rows.AsSpan(row % SketchShape.RowsPerRowPage * SketchShape.RowBytes));
        _chains.Add(row, target);
        if (target > _highestTarget) Volatile.Write(ref _highestTarget, target);
        Volatile.Write(ref _rowCount, row + 1);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryFindNewest(ulong target, ulong maxSequence, out VectorRow found)
    {
        int count = RowCount;
        int row = _chains.First(target, out TargetChains.Table chains);
        for (; row >= 0; row = TargetChains.Next(chains, row))
        {
            if (row >= count) continue;
            found = Row(row);
            if (found.Sequence <= maxSequence) return true;
        }

        found = default;
        return false;
    }

    /// <inheritdoc/>
    internal override bool HasNewer(ulong target, ulong sequence, ulong maxSequence)
    {
        int count = RowCount;
        int row = _chains.First(target, out TargetChains.Table chains);
        for (; row >= 0; row = TargetChains.Next(chains, row))
        {
            if (row >= count) continue;
            ulong found = Row(row).Sequence;
            if (found <= sequence) return false;
            if (found <= maxSequence) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    internal override bool IsReplaced(int row, in VectorRow entry, ulong maxSequence) =>
        HasNewer(entry.Target, entry.Sequence, maxSequence);

    /// <inheritdoc/>
    internal override ReadOnlySpan<byte> RowPage(int page) => Volatile.Read(ref _rowPages)[page];

    /// <inheritdoc/>
    internal override ReadOnlySpan<byte> BitsPage(int page) =>
        throw new InvalidOperationException("A tail has no bits.");

    /// <inheritdoc/>
    internal override ReadOnlySpan<byte> CodePage(int page) => Volatile.Read(ref _codePages)[page];

    /// <inheritdoc/>
    internal override Exception Contradiction() =>
        new InvalidOperationException("A tail holds what it has made itself.");

    private static byte[] PageAt(ref byte[][] pages, int index)
    {
        byte[][] found = pages;
        if (index == found.Length)
        {
            Array.Resize(ref found, found.Length * 2);
            Volatile.Write(ref pages, found);
        }

        return found[index] ??= new byte[IndexPageLayout.PayloadBytes];
    }
}
