using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Vectors;

/// <summary>A file of vector sketches; each page is checked before its first byte is used. Any thread.</summary>
/// <remarks>
/// Everything that reads pages throws <see cref="IndexDamageException"/> when one is damaged, and
/// <see cref="IOException"/> when one cannot be read. FORMAT.md section 7.11.
/// </remarks>
public sealed class VectorFileReader : VectorPart, IDisposable
{
    private readonly IndexFileReader _file;
    private readonly SketchShape _shape;
    private readonly int _rowCount;
    private readonly byte[] _model;
    private readonly float[] _centre;
    private readonly IndexSection _rows;
    private readonly IndexSection _bits;
    private readonly IndexSection _codes;

    private VectorFileReader(
        IndexFileReader file, SketchShape shape, byte[] model, in IndexSection rows, in IndexSection bits,
        in IndexSection codes)
    {
        _file = file;
        _shape = shape;
        _rowCount = (int)rows.EntryCount;
        _model = model;
        _rows = rows;
        _bits = bits;
        _codes = codes;
        _centre = new float[shape.Dimensions];
    }

    /// <summary>What the manifest says of the file.</summary>
    public IndexFileEntry Entry => _file.FileEntry;

    /// <summary>The stretch of the log in which the frames with the vectors lie.</summary>
    public IndexCoverage Coverage => Entry.Coverage;

    /// <summary>Name of the model, UTF-8.</summary>
    public ReadOnlySpan<byte> Model => _model;

    /// <inheritdoc/>
    public override SketchShape Shape => _shape;

    /// <inheritdoc/>
    public override int RowCount => _rowCount;

    /// <inheritdoc/>
    public override ulong HighestTarget => RowCount == 0 ? 0 : Row(RowCount - 1).Target;

    /// <inheritdoc/>
    internal override bool HasBits => true;

    /// <inheritdoc/>
    internal override ReadOnlySpan<float> Centre => _centre;

    /// <summary>Opens a file and checks page 0, its length, the model, the centre, and that the sections fit.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that it should belong to.</param>
    /// <param name="entry">What the manifest says of it.</param>
    /// <param name="pages">Keeps pages of a file that is read by position; null to map it.</param>
    /// <param name="reader">The reader, when the result is true.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool TryOpen(
        IStorage storage,
        StoreIdentity store,
        IndexFileEntry entry,
        IndexPageCache? pages,
        [NotNullWhen(true)] out VectorFileReader? reader,
        out FormatFault fault)
    {
        reader = null;
        fault = FormatFault.BadType;
        if (entry.Kind != IndexFileKind.Vectors) return false;
        if (!IndexFileReader.TryOpen(storage, store, entry, pages, out IndexFileReader? file, out fault))
            return false;
        try
        {
            fault = TryRead(file, store, out reader);
        }
        catch (IndexDamageException damage)
        {
            fault = damage.Fault;
        }
        finally
        {
            if (reader is null) file.Dispose();
        }

        return reader is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    public override bool TryFindNewest(ulong target, ulong maxSequence, out VectorRow found)
    {
        found = default;
        bool isFound = false;
        for (int row = FirstRow(target); row < RowCount; row++)
        {
            VectorRow next = Row(row);
            if (next.Target != target || next.Sequence > maxSequence) break;
            found = next;
            isFound = true;
        }

        return isFound;
    }

    /// <inheritdoc/>
    internal override bool HasNewer(ulong target, ulong sequence, ulong maxSequence)
    {
        for (int row = FirstRow(target); row < RowCount; row++)
        {
            VectorRow found = Row(row);
            if (found.Target != target || found.Sequence > maxSequence) return false;
            if (found.Sequence > sequence) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    internal override bool IsReplaced(int row, in VectorRow entry, ulong maxSequence)
    {
        // The vectors of a target lie side by side, the newer ones behind.
        if (row + 1 == RowCount) return false;
        VectorRow next = Row(row + 1);
        return next.Target == entry.Target && next.Sequence <= maxSequence;
    }

    /// <inheritdoc/>
    internal override ReadOnlySpan<byte> RowPage(int page) => _file.Page(_rows.FirstPage + page);

    /// <inheritdoc/>
    internal override ReadOnlySpan<byte> BitsPage(int page) => _file.Page(_bits.FirstPage + page);

    /// <inheritdoc/>
    internal override ReadOnlySpan<byte> CodePage(int page) => _file.Page(_codes.FirstPage + page);

    /// <inheritdoc/>
    internal override Exception Contradiction() => _file.Contradiction(_rows);

    /// <inheritdoc/>
    internal override void PrefetchRow(int row) => _file.Prefetch(_rows, row);

    /// <inheritdoc/>
    internal override void PrefetchCodes(int row)
    {
        long page = _codes.FirstPage + (long)row / _shape.CodesPerPage * _shape.PagesPerCode;
        _file.Prefetch(page, row % _shape.CodesPerPage * _shape.CodeBytes, _shape.CodeBytes);
    }

    // The first row whose target is not below a sequence.
    private int FirstRow(ulong target)
    {
        int low = 0;
        int high = RowCount;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            ReadOnlySpan<byte> page = RowPage(middle / SketchShape.RowsPerRowPage);
            int offsetBytes = middle % SketchShape.RowsPerRowPage * SketchShape.RowBytes;
            if (VectorRow.TargetOf(page[offsetBytes..]) < target) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static FormatFault TryRead(IndexFileReader file, StoreIdentity store, out VectorFileReader? reader)
    {
        reader = null;
        bool isWhole = file.TryGetSection(IndexSectionType.VectorModel, out IndexSection model) &
            file.TryGetSection(IndexSectionType.VectorCentre, out IndexSection centre) &
            file.TryGetSection(IndexSectionType.VectorRows, out IndexSection rows) &
            file.TryGetSection(IndexSectionType.VectorBits, out IndexSection bits) &
            file.TryGetSection(IndexSectionType.VectorCodes, out IndexSection codes);
        if (!isWhole || model.PageCount != 1) return FormatFault.BadLength;

        ReadOnlySpan<byte> page = file.Page(model.FirstPage);
        uint dimensions = BinaryPrimitives.ReadUInt32LittleEndian(page[VectorModelLayout.Dimensions..]);
        uint nameBytes = BinaryPrimitives.ReadUInt32LittleEndian(page[VectorModelLayout.NameLength..]);
        bool isSized = dimensions is >= 1 and <= FormatLimits.VectorDimensionsMax &&
            nameBytes is >= 1 and <= byte.MaxValue && centre.EntryCount == dimensions &&
            rows.EntryCount <= VectorFileWriter.RowsMax && rows.EntryCount == file.FileEntry.EntryCount;
        if (!isSized) return FormatFault.BadLength;

        SketchShape shape = new((int)dimensions);
        byte[] name = page.Slice(VectorModelLayout.Name, (int)nameBytes).ToArray();
        int rowCount = (int)rows.EntryCount;
        bool fits = bits.PageCount == shape.BitsPages(rowCount) && codes.PageCount == shape.CodePages(rowCount);
        if (!fits) return FormatFault.BadLength;
        if (VectorFileWriter.HashOf(name, store.Salt) != file.FileEntry.ModelHash) return FormatFault.WrongPlace;
        VectorFileReader opened = new(file, shape, name, rows, bits, codes);
        for (int i = 0; i < opened._centre.Length; i++)
            opened._centre[i] = BinaryPrimitives.ReadSingleLittleEndian(file.Entry(centre, i));
        reader = opened;
        return FormatFault.None;
    }
}
