namespace K4os.Compression.LZ4;

/// <summary>Compresses and decompresses single LZ4 blocks between buffers of the caller.</summary>
/// <remarks>
/// A block carries neither its raw length nor a checksum: the caller keeps both. Every method may be called from
/// any thread. Source and target must not overlap.
/// </remarks>
public static class LZ4Codec
{
    /// <summary>The LZ4 version whose block format is read and written, as major * 100 + minor * 10 + patch.</summary>
    public const int Version = 192;

    private const int Failure = -1;

    /// <summary>The largest block, in bytes, that a source of the given length can become.</summary>
    /// <param name="length">Source length in bytes.</param>
    /// <returns>The length in bytes; 0 if the source is too long (above 0x7E000000 bytes) or negative.</returns>
    public static int MaximumOutputSize(int length) =>
        (uint)length > BlockFormat.SourceBytesMax ? 0 : length + (length / BlockFormat.LengthByteMax) + 16;

    /// <summary>Compresses a source into one block.</summary>
    /// <param name="source">The bytes to compress.</param>
    /// <param name="target">Where the block goes; <see cref="MaximumOutputSize"/> bytes always suffice.</param>
    /// <param name="level">How hard to look for matches; values below 3 are fast, values above 12 count as 12.</param>
    /// <returns>
    /// Bytes written, 0 for an empty source, or a negative number if the block does not fit the target (whose content
    /// is then undefined) or the source is too long.
    /// </returns>
    public static unsafe int Encode(
        ReadOnlySpan<byte> source, Span<byte> target, LZ4Level level = LZ4Level.L00_FAST)
    {
        if (source.IsEmpty) return 0;
        if (target.IsEmpty || source.Length > BlockFormat.SourceBytesMax) return Failure;

        fixed (byte* sourceStart = source)
        fixed (byte* targetStart = target)
        {
            int written = level < LZ4Level.L03_HC
                ? BlockEncoder.Encode(sourceStart, source.Length, targetStart, target.Length)
                : BlockHighEncoder.Encode(sourceStart, source.Length, targetStart, target.Length, level);
            return written <= 0 ? Failure : written;
        }
    }

    /// <summary>Compresses a part of an array into one block in a part of another.</summary>
    /// <param name="source">The array that holds the bytes to compress.</param>
    /// <param name="sourceOffset">Where they start, in bytes.</param>
    /// <param name="sourceLength">How many they are, in bytes.</param>
    /// <param name="target">The array that takes the block.</param>
    /// <param name="targetOffset">Where the block starts, in bytes.</param>
    /// <param name="targetLength">How long it may become, in bytes.</param>
    /// <param name="level">How hard to look for matches; values below 3 are fast, values above 12 count as 12.</param>
    /// <returns>As <see cref="Encode(ReadOnlySpan{byte}, Span{byte}, LZ4Level)"/>.</returns>
    /// <exception cref="ArgumentNullException">An array is null.</exception>
    /// <exception cref="ArgumentException">An offset and length reach outside their array.</exception>
    public static int Encode(
        byte[] source, int sourceOffset, int sourceLength,
        byte[] target, int targetOffset, int targetLength,
        LZ4Level level = LZ4Level.L00_FAST)
    {
        CheckRange(source, sourceOffset, sourceLength, nameof(source));
        CheckRange(target, targetOffset, targetLength, nameof(target));
        return Encode(
            new ReadOnlySpan<byte>(source, sourceOffset, sourceLength),
            new Span<byte>(target, targetOffset, targetLength),
            level);
    }

    /// <summary>Decompresses one whole block.</summary>
    /// <param name="source">The block, exactly; any bytes are safe to pass.</param>
    /// <param name="target">Where the raw bytes go; bytes behind the returned length may be overwritten too.</param>
    /// <returns>
    /// Bytes decoded, 0 for an empty source, or a negative number if the source is not a whole block, decodes to more
    /// than the target holds or to nothing (the target's content is then undefined). A result below the expected
    /// length is the caller's to reject.
    /// </returns>
    public static unsafe int Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (source.IsEmpty) return 0;
        if (target.IsEmpty) return Failure;

        fixed (byte* sourceStart = source)
        fixed (byte* targetStart = target)
        {
            int decoded = BlockDecoder.Decode(sourceStart, source.Length, targetStart, target.Length);
            return decoded <= 0 ? Failure : decoded;
        }
    }

    /// <summary>Decompresses one whole block from a part of an array into a part of another.</summary>
    /// <param name="source">The array that holds the block.</param>
    /// <param name="sourceOffset">Where the block starts, in bytes.</param>
    /// <param name="sourceLength">How long the block is, in bytes.</param>
    /// <param name="target">The array that takes the raw bytes.</param>
    /// <param name="targetOffset">Where they start, in bytes.</param>
    /// <param name="targetLength">How many they may become, in bytes.</param>
    /// <returns>As <see cref="Decode(ReadOnlySpan{byte}, Span{byte})"/>.</returns>
    /// <exception cref="ArgumentNullException">An array is null.</exception>
    /// <exception cref="ArgumentException">An offset and length reach outside their array.</exception>
    public static int Decode(
        byte[] source, int sourceOffset, int sourceLength,
        byte[] target, int targetOffset, int targetLength)
    {
        CheckRange(source, sourceOffset, sourceLength, nameof(source));
        CheckRange(target, targetOffset, targetLength, nameof(target));
        return Decode(
            new ReadOnlySpan<byte>(source, sourceOffset, sourceLength),
            new Span<byte>(target, targetOffset, targetLength));
    }

    /// <summary>Decompresses the beginning of one block.</summary>
    /// <param name="source">The block, exactly; any bytes are safe to pass.</param>
    /// <param name="target">Where the raw bytes go; as many as fit are wanted.</param>
    /// <returns>
    /// Bytes decoded, fewer than fit only if the block ends before, 0 for an empty source or target, or a negative
    /// number if what was looked at is no block (the target's content is then undefined). What lies behind the bytes
    /// that were wanted is not looked at, so no verdict over the whole block is passed.
    /// </returns>
    public static unsafe int PartialDecode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (source.IsEmpty || target.IsEmpty) return 0;

        fixed (byte* sourceStart = source)
        fixed (byte* targetStart = target)
        {
            int decoded = BlockDecoder.DecodePartly(sourceStart, source.Length, targetStart, target.Length);
            return decoded <= 0 ? Failure : decoded;
        }
    }

    private static void CheckRange(byte[] buffer, int offset, int length, string name)
    {
        ArgumentNullException.ThrowIfNull(buffer, name);
        if (offset < 0 || length < 0 || offset > buffer.Length - length)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"Offset {offset} and length {length} reach outside an array of {buffer.Length} bytes."),
                name);
        }
    }
}
