using System.Buffers;
using System.IO.Compression;
using K4os.Compression.LZ4;

namespace Feedlog.Format.Shards;

/// <summary>Unpacks the beginning of stored bytes, and then more of them. One thread; buffers are the caller's.
/// </summary>
/// <param name="codec">Which way they were packed; not raw.</param>
/// <param name="stored">The stored bytes; any are safe to pass.</param>
/// <param name="target">As long as what they unpack to whole.</param>
internal ref struct ShardPrefix(ShardCodec codec, ReadOnlySpan<byte> stored, Span<byte> target)
{
    // The decoder gives what it has when it lacks bytes, and otherwise not before it has a window full: it gets few.
    private const int BrotliPieceBytes = 1024;

    private readonly ReadOnlySpan<byte> _stored = stored;
    private readonly Span<byte> _target = target;
    private BrotliDecoder _brotli;
    private int _readBytes;
    private int _writtenBytes;

    /// <summary>Unpacks until so many bytes are there; false if they cannot be. Never throws.</summary>
    public bool TryReach(int lengthBytes)
    {
        if (lengthBytes <= _writtenBytes) return true;
        switch (codec)
        {
            case ShardCodec.Lz4:
                // A block cannot be taken up again, but the beginning is short.
                _writtenBytes = Math.Max(0, LZ4Codec.PartialDecode(_stored, _target[..lengthBytes]));
                return _writtenBytes == lengthBytes;
            case ShardCodec.Brotli:
                return TryReachBrotli(lengthBytes);
            default:
                return false;
        }
    }

    /// <summary>Lets go of what a codec took.</summary>
    public void Dispose() => _brotli.Dispose();

    private bool TryReachBrotli(int lengthBytes)
    {
        while (_writtenBytes < lengthBytes)
        {
            int pieceBytes = Math.Min(BrotliPieceBytes, _stored.Length - _readBytes);
            OperationStatus status = _brotli.Decompress(
                _stored.Slice(_readBytes, pieceBytes), _target[_writtenBytes..], out int readBytes,
                out int writtenBytes);
            _readBytes += readBytes;
            _writtenBytes += writtenBytes;
            bool isStuck = readBytes == 0 && writtenBytes == 0;
            if (status == OperationStatus.InvalidData || isStuck) return false;
        }

        return true;
    }
}
