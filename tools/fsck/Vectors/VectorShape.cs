using System.Buffers.Binary;
using System.Text.Unicode;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Fsck.Indexes;

namespace Feedlog.Fsck.Vectors;

/// <summary>Where things lie in a file of vectors of so many dimensions: FORMAT.md section 7.11, once more.</summary>
/// <param name="Dimensions">Values of a vector.</param>
internal sealed record VectorShape(int Dimensions)
{
    private const int EntriesOfPage = IndexPageLayout.PayloadBytes / IndexSection.StreamEntryBytes;
    private const int WordsOfPage = IndexPageLayout.PayloadBytes / sizeof(ulong);
    private const int CodesTogether = 16;

    /// <summary>Words of bits of a row.</summary>
    public int Words { get; } = (Dimensions + 63) / 64;

    /// <summary>Rows of a page of bits.</summary>
    public int RowsOfBitsPage => WordsOfPage / Words;

    /// <summary>Bytes of the codes of a row.</summary>
    public int CodeBytes { get; } = (Dimensions + CodesTogether - 1) / CodesTogether * CodesTogether;

    /// <summary>Pages of the codes of a row: 1, or 2.</summary>
    public int PagesOfCodes => CodeBytes > IndexPageLayout.PayloadBytes ? 2 : 1;

    /// <summary>Rows of a page of codes; 1 where a row has two pages.</summary>
    public int RowsOfCodesPage => Math.Max(1, IndexPageLayout.PayloadBytes / CodeBytes);

    /// <summary>Reads of which model a file is, and checks that its sections are as long as that asks for.</summary>
    /// <returns>Null, with a finding, if they are not.</returns>
    public static VectorShape? Read(CheckContext context, IndexFileInPlace file, SectionReport report)
    {
        if (!report.Expect(IndexSectionType.VectorModel, EntriesOfPage)) return null;
        using SectionPages pages = new(context, file, IndexSectionType.VectorModel);
        ReadOnlySpan<byte> page = pages.Page(0);
        uint dimensions = BinaryPrimitives.ReadUInt32LittleEndian(page[VectorModelLayout.Dimensions..]);
        uint nameBytes = BinaryPrimitives.ReadUInt32LittleEndian(page[VectorModelLayout.NameLength..]);
        bool isSized = dimensions is >= 1 and <= FormatLimits.VectorDimensionsMax && nameBytes is >= 1 and <= 255;
        if (!isSized) return Wrong(report, "a length in it is impossible");
        ReadOnlySpan<byte> name = page.Slice(VectorModelLayout.Name, (int)nameBytes);
        if (!Utf8.IsValid(name)) return Wrong(report, "the name of the model is not UTF-8");
        if (page[(VectorModelLayout.Name + name.Length)..].ContainsAnyExcept((byte)0))
            return Wrong(report, "there is something behind the name of the model");
        if (Checksum.Xxh3(name, file.Store.Salt) != file.Header.Entry.ModelHash)
            return Wrong(report, "the header has the hash of another name");
        VectorShape shape = new((int)dimensions);
        return shape.Fits(file, report) ? shape : null;
    }

    private bool Fits(IndexFileInPlace file, SectionReport report)
    {
        long rows = file.Header.Entry.EntryCount;
        long bitsPages = (rows + RowsOfBitsPage - 1) / RowsOfBitsPage;
        long codesPages = (rows + RowsOfCodesPage - 1) / RowsOfCodesPage * PagesOfCodes;
        return report.Expect(IndexSectionType.VectorCentre, Dimensions) &&
            report.Expect(IndexSectionType.VectorRows, rows) &&
            report.Expect(IndexSectionType.VectorBits, bitsPages * EntriesOfPage) &&
            report.Expect(IndexSectionType.VectorCodes, codesPages * EntriesOfPage);
    }

    private static VectorShape? Wrong(SectionReport report, string reason)
    {
        report.Inconsistent(IndexSectionType.VectorModel, null, reason);
        return null;
    }
}
