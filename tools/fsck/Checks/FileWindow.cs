using System.Buffers;
using Feedlog.Format.Storage;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// A part of a file in memory that moves on as it is asked for later bytes. It is small, so that its bytes are still in
/// the caches of the processor when they are looked at. One thread at a time; the one that made it disposes it.
/// </summary>
internal sealed class FileWindow : IDisposable
{
    private readonly IStorageFile _file;
    private readonly LargeFrames _large;
    private readonly long _limitBytes;
    private readonly byte[] _own;
    private byte[] _buffer;
    private long _startBytes;
    private int _countBytes;

    /// <summary>An empty window.</summary>
    /// <param name="file">The file.</param>
    /// <param name="large">The buffer for what is longer than the window.</param>
    /// <param name="sizeBytes">How many bytes are read at once at least.</param>
    /// <param name="limitBytes">Where to stop; no byte from there on is ever seen.</param>
    public FileWindow(IStorageFile file, LargeFrames large, int sizeBytes, long limitBytes)
    {
        _file = file;
        _large = large;
        _limitBytes = Math.Min(limitBytes, file.LengthBytes);
        _own = ArrayPool<byte>.Shared.Rent(sizeBytes);
        _buffer = _own;
    }

    /// <summary>
    /// The bytes from the offset on, at least so many unless the limit comes first; valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> At(long offsetBytes, int lengthBytes)
    {
        long skipBytes = offsetBytes - _startBytes;
        return skipBytes >= 0 && skipBytes + lengthBytes <= _countBytes
            ? _buffer.AsSpan((int)skipBytes, _countBytes - (int)skipBytes)
            : Load(offsetBytes, lengthBytes);
    }

    /// <summary>Lets go of what is longer than the window, for others to use the buffer.</summary>
    public void Release()
    {
        if (_buffer == _own) return;
        LeaveLarge();
        (_startBytes, _countBytes) = (0, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LeaveLarge();
        ArrayPool<byte>.Shared.Return(_own);
    }

    private ReadOnlySpan<byte> Load(long offsetBytes, int lengthBytes)
    {
        long endBytes = Math.Min(offsetBytes + lengthBytes, _limitBytes);
        if (offsetBytes >= endBytes) return default;
        bool isCovered = offsetBytes >= _startBytes && endBytes <= _startBytes + _countBytes;
        if (!isCovered) Move(offsetBytes, (int)(endBytes - offsetBytes));
        int skipBytes = (int)(offsetBytes - _startBytes);
        return skipBytes >= _countBytes ? default : _buffer.AsSpan(skipBytes, _countBytes - skipBytes);
    }

    // What the old window has of the new one is not read again.
    private void Move(long offsetBytes, int lengthBytes)
    {
        byte[] target = lengthBytes <= _own.Length ? _own : _buffer;
        if (lengthBytes > target.Length) target = _large.Rent(lengthBytes);
        bool isInside = offsetBytes >= _startBytes && offsetBytes < _startBytes + _countBytes;
        int keptBytes = isInside ? (int)(_startBytes + _countBytes - offsetBytes) : 0;
        _buffer.AsSpan(_countBytes - keptBytes, keptBytes).CopyTo(target);
        if (target != _buffer) LeaveLarge();
        _buffer = target;
        _startBytes = offsetBytes;
        // Not more than the frame: what follows belongs into the small window again.
        int roomBytes = target == _own ? _own.Length : lengthBytes;
        int wantedBytes = (int)Math.Min(roomBytes, _limitBytes - offsetBytes) - keptBytes;
        _countBytes = keptBytes + _file.Read(offsetBytes + keptBytes, target.AsSpan(keptBytes, wantedBytes));
    }

    private void LeaveLarge()
    {
        if (_buffer == _own) return;
        _large.Return(_buffer);
        _buffer = _own;
    }
}
