using System.Buffers;

namespace Feedlog.Read;

/// <summary>
/// The bytes of one segment for somebody who goes through it from front to back: the map itself, or a buffer that is
/// filled ahead. One thread.
/// </summary>
internal sealed class SegmentWindow : IDisposable
{
    private const int ReadAheadBytes = 256 * 1024;

    private SegmentReader _reader = null!; // Set by Open before anything else.
    private byte[] _buffer = [];
    private long _startBytes;
    private int _bufferedBytes;

    /// <summary>Turns to a segment, which the caller holds.</summary>
    public void Open(SegmentReader reader)
    {
        _reader = reader;
        _bufferedBytes = 0;
    }

    /// <summary>
    /// The bytes from an offset on: at least so many, unless the limit or the file ends before. Valid until the next
    /// call.
    /// </summary>
    public ReadOnlySpan<byte> At(long offsetBytes, int lengthBytes, long limitBytes)
    {
        if (!_reader.FollowsGrowth) return _reader.Mapped(offsetBytes, limitBytes);
        lengthBytes = (int)Math.Clamp(limitBytes - offsetBytes, 0, lengthBytes);
        bool isBuffered = offsetBytes >= _startBytes &&
            offsetBytes + lengthBytes <= _startBytes + _bufferedBytes;
        if (!isBuffered) Fill(offsetBytes, lengthBytes, limitBytes);
        int start = (int)(offsetBytes - _startBytes);
        return _buffer.AsSpan(start, Math.Max(0, (int)Math.Min(_bufferedBytes - start, limitBytes - offsetBytes)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _bufferedBytes = 0;
    }

    private void Fill(long offsetBytes, int lengthBytes, long limitBytes)
    {
        int wantedBytes = (int)Math.Min(Math.Max(lengthBytes, ReadAheadBytes), limitBytes - offsetBytes);
        byte[] target = wantedBytes <= _buffer.Length ? _buffer : ArrayPool<byte>.Shared.Rent(wantedBytes);

        // What was read ahead already is kept: a large frame mostly begins in it.
        long start = offsetBytes - _startBytes;
        int keptBytes = start >= 0 && start < _bufferedBytes ? (int)(_bufferedBytes - start) : 0;
        if (keptBytes > 0) _buffer.AsSpan((int)start, keptBytes).CopyTo(target);
        if (target != _buffer)
        {
            Dispose();
            _buffer = target;
        }

        _startBytes = offsetBytes;
        _bufferedBytes = keptBytes;
        Span<byte> room = _buffer.AsSpan(keptBytes, wantedBytes - keptBytes);
        _bufferedBytes += _reader.ReadBytes(offsetBytes + keptBytes, room);
    }
}
