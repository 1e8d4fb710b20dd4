using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Format.Shards;

/// <summary>
/// Reads a shard, with nothing but its file; each page, head and chunk is checked before anything of it is handed out.
/// Any thread. Memory: nothing is kept but header and footer.
/// </summary>
public sealed class ShardReader : IDisposable
{
    private readonly IStorageFile _file;
    private readonly IStorageView? _view;
    private readonly bool[] _soundPages; // Of the directory, where the file is mapped.
    private readonly bool[] _soundEntries; // Of the directory, the same.

    private ShardReader(IStorageFile file, ShardHeader header, ShardFooter footer, bool isMapped)
    {
        _file = file;
        _view = isMapped ? file.Map(footer.FileBytes) : null;
        _soundPages = isMapped ? new bool[footer.FooterPage - footer.DirectoryPage] : [];
        _soundEntries = isMapped ? new bool[footer.ChunkCount] : [];
        Header = header;
        Footer = footer;
    }

    /// <summary>What the shard says of itself in front.</summary>
    public ShardHeader Header { get; }

    /// <summary>What the shard says of itself as a whole.</summary>
    public ShardFooter Footer { get; }

    /// <summary>The file's path, relative to the store's folder.</summary>
    public string Path => _file.Path;

    /// <summary>Opens a shard and checks header, footer and length, and nothing else.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="path">Its path: that of a shard or of a draft.</param>
    /// <param name="isMapped">Whether to map the file; otherwise it is read by position.</param>
    /// <param name="reader">The reader, when the result is true.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool TryOpen(
        IStorage storage, string path, bool isMapped, [NotNullWhen(true)] out ShardReader? reader,
        out FormatFault fault) =>
        TryOpen(storage.Open(path, StorageOpen.Read), isMapped, out reader, out fault);

    /// <summary>The same of a file that is open; it is closed with the reader, or at once if there is none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool TryOpen(
        IStorageFile file, bool isMapped, [NotNullWhen(true)] out ShardReader? reader, out FormatFault fault)
    {
        reader = null;
        try
        {
            byte[] page = new byte[IndexPageLayout.PageBytes];
            int lengthBytes = file.Read(0, page.AsSpan(0, ShardLayout.HeaderBytes));
            if (!ShardHeader.TryRead(page.AsSpan(0, lengthBytes), out ShardHeader header, out fault)) return false;
            ulong headerHash = Checksum.Xxh3(page.AsSpan(0, ShardLayout.HeaderHash));

            long pageCount = file.LengthBytes / IndexPageLayout.PageBytes;
            fault = pageCount == 0 ? FormatFault.Truncated : FormatFault.BadLength;
            if (pageCount == 0 || file.LengthBytes % IndexPageLayout.PageBytes != 0) return false;
            lengthBytes = file.Read((pageCount - 1) * IndexPageLayout.PageBytes, page);
            if (!ShardFooter.TryRead(page.AsSpan(0, lengthBytes), header.Store.Salt, header.Number, pageCount - 1,
                out ShardFooter? footer, out fault))
                return false;

            bool isOne = footer!.HeaderHash == headerHash && footer.FirstSequence == header.FirstSequence;
            if (isOne) reader = new ShardReader(file, header, footer, isMapped);
            else fault = FormatFault.WrongPlace;
            return isOne;
        }
        finally
        {
            if (reader is null) file.Dispose();
        }
    }

    /// <summary>Says whether the shard is the one that a name of a store promises.</summary>
    public bool BelongsTo(StoreIdentity store, ShardMonth month, ulong number) =>
        Header.Store.Id == store.Id && Header.Store.Salt == store.Salt && Header.Number == number &&
        Header.Month == month;

    /// <summary>Where an entry of the chunk directory lies in the file, in bytes.</summary>
    public long EntryOffsetBytes(long index) =>
        (Footer.DirectoryPage + index / ShardChunkLayout.EntriesPerPage) * IndexPageLayout.PageBytes +
        index % ShardChunkLayout.EntriesPerPage * ShardChunkLayout.HeadBytes;

    /// <summary>Reads an entry of the chunk directory.</summary>
    /// <param name="index">Which, from 0 on.</param>
    /// <param name="head">The entry, when the result is true; its chunk lies where chunks lie.</param>
    /// <param name="fault">What is wrong with its page or with itself, when the result is false.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    /// <exception cref="IOException">The page cannot be read.</exception>
    public bool TryReadEntry(long index, out ShardChunkHead head, out FormatFault fault)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)Footer.ChunkCount);
        head = default;
        long page = Footer.DirectoryPage + index / ShardChunkLayout.EntriesPerPage;
        int at = (int)(index % ShardChunkLayout.EntriesPerPage) * ShardChunkLayout.HeadBytes;
        byte[] rented = _view is null ? ArrayPool<byte>.Shared.Rent(IndexPageLayout.PageBytes) : [];
        try
        {
            ReadOnlySpan<byte> bytes = Read(page * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes, rented);
            fault = CheckPage(bytes, page);
            if (fault != FormatFault.None || !TryReadEntry(bytes[at..], out head, out fault)) return false;
            if (_view is not null) Volatile.Write(ref _soundEntries[index], true);
            return true;
        }
        finally
        {
            if (rented.Length > 0) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads, unpacks and checks the chunk of an entry.</summary>
    /// <param name="head">The entry; the chunk says the same of itself, or it is not taken.</param>
    /// <param name="chunk">The chunk, when the result is true.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <exception cref="IOException">The chunk cannot be read.</exception>
    public bool TryReadChunk(in ShardChunkHead head, [NotNullWhen(true)] out ShardChunk? chunk, out FormatFault fault)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(head.TotalLengthBytes);
        try
        {
            ReadOnlySpan<byte> bytes = Read(head.OffsetBytes, head.TotalLengthBytes, rented);
            if (!ShardChunk.TryRead(
                bytes, Header.Store.Salt, Header.Number, head.OffsetBytes, out chunk, out fault))
                return false;
            if (chunk.Head == head) return true;
            chunk = null;
            fault = FormatFault.WrongPlace;
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads one frame of the chunk of an entry, unpacked no further than to its end.</summary>
    /// <param name="head">The entry; the chunk says the same of itself, or it is not taken.</param>
    /// <param name="address">The address of the frame.</param>
    /// <param name="frame">Its bytes when the result is true; empty if no frame of the chunk had the address.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <exception cref="IOException">The chunk cannot be read.</exception>
    public bool TryReadFrame(in ShardChunkHead head, FrameAddress address, out byte[] frame, out FormatFault fault)
    {
        byte[] rented = _view is null ? ArrayPool<byte>.Shared.Rent(head.TotalLengthBytes) : [];
        try
        {
            ReadOnlySpan<byte> bytes = Read(head.OffsetBytes, head.TotalLengthBytes, rented);
            fault = ShardChunkPart.TryRead(bytes, Header.Store.Salt, Header.Number, head, address, out frame);
            return fault == FormatFault.None;
        }
        finally
        {
            if (rented.Length > 0) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Finds the chunk in which a frame of this address would lie.</summary>
    /// <param name="address">The address.</param>
    /// <param name="head">Its entry; that the chunk has the frame is not said.</param>
    /// <param name="fault">None if there is no such chunk; else what is wrong with the directory.</param>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public bool TryFind(FrameAddress address, out ShardChunkHead head, out FormatFault fault) =>
        TryFind(address, out _, out head, out fault);

    /// <summary>As <see cref="TryFind(FrameAddress, out ShardChunkHead, out FormatFault)"/>, and says which entry it
    /// is.</summary>
    public bool TryFind(FrameAddress address, out long index, out ShardChunkHead head, out FormatFault fault) =>
        TryFind(address.Packed, isSequence: false, out index, out head, out fault);

    /// <summary>Finds the chunk in which a frame of this sequence would lie; otherwise as
    /// <see cref="TryFind(FrameAddress, out ShardChunkHead, out FormatFault)"/>.</summary>
    public bool TryFindSequence(ulong sequence, out ShardChunkHead head, out FormatFault fault) =>
        TryFind(sequence, isSequence: true, out _, out head, out fault);

    /// <summary>The first chunk that does not end before a sequence; the number of chunks if all do.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="fault">None, or what is wrong with the directory; then the result means nothing.</param>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public long IndexFrom(ulong sequence, out FormatFault fault)
    {
        long low = 0;
        long high = Footer.ChunkCount;
        fault = FormatFault.None;
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            if (!TryReadEntry(middle, out ShardChunkHead head, out fault)) return 0;
            if (head.LastSequence < sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Says whether what nobody reads is zero: the bytes between chunks and directory, and those behind the
    /// last entry of it.</summary>
    /// <param name="offsetBytes">Where it is not, when the result is false.</param>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public bool IsSlackZero(out long offsetBytes)
    {
        long directoryBytes = Footer.DirectoryPage * IndexPageLayout.PageBytes;
        long lastPageBytes = (Footer.FooterPage - 1) * IndexPageLayout.PageBytes;
        long entriesBytes = ((Footer.ChunkCount - 1) % ShardChunkLayout.EntriesPerPage + 1) *
            ShardChunkLayout.HeadBytes;
        return IsZero(Footer.ChunksEndBytes, directoryBytes, out offsetBytes) &&
            IsZero(lastPageBytes + entriesBytes, lastPageBytes + IndexPageLayout.PayloadBytes, out offsetBytes);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _view?.Dispose();
        _file.Dispose();
    }

    // A page of a mapped file is checked when it is first touched.
    private FormatFault CheckPage(ReadOnlySpan<byte> bytes, long page)
    {
        long index = page - Footer.DirectoryPage;
        if (_view is not null && Volatile.Read(ref _soundPages[index])) return FormatFault.None;
        FormatFault fault = ShardSeal.CheckPage(bytes, Header.Store.Salt, Header.Number, page);
        if (_view is not null && fault == FormatFault.None) Volatile.Write(ref _soundPages[index], true);
        return fault;
    }

    private bool TryReadEntry(ReadOnlySpan<byte> bytes, out ShardChunkHead head, out FormatFault fault)
    {
        if (!ShardChunkHead.TryReadEntry(bytes, Header.Store.Salt, Header.Number, out head, out fault)) return false;
        if (head.EndBytes <= Footer.ChunksEndBytes) return true;
        fault = FormatFault.BadLength;
        return false;
    }

    private bool TryFind(
        ulong sought, bool isSequence, out long index, out ShardChunkHead head, out FormatFault fault)
    {
        long low = 0;
        long high = Footer.ChunkCount - 1;
        index = -1;
        head = default;
        fault = FormatFault.None;
        while (low <= high)
        {
            index = low + (high - low) / 2;
            int side = CompareSound(index, sought, isSequence);
            if (side == 0)
            {
                if (!TryReadEntry(index, out head, out fault)) return false;
                if (sought < (isSequence ? head.FirstSequence : head.FirstAddress.Packed)) side = -1;
                else if (sought > (isSequence ? head.LastSequence : head.LastAddress.Packed)) side = 1;
                else return true;
            }

            if (side < 0) high = index - 1;
            else low = index + 1;
        }

        return false;
    }

    // On which side of an entry that was found sound before a number lies; 0 if neither, or if it was not.
    private int CompareSound(long index, ulong sought, bool isSequence)
    {
        if (_view is null || !Volatile.Read(ref _soundEntries[index])) return 0;
        ReadOnlySpan<byte> entry = _view.Slice(EntryOffsetBytes(index), ShardChunkLayout.HeadBytes);
        int firstAt = isSequence ? ShardChunkLayout.FirstSequence : ShardChunkLayout.FirstAddress;
        int lastAt = isSequence ? ShardChunkLayout.LastSequence : ShardChunkLayout.LastAddress;
        if (sought < BinaryPrimitives.ReadUInt64LittleEndian(entry[firstAt..])) return -1;
        return sought > BinaryPrimitives.ReadUInt64LittleEndian(entry[lastAt..]) ? 1 : 0;
    }

    private bool IsZero(long startBytes, long endBytes, out long offsetBytes)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(IndexPageLayout.PageBytes);
        ReadOnlySpan<byte> bytes = Read(startBytes, (int)(endBytes - startBytes), rented);
        int at = bytes.IndexOfAnyExcept((byte)0);
        ArrayPool<byte>.Shared.Return(rented);
        offsetBytes = startBytes + Math.Max(0, at);
        return at < 0 && bytes.Length == endBytes - startBytes;
    }

    private ReadOnlySpan<byte> Read(long offsetBytes, int lengthBytes, byte[] buffer) => _view is not null
        ? _view.Slice(offsetBytes, lengthBytes)
        : buffer.AsSpan(0, _file.Read(offsetBytes, buffer.AsSpan(0, lengthBytes)));
}
