using System.Buffers;
using System.IO.Compression;
using K4os.Compression.LZ4;

namespace Feedlog.Format.Shards;

/// <summary>Packs and unpacks the bytes of a chunk. Any thread; buffers are the caller's.</summary>
public static class ShardCompression
{
    // The largest window: a chunk of common size lies in any window, the largest ones in this.
    private const int BrotliWindowBits = 18;

    /// <summary>Packs bytes; returns how many it made of them, or 0 if they do not fit the target.</summary>
    /// <param name="codec">Which way; raw bytes are not for packing.</param>
    /// <param name="level">How hard to try: 0 to 12 with LZ4, 0 to 11 with Brotli.</param>
    /// <param name="source">The bytes.</param>
    /// <param name="target">Where the packed bytes go.</param>
    public static int Pack(ShardCodec codec, int level, ReadOnlySpan<byte> source, Span<byte> target)
    {
        switch (codec)
        {
            case ShardCodec.Lz4:
                return Math.Max(0, LZ4Codec.Encode(source, target, (LZ4Level)level));
            case ShardCodec.Brotli:
                bool fits = BrotliEncoder.TryCompress(source, target, out int writtenBytes, level, BrotliWindowBits);
                return fits ? writtenBytes : 0;
            default:
                throw new ArgumentOutOfRangeException(nameof(codec), codec, "Bytes are packed with LZ4 or Brotli.");
        }
    }

    /// <summary>Unpacks bytes into exactly the target; false if they do not unpack to just so many. Never throws.
    /// </summary>
    public static bool TryUnpack(ShardCodec codec, ReadOnlySpan<byte> stored, Span<byte> target)
    {
        switch (codec)
        {
            case ShardCodec.Lz4:
                return LZ4Codec.Decode(stored, target) == target.Length;
            case ShardCodec.Brotli:
                return TryUnpackBrotli(stored, target);
            default:
                return false;
        }
    }

    // The static method of the decoder ignores what follows the end of the stream; here nothing may.
    private static bool TryUnpackBrotli(ReadOnlySpan<byte> stored, Span<byte> target)
    {
        BrotliDecoder decoder = default;
        try
        {
            OperationStatus status = decoder.Decompress(stored, target, out int readBytes, out int writtenBytes);
            return status == OperationStatus.Done && readBytes == stored.Length && writtenBytes == target.Length;
        }
        finally
        {
            decoder.Dispose();
        }
    }
}
