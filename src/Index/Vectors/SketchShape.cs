using Feedlog.Format;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Vectors;

/// <summary>Where the parts of the sketches of a number of dimensions lie in pages.</summary>
/// <remarks>Everything follows from the dimensions, so no file has to say it, and none can say it wrong.</remarks>
public readonly record struct SketchShape
{
    /// <summary>Size of a row's entry in bytes.</summary>
    public const int RowBytes = VectorRowLayout.EntryBytes;

    /// <summary>How many rows' entries a page holds.</summary>
    public const int RowsPerRowPage = IndexPageLayout.PayloadBytes / RowBytes;

    // Wide enough that SIMD loads of 16 codes end with the row.
    private const int CodeAlignment = 16;
    private const int BitsPerWord = 64;
    private const int WordsPerPage = IndexPageLayout.PayloadBytes / sizeof(ulong);

    /// <summary>The shape for this many dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are less than 1 or too many.</exception>
    public SketchShape(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, FormatLimits.VectorDimensionsMax);
        Dimensions = dimensions;
        Words = (dimensions + BitsPerWord - 1) / BitsPerWord;
        RowsPerBitsPage = WordsPerPage / Words;
        CodeBytes = (dimensions + CodeAlignment - 1) / CodeAlignment * CodeAlignment;
        PagesPerCode = (CodeBytes + IndexPageLayout.PayloadBytes - 1) / IndexPageLayout.PayloadBytes;
        CodesPerPage = Math.Max(1, IndexPageLayout.PayloadBytes / CodeBytes);
    }

    /// <summary>Number of dimensions.</summary>
    public int Dimensions { get; }

    /// <summary>Words of 64 bits of a row.</summary>
    public int Words { get; }

    /// <summary>How many rows a page of bits holds: the stride of its words.</summary>
    public int RowsPerBitsPage { get; }

    /// <summary>Bytes of the codes of a row: one a dimension, and zeros.</summary>
    public int CodeBytes { get; }

    /// <summary>How many rows' codes a page holds: 1 where a row needs <see cref="PagesPerCode"/> pages.</summary>
    public int CodesPerPage { get; }

    /// <summary>How many pages the codes of a row need: 1, or 2 for the longest.</summary>
    public int PagesPerCode { get; }

    /// <summary>Number of pages of so many rows' entries.</summary>
    public static int RowPages(int rowCount) => PagesFor(rowCount, RowsPerRowPage);

    /// <summary>Number of pages of so many rows' bits.</summary>
    public int BitsPages(int rowCount) => PagesFor(rowCount, RowsPerBitsPage);

    /// <summary>Number of pages of so many rows' codes.</summary>
    public int CodePages(int rowCount) => PagesFor(rowCount, CodesPerPage) * PagesPerCode;

    private static int PagesFor(int rowCount, int rowsPerPage) =>
        (int)(((long)rowCount + rowsPerPage - 1) / rowsPerPage);
}
