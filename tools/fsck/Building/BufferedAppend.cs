using Feedlog.Format.Storage;

namespace Feedlog.Fsck.Building;

/// <summary>Writes a new file from its beginning on, in few large calls. One thread.</summary>
internal sealed class BufferedAppend(IStorageFile file)
{
    private const int BufferBytes = 256 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private int _bufferedBytes;
    private long _writtenBytes;

    /// <summary>Where the next byte goes.</summary>
    public long PositionBytes => _writtenBytes + _bufferedBytes;

    /// <summary>Takes bytes.</summary>
    /// <exception cref="IOException">They, or others before them, could not be written.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_bufferedBytes + bytes.Length > _buffer.Length) Flush();
        if (bytes.Length > _buffer.Length)
        {
            file.Write(_writtenBytes, bytes);
            _writtenBytes += bytes.Length;
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_bufferedBytes));
        _bufferedBytes += bytes.Length;
    }

    /// <summary>Writes what was taken and not yet written.</summary>
    public void Flush()
    {
        if (_bufferedBytes == 0) return;
        file.Write(_writtenBytes, _buffer.AsSpan(0, _bufferedBytes));
        _writtenBytes += _bufferedBytes;
        _bufferedBytes = 0;
    }
}
