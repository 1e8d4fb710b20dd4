using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Vectors;

/// <summary>A file of vector sketches; each page is checked before its first byte is used. Any thread.</summary>
/// <remarks>
/// Mapped, the bytes handed out are those of the mapping and must not be used after this was disposed. By position,
/// pages are read to the heap, and a few of them are kept. Everything that reads pages throws
/// <see cref="IndexDamageException"/> when one is damaged, and <see cref="IOException"/> when one cannot be read.
/// </remarks>
public sealed class VectorFileReader : VectorPart, IDisposable
{
    private const int PagesPerWord = 64;

    // 4 MiB: enough that a page is read once while a scan goes through its rows.
    private const int CachedPages = 1024;

    private readonly IStorageFile _file;
    private readonly IStorageView? _view;
    private readonly ulong _salt;
    private readonly float[] _centre;

    // Mapped: a bit for each page that was checked. Any reader sets bits, none clears them.
    private readonly ulong[] _checked = [];

    // By position: page n lies at n modulo the size or not at all. Any reader replaces whole references.
    private readonly VectorPage?[] _cache = [];

    private VectorFileReader(IStorageFile file, StoreIdentity store, VectorFileHeader header, bool isMapped)
    {
        _file = file;
        _salt = store.Salt;
        Header = header;
        if (isMapped)
        {
            _view = file.Map(header.LengthBytes);
            _checked = new ulong[(header.PageCount + PagesPerWord - 1) / PagesPerWord];
        }
        else
        {
            _cache = new VectorPage?[CachedPages];
        }

        _centre = new float[header.Shape.Dimensions];
    }

    /// <summary>What is in page 0.</summary>
    public VectorFileHeader Header { get; }

    /// <inheritdoc/>
    public override SketchShape Shape => Header.Shape;

    /// <inheritdoc/>
    public override int RowCount => Header.RowCount;

    /// <inheritdoc/>
    internal override bool HasBits => true;

    /// <inheritdoc/>
    internal override ReadOnlySpan<float> Centre => _centre;

    /// <summary>Opens a file and checks page 0, its length and the pages of the centre.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="path">The file.</param>
    /// <param name="store">The store that it should belong to.</param>
    /// <param name="number">The number that it should have.</param>
    /// <param name="isMapped">Whether to map the file; otherwise it is read by position.</param>
    /// <param name="reader">The reader, when the result is true.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool TryOpen(
        IStorage storage,
        string path,
        StoreIdentity store,
        ulong number,
        bool isMapped,
        [NotNullWhen(true)] out VectorFileReader? reader,
        out FormatFault fault)
    {
        reader = null;
        VectorFileReader? opened = null;
        IStorageFile file = storage.Open(path, StorageOpen.Read);
        try
        {
            byte[] page = new byte[IndexPageLayout.PageBytes];
            int lengthBytes = file.Read(0, page);
            if (!VectorFileHeader.TryRead(
                page.AsSpan(0, lengthBytes), store, number, out VectorFileHeader? header, out fault))
            {
                return false;
            }

            if (file.LengthBytes != header.LengthBytes)
            {
                fault = file.LengthBytes < header.LengthBytes ? FormatFault.Truncated : FormatFault.BadLength;
                return false;
            }

            opened = new VectorFileReader(file, store, header, isMapped);
            opened.ReadCentre();
            reader = opened;
            return true;
        }
        catch (IndexDamageException damage)
        {
            fault = damage.Fault;
            return false;
        }
        finally
        {
            if (reader is null)
            {
                opened?._view?.Dispose();
                file.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view?.Dispose();
        _file.Dispose();
    }

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
    internal override ReadOnlySpan<byte> RowPage(int page) => Payload(Header.RowPage + page);

    /// <inheritdoc/>
    internal override ReadOnlySpan<byte> BitsPage(int page) => Payload(Header.BitsPage + page);

    /// <inheritdoc/>
    internal override ReadOnlySpan<byte> CodePage(int page) => Payload(Header.CodePage + page);

    /// <inheritdoc/>
    internal override void PrefetchRow(int row)
    {
        long page = Header.RowPage + row / SketchShape.RowsPerRowPage;
        int offsetBytes = row % SketchShape.RowsPerRowPage * SketchShape.RowBytes;
        _view?.Prefetch(page * IndexPageLayout.PageBytes + offsetBytes, SketchShape.RowBytes);
    }

    /// <inheritdoc/>
    internal override void PrefetchCodes(int row)
    {
        SketchShape shape = Shape;
        long page = Header.CodePage + (long)row / shape.CodesPerPage * shape.PagesPerCode;
        int offsetBytes = row % shape.CodesPerPage * shape.CodeBytes;
        _view?.Prefetch(page * IndexPageLayout.PageBytes + offsetBytes, shape.CodeBytes);
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

    private void ReadCentre()
    {
        for (int i = 0; i < _centre.Length; i++)
        {
            ReadOnlySpan<byte> page = Payload(VectorFileHeader.CentrePage + i / SketchShape.ValuesPerCentrePage);
            _centre[i] = BinaryPrimitives.ReadSingleLittleEndian(
                page[(i % SketchShape.ValuesPerCentrePage * sizeof(float))..]);
        }
    }

    private ReadOnlySpan<byte> Payload(long page)
    {
        if (_view is not null)
        {
            ulong word = Volatile.Read(ref _checked[page / PagesPerWord]);
            if ((word & 1UL << (int)(page % PagesPerWord)) == 0) CheckMapped(page);
            return _view.Slice(page * IndexPageLayout.PageBytes, IndexPageLayout.PayloadBytes);
        }

        VectorPage? cached = Volatile.Read(ref _cache[page % CachedPages]);
        if (cached is null || cached.Number != page) cached = Load(page);
        return cached.Bytes.AsSpan(0, IndexPageLayout.PayloadBytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckMapped(long page)
    {
        // Only called when there is a view.
        Check(page, _view!.Slice(page * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes));
        Interlocked.Or(ref _checked[page / PagesPerWord], 1UL << (int)(page % PagesPerWord));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private VectorPage Load(long page)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(IndexPageLayout.PageBytes);
        int lengthBytes = _file.Read(page * IndexPageLayout.PageBytes, bytes);
        Check(page, bytes.AsSpan(0, lengthBytes));
        VectorPage cached = new(page, bytes);
        Volatile.Write(ref _cache[page % CachedPages], cached);
        return cached;
    }

    private void Check(long page, ReadOnlySpan<byte> bytes)
    {
        FormatFault fault = IndexPage.Check(bytes, _salt, Header.Number, page);
        if (fault != FormatFault.None)
            throw new IndexDamageException(_file.Path, page * IndexPageLayout.PageBytes, fault);
    }
}
