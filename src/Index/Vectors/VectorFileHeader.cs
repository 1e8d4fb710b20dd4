using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Vectors;

/// <summary>Page 0 of a file of vector sketches: of which model, and of which stretch of the log.</summary>
public sealed record VectorFileHeader
{
    /// <summary>Number of the file.</summary>
    public required ulong Number { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Where things lie.</summary>
    public required SketchShape Shape { get; init; }

    /// <summary>The stretch of the log in which the frames with the vectors lie.</summary>
    public required IndexCoverage Coverage { get; init; }

    /// <summary>Number of rows, at least 1.</summary>
    public required int RowCount { get; init; }

    /// <summary>Time of creation, ms since 1970 UTC.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Number of the first page of the centre.</summary>
    internal static int CentrePage => 1;

    /// <summary>Number of the first page of rows.</summary>
    internal int RowPage => CentrePage + Shape.CentrePages;

    /// <summary>Number of the first page of bits.</summary>
    internal int BitsPage => RowPage + SketchShape.RowPages(RowCount);

    /// <summary>Number of the first page of codes.</summary>
    internal int CodePage => BitsPage + Shape.BitsPages(RowCount);

    /// <summary>Number of all pages.</summary>
    internal long PageCount => (long)CodePage + Shape.CodePages(RowCount);

    /// <summary>Length of the file in bytes.</summary>
    public long LengthBytes => PageCount * IndexPageLayout.PageBytes;

    /// <summary>Writes page 0.</summary>
    /// <param name="page">A page's bytes.</param>
    /// <param name="store">The store that the file belongs to.</param>
    internal void Write(Span<byte> page, StoreIdentity store)
    {
        page[..IndexPageLayout.PageBytes].Clear();
        VectorFileLayout.MagicBytes.CopyTo(page);
        WriteUInt32(page, VectorFileLayout.Version, FormatVersion.Current);
        WriteUInt32(page, VectorFileLayout.Dimensions, (uint)Shape.Dimensions);
        WriteUInt64(page, VectorFileLayout.Number, Number);
        store.Id.TryWriteBytes(page[VectorFileLayout.StoreId..], bigEndian: true, out _);
        WriteUInt64(page, VectorFileLayout.FirstSequence, Coverage.FirstSequence);
        WriteUInt64(page, VectorFileLayout.LastSequence, Coverage.LastSequence);
        WriteUInt64(page, VectorFileLayout.FirstGroup, Coverage.FirstGroup);
        WriteUInt64(page, VectorFileLayout.LastGroup, Coverage.LastGroup);
        WriteUInt64(page, VectorFileLayout.LastCommit, Coverage.LastCommit);
        WriteUInt64(page, VectorFileLayout.EndSegment, Coverage.EndSegment);
        WriteUInt64(page, VectorFileLayout.EndOffset, (ulong)Coverage.EndOffsetBytes);
        WriteUInt64(page, VectorFileLayout.RowCount, (ulong)RowCount);
        WriteUInt64(page, VectorFileLayout.PageCount, (ulong)PageCount);
        WriteUInt64(page, VectorFileLayout.CreatedAt, (ulong)CreatedAtMs);
        int modelBytes = Encoding.UTF8.GetBytes(
            Model, page.Slice(VectorFileLayout.Model, VectorFileLayout.ModelBytesMax));
        WriteUInt32(page, VectorFileLayout.ModelLength, (uint)modelBytes);
        IndexPage.Seal(page, store.Salt, Number, 0);
    }

    /// <summary>Reads and checks page 0. Never throws.</summary>
    /// <param name="page">A page's bytes.</param>
    /// <param name="store">The store that the file should belong to.</param>
    /// <param name="number">The number that the file should have.</param>
    /// <param name="header">The header, when the result is true.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> page,
        StoreIdentity store,
        ulong number,
        [NotNullWhen(true)] out VectorFileHeader? header,
        out FormatFault fault)
    {
        header = null;
        fault = CheckEnvelope(page, store, number);
        if (fault != FormatFault.None) return false;

        uint dimensions = BinaryPrimitives.ReadUInt32LittleEndian(page[VectorFileLayout.Dimensions..]);
        ulong rowCount = ReadUInt64(page, VectorFileLayout.RowCount);
        uint modelBytes = BinaryPrimitives.ReadUInt32LittleEndian(page[VectorFileLayout.ModelLength..]);
        bool isSized = dimensions is >= 1 and <= FormatLimits.VectorDimensionsMax &&
            rowCount is >= 1 and <= VectorFileWriter.RowsMax && modelBytes <= VectorFileLayout.ModelBytesMax;
        if (isSized)
        {
            VectorFileHeader read = Parse(
                page, new SketchShape((int)dimensions), (int)rowCount, (int)modelBytes, number);
            isSized = ReadUInt64(page, VectorFileLayout.PageCount) == (ulong)read.PageCount;
            fault = CheckStretch(read.Coverage);
            if (isSized && fault == FormatFault.None) header = read;
        }

        if (!isSized) fault = FormatFault.BadLength;
        return header is not null;
    }

    private static FormatFault CheckEnvelope(ReadOnlySpan<byte> page, StoreIdentity store, ulong number)
    {
        if (page.Length < IndexPageLayout.PageBytes) return FormatFault.Truncated;
        if (!page.StartsWith(VectorFileLayout.MagicBytes)) return FormatFault.BadMagic;
        FormatFault fault = IndexPage.Check(page, store.Salt, number, 0);
        if (fault != FormatFault.None)
            return fault == FormatFault.BadBodyChecksum ? FormatFault.BadHeaderChecksum : fault;
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[VectorFileLayout.Version..]) != FormatVersion.Current)
            return FormatFault.UnknownVersion;
        bool isInPlace = new Guid(page.Slice(VectorFileLayout.StoreId, 16), bigEndian: true) == store.Id &&
            ReadUInt64(page, VectorFileLayout.Number) == number;
        if (!isInPlace) return FormatFault.WrongPlace;
        return page[VectorFileLayout.Reserved..VectorFileLayout.Model].ContainsAnyExcept((byte)0)
            ? FormatFault.BadReserved
            : FormatFault.None;
    }

    private static FormatFault CheckStretch(IndexCoverage coverage)
    {
        if (coverage.FirstGroup > coverage.LastGroup || coverage.FirstSequence > coverage.LastSequence)
            return FormatFault.BadOrder;
        return coverage.EndOffsetBytes is >= 0 and <= FormatLimits.SegmentBytesMax
            ? FormatFault.None
            : FormatFault.BadLength;
    }

    private static VectorFileHeader Parse(
        ReadOnlySpan<byte> page, SketchShape shape, int rowCount, int modelBytes, ulong number) => new()
        {
            Number = number,
            Model = Encoding.UTF8.GetString(page.Slice(VectorFileLayout.Model, modelBytes)),
            Shape = shape,
            Coverage = new IndexCoverage
            {
                FirstSequence = ReadUInt64(page, VectorFileLayout.FirstSequence),
                LastSequence = ReadUInt64(page, VectorFileLayout.LastSequence),
                FirstGroup = ReadUInt64(page, VectorFileLayout.FirstGroup),
                LastGroup = ReadUInt64(page, VectorFileLayout.LastGroup),
                LastCommit = ReadUInt64(page, VectorFileLayout.LastCommit),
                EndSegment = ReadUInt64(page, VectorFileLayout.EndSegment),
                EndOffsetBytes = (long)ReadUInt64(page, VectorFileLayout.EndOffset),
            },
            RowCount = rowCount,
            CreatedAtMs = (long)ReadUInt64(page, VectorFileLayout.CreatedAt),
        };

    private static ulong ReadUInt64(ReadOnlySpan<byte> page, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(page[offset..]);

    private static void WriteUInt64(Span<byte> page, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(page[offset..], value);

    private static void WriteUInt32(Span<byte> page, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(page[offset..], value);
}
