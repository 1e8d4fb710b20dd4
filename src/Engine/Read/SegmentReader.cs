using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Feedlog.Cold;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Read;

/// <summary>
/// Reads frames of one segment, through a map or by position; opened on first use, so that a store of many segments
/// opens as fast as one of few. Reference-counted: unmapped when the last segment set
/// that holds it is gone.
/// </summary>
internal sealed class SegmentReader
{
    // As many lines as a processor fetches side by side: most frames are not longer. Of what follows in sequence it
    // fetches the rest by itself.
    private const int PrefetchedBytes = 12 * 64;

    // Who reads one record of a segment need not wait until megabytes around it are read, as some disks are set to. Who
    // goes on is well served by that.
    private const long AskedBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly IStorage _storage;
    private readonly ulong _salt;
    private readonly ReadMode _mode;
    private OpenedSegment? _opened;
    private int _references = 1;
    private int _isObsolete;

    /// <summary>A reader that opens its segment when it is first asked for a byte of it.</summary>
    /// <param name="storage">Where it is.</param>
    /// <param name="number">Its number.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="mode">How to read.</param>
    public SegmentReader(IStorage storage, ulong number, ulong salt, ReadMode mode)
    {
        Number = number;
        _storage = storage;
        _salt = salt;
        _mode = mode;
    }

    /// <summary>The segment's number.</summary>
    public ulong Number { get; }

    /// <summary>Up to where this reader can read, in bytes; a segment that grew beyond needs a new reader.</summary>
    public long ReadableBytes => Opened.LengthBytes;

    /// <summary>Says whether the reader sees bytes that are appended beyond <see cref="ReadableBytes"/>.</summary>
    public bool FollowsGrowth => _mode != ReadMode.Mapped;

    /// <summary>Says whether the segment was mapped when it was shorter than this.</summary>
    public bool EndsBefore(long endBytes) => Volatile.Read(ref _opened) is { View: not null } opened &&
        opened.LengthBytes < endBytes;

    private OpenedSegment Opened => Volatile.Read(ref _opened) ?? OpenOnce();

    /// <summary>Opens the segment now.</summary>
    /// <exception cref="FeedlogException">Storage or Corrupt: it cannot be opened.</exception>
    public void Open() => OpenOnce();

    /// <summary>Says whether the file is there; opens it.</summary>
    /// <exception cref="FeedlogException">Storage: it cannot be opened.</exception>
    public bool IsThere() => Volatile.Read(ref _opened) is not null || TryOpenOnce(out _);

    /// <summary>Says that the frames lie in shards: the file may go when the last reference does.</summary>
    public void MarkObsolete() => Volatile.Write(ref _isObsolete, 1);

    /// <summary>Takes a reference.</summary>
    public void AddReference() => Interlocked.Increment(ref _references);

    /// <summary>Gives a reference back; the last one closes the segment.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        _opened?.View?.Dispose();
        _opened?.File.Dispose();
        if (Volatile.Read(ref _isObsolete) != 0) ObsoleteFile.Delete(_storage, StoreLayout.Segment(Number));
    }

    /// <summary>Says that the frame at an offset is about to be read.</summary>
    public void Prefetch(long offsetBytes)
    {
        if (IsThere()) Opened.View?.Prefetch(offsetBytes, PrefetchedBytes);
    }

    /// <summary>The mapped bytes from an offset up to a limit, as far as they are mapped; mapped segments only.
    /// </summary>
    public ReadOnlySpan<byte> Mapped(long offsetBytes, long limitBytes)
    {
        OpenedSegment opened = Opened;
        long endBytes = Math.Min(limitBytes, opened.LengthBytes);
        return opened.View is null || offsetBytes < 0 || offsetBytes >= endBytes
            ? default
            : opened.View.Slice(offsetBytes, (int)(endBytes - offsetBytes));
    }

    /// <summary>Reads bytes by position, unchecked; returns how many there were.</summary>
    /// <exception cref="FeedlogException">Storage: the file system refused the read.</exception>
    public int ReadBytes(long offsetBytes, Span<byte> target)
    {
        try
        {
            return Opened.File.Read(offsetBytes, target);
        }
        catch (IOException failure)
        {
            throw Throw.Storage(failure, $"Reading {StoreLayout.Segment(Number)} at {offsetBytes} failed");
        }
    }

    /// <summary>Whether the frame at an offset looks like a record with this id; it is not checked.</summary>
    /// <exception cref="FeedlogException">Storage: the file system refused the read.</exception>
    public bool LooksLike(long offsetBytes, ulong id) => OpenedFor(offsetBytes).View is null
        ? LooksLikePositioned(offsetBytes, id)
        : FrameIdentity.LooksLike(Fetched(offsetBytes), id);

    /// <summary>Whether the frame at an offset looks like a record with this key; it is not checked.</summary>
    /// <exception cref="FeedlogException">Storage: the file system refused the read.</exception>
    public bool LooksLike(long offsetBytes, WideHash keyHash) => OpenedFor(offsetBytes).View is null
        ? LooksLikePositioned(offsetBytes, keyHash)
        : FrameIdentity.LooksLike(Fetched(offsetBytes), keyHash, _salt);

    /// <summary>Reads and verifies one frame.</summary>
    /// <param name="offsetBytes">Where it begins.</param>
    /// <param name="rented">A buffer that the frame lies in, to be returned to the shared pool; null if mapped.</param>
    /// <exception cref="FeedlogCorruptException">The frame is damaged.</exception>
    /// <exception cref="FeedlogException">Storage: the file system refused the read.</exception>
    public FrameView Read(long offsetBytes, out byte[]? rented)
    {
        ulong seed = Checksum.PlaceSeed(_salt, Number, (ulong)offsetBytes);
        rented = null;
        OpenedSegment opened = OpenedFor(offsetBytes);
        // A file that was cut ends before what the indexes know of it.
        long startBytes = Math.Min(offsetBytes, opened.LengthBytes);
        ReadOnlySpan<byte> source = opened.View is not null
            ? opened.View.Slice(startBytes, (int)(opened.LengthBytes - startBytes))
            : ReadPositioned(offsetBytes, seed, out rented);
        if (FrameDecoder.TryRead(source, seed, out FrameView frame, out FormatFault fault)) return frame;
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        Throw.DamagedFrame(fault, StoreLayout.Segment(Number), offsetBytes);
        return default;
    }

    // For one frame: it may go on behind the bytes that it begins in.
    private OpenedSegment OpenedFor(long offsetBytes)
    {
        OpenedSegment opened = Opened;
        if (opened.HasAsked) return opened;
        opened.HasAsked = true; // Twice does no harm.
        opened.View?.Ask(offsetBytes / AskedBytes * AskedBytes, 2 * AskedBytes);
        return opened;
    }

    // Unchecked. Who asks will mostly read the frame next.
    private ReadOnlySpan<byte> Fetched(long offsetBytes)
    {
        Opened.View?.Prefetch(offsetBytes, PrefetchedBytes);
        return Mapped(offsetBytes, long.MaxValue);
    }

    private bool LooksLikePositioned(long offsetBytes, ulong id)
    {
        Span<byte> buffer = stackalloc byte[FrameLayout.HeaderBytes];
        return FrameIdentity.LooksLike(buffer[..ReadBytes(offsetBytes, buffer)], id);
    }

    private bool LooksLikePositioned(long offsetBytes, WideHash keyHash)
    {
        Span<byte> buffer = stackalloc byte[FrameIdentity.UsualBytes];
        return FrameIdentity.LooksLike(buffer[..ReadBytes(offsetBytes, buffer)], keyHash, _salt);
    }

    private ReadOnlySpan<byte> ReadPositioned(long offsetBytes, ulong seed, out byte[] rented)
    {
        Span<byte> head = stackalloc byte[FrameLayout.HeaderBytes];
        int headBytes = ReadBytes(offsetBytes, head);
        rented = [];
        if (!FrameHeader.TryRead(head[..headBytes], seed, out FrameHeader header, out FormatFault fault))
            Throw.DamagedFrame(fault, StoreLayout.Segment(Number), offsetBytes);

        rented = ArrayPool<byte>.Shared.Rent(header.TotalLengthBytes);
        int frameBytes = ReadBytes(offsetBytes, rented.AsSpan(0, header.TotalLengthBytes));
        return rented.AsSpan(0, frameBytes);
    }

    private OpenedSegment OpenOnce() => TryOpenOnce(out OpenedSegment? opened)
        ? opened
        : throw Throw.Corrupt(
            FormatFault.Truncated, StoreLayout.Segment(Number), 0, "A segment of the store is missing");

    private bool TryOpenOnce([NotNullWhen(true)] out OpenedSegment? opened)
    {
        lock (_gate)
        {
            opened = _opened ?? OpenFile();
            Volatile.Write(ref _opened, opened);
            return opened is not null;
        }
    }

    // Null if it is not there.
    private OpenedSegment? OpenFile()
    {
        IStorageFile? file = null;
        try
        {
            file = _storage.Open(StoreLayout.Segment(Number), StorageOpen.Read);
            long lengthBytes = file.LengthBytes;
            return new OpenedSegment(file, _mode == ReadMode.Mapped ? file.Map(lengthBytes) : null, lengthBytes);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException failure)
        {
            file?.Dispose();
            throw Throw.Storage(failure, $"Opening {StoreLayout.Segment(Number)} failed");
        }
    }

    private sealed record OpenedSegment(IStorageFile File, IStorageView? View, long LengthBytes)
    {
        // Whether the medium was asked for the first frame.
        public bool HasAsked { get; set; }
    }
}
