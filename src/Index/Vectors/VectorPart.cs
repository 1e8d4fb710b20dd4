namespace Feedlog.Indexing.Vectors;

/// <summary>Sketches of vectors of one model: a file or a tail. Any thread.</summary>
/// <remarks>Pages are handed out as their payloads; see <see cref="SketchShape"/> for what lies where.</remarks>
public abstract class VectorPart
{
    /// <summary>Where things lie.</summary>
    public abstract SketchShape Shape { get; }

    /// <summary>Number of rows that can be read now; it may grow.</summary>
    public abstract int RowCount { get; }

    /// <summary>Whether there are pages of bits.</summary>
    internal abstract bool HasBits { get; }

    /// <summary>What the bits were taken against, a value for each dimension.</summary>
    internal abstract ReadOnlySpan<float> Centre { get; }

    /// <summary>The highest sequence of a record that has a vector here; 0 if there is none.</summary>
    public abstract ulong HighestTarget { get; }

    /// <summary>The entry of a row.</summary>
    public VectorRow Row(int row)
    {
        ReadOnlySpan<byte> page = RowPage(row / SketchShape.RowsPerRowPage);
        return VectorRow.Read(page[(row % SketchShape.RowsPerRowPage * SketchShape.RowBytes)..]);
    }

    /// <summary>Whether a vector of the target is there that is newer than one and not above a view's last sequence.
    /// </summary>
    internal abstract bool HasNewer(ulong target, ulong sequence, ulong maxSequence);

    /// <summary>Finds the newest vector of a target that is not above a view's last sequence.</summary>
    public abstract bool TryFindNewest(ulong target, ulong maxSequence, out VectorRow found);

    /// <summary>Whether a newer vector of the target of a row is there that is not above a view's last sequence.
    /// </summary>
    internal abstract bool IsReplaced(int row, in VectorRow entry, ulong maxSequence);

    /// <summary>A page of rows' entries.</summary>
    internal abstract ReadOnlySpan<byte> RowPage(int page);

    /// <summary>A page of bits.</summary>
    internal abstract ReadOnlySpan<byte> BitsPage(int page);

    /// <summary>A page of codes.</summary>
    internal abstract ReadOnlySpan<byte> CodePage(int page);

    /// <summary>What to throw where rows are not what any writer writes.</summary>
    internal abstract Exception Contradiction();

    /// <summary>Asks memory for the entry of a row that is going to be read; may do nothing.</summary>
    internal virtual void PrefetchRow(int row)
    {
    }

    /// <summary>Asks memory for the codes of a row that are going to be read; may do nothing.</summary>
    internal virtual void PrefetchCodes(int row)
    {
    }

    /// <summary>The codes of a row: all of them, or those that its first page holds.</summary>
    internal ReadOnlySpan<byte> Codes(int row)
    {
        SketchShape shape = Shape;
        ReadOnlySpan<byte> page = CodePage(row / shape.CodesPerPage * shape.PagesPerCode);
        int lengthBytes = Math.Min(shape.CodeBytes, page.Length);
        return page.Slice(row % shape.CodesPerPage * shape.CodeBytes, lengthBytes);
    }

    /// <summary>The codes of a row that its first page does not hold; mostly none.</summary>
    internal ReadOnlySpan<byte> MoreCodes(int row)
    {
        SketchShape shape = Shape;
        return shape.PagesPerCode == 1
            ? default
            : CodePage(row * shape.PagesPerCode + 1)[..(shape.CodeBytes - Codes(row).Length)];
    }
}
