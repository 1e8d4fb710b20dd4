using System.Buffers;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Read;

/// <summary>
/// Reads frames of one segment, through a map or by position. Reference-counted: unmapped when the last segment set
/// that holds it is gone.
/// </summary>
internal sealed class SegmentReader
{
    private readonly IStorageFile _file;
    private readonly IStorageView? _view;
    private readonly ulong _salt;
    private int _references = 1;

    /// <summary>Opens a segment for reading.</summary>
    /// <param name="storage">Where it is.</param>
    /// <param name="number">Its number.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="mode">How to read.</param>
    public SegmentReader(IStorage storage, ulong number, ulong salt, ReadMode mode)
    {
        Number = number;
        _salt = salt;
        _file = storage.Open(StoreLayout.Segment(number), StorageOpen.Read);
        try
        {
            ReadableBytes = _file.LengthBytes;
            if (mode == ReadMode.Mapped) _view = _file.Map(ReadableBytes);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The segment's number.</summary>
    public ulong Number { get; }

    /// <summary>Up to where this reader can read, in bytes; a segment that grew beyond needs a new reader.</summary>
    public long ReadableBytes { get; }

    /// <summary>Says whether the reader sees bytes that are appended beyond <see cref="ReadableBytes"/>.</summary>
    public bool FollowsGrowth => _view is null;

    /// <summary>Takes a reference.</summary>
    public void AddReference() => Interlocked.Increment(ref _references);

    /// <summary>Gives a reference back; the last one closes the segment.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        _view?.Dispose();
        _file.Dispose();
    }

    /// <summary>Says that the frame at an offset is about to be read.</summary>
    public void Prefetch(long offsetBytes) => _view?.Prefetch(offsetBytes);

    /// <summary>The mapped bytes from an offset up to a limit, as far as they are mapped; mapped segments only.
    /// </summary>
    public ReadOnlySpan<byte> Mapped(long offsetBytes, long limitBytes)
    {
        long endBytes = Math.Min(limitBytes, ReadableBytes);
        return _view is null || offsetBytes < 0 || offsetBytes >= endBytes
            ? default
            : _view.Slice(offsetBytes, (int)(endBytes - offsetBytes));
    }

    /// <summary>Reads bytes by position, unchecked; returns how many there were.</summary>
    /// <exception cref="FeedlogException">Storage: the file system refused the read.</exception>
    public int ReadBytes(long offsetBytes, Span<byte> target)
    {
        try
        {
            return _file.Read(offsetBytes, target);
        }
        catch (IOException failure)
        {
            throw Throw.Storage(failure, $"Reading {StoreLayout.Segment(Number)} at {offsetBytes} failed");
        }
    }

    /// <summary>Reads and verifies one frame.</summary>
    /// <param name="offsetBytes">Where it begins.</param>
    /// <param name="rented">A buffer that the frame lies in, to be returned to the shared pool; null if mapped.</param>
    /// <exception cref="FeedlogCorruptException">The frame is damaged.</exception>
    /// <exception cref="FeedlogException">Storage: the file system refused the read.</exception>
    public FrameView Read(long offsetBytes, out byte[]? rented)
    {
        ulong seed = Checksum.PlaceSeed(_salt, Number, (ulong)offsetBytes);
        rented = null;
        ReadOnlySpan<byte> source = _view is not null
            ? _view.Slice(offsetBytes, (int)(ReadableBytes - offsetBytes))
            : ReadPositioned(offsetBytes, seed, out rented);
        if (FrameDecoder.TryRead(source, seed, out FrameView frame, out FormatFault fault)) return frame;
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        Throw.DamagedFrame(fault, StoreLayout.Segment(Number), offsetBytes);
        return default;
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
}
