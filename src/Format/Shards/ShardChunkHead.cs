using System.Buffers.Binary;
using System.Numerics;
using Feedlog.Format.Frames;

namespace Feedlog.Format.Shards;

/// <summary>What a chunk of a shard says of itself, in front of its bytes and in the directory. FORMAT.md section 7.13.
/// </summary>
public readonly record struct ShardChunkHead
{
    private const int LargestExpansion = 255;
    private const int ExpansionSlackBytes = 16;

    /// <summary>Where the chunk begins in the shard, a multiple of 8.</summary>
    public required long OffsetBytes { get; init; }

    /// <summary>How its bytes are stored.</summary>
    public required ShardCodec Codec { get; init; }

    /// <summary>Number of slots, 1 to 256.</summary>
    public required int SlotCount { get; init; }

    /// <summary>Length of the raw bytes: times of recording and frames.</summary>
    public required int RawLengthBytes { get; init; }

    /// <summary>Length of the bytes as they are stored.</summary>
    public required int StoredLengthBytes { get; init; }

    /// <summary>Sequence of the first frame.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>Sequence of the last frame.</summary>
    public required ulong LastSequence { get; init; }

    /// <summary>Address of the first frame.</summary>
    public required FrameAddress FirstAddress { get; init; }

    /// <summary>Address of the last frame.</summary>
    public required FrameAddress LastAddress { get; init; }

    /// <summary>Earliest timestamp in ms.</summary>
    public required long TimeMinMs { get; init; }

    /// <summary>Latest timestamp in ms.</summary>
    public required long TimeMaxMs { get; init; }

    /// <summary>Earliest expiry in ms; <see cref="long.MaxValue"/> for none.</summary>
    public required long ExpiryMinMs { get; init; }

    /// <summary>XXH3 of what follows the head.</summary>
    public required ulong BodyHash { get; init; }

    /// <summary>Bytes of one difference of addresses: as few as the widest of the chunk needs.</summary>
    public int AddressWidthBytes =>
        Math.Max(1, (64 - BitOperations.LeadingZeroCount(LastAddress.Packed - FirstAddress.Packed) + 7) / 8);

    /// <summary>Bytes of the addresses of all slots but the first.</summary>
    public int AddressesBytes => (SlotCount - 1) * AddressWidthBytes;

    /// <summary>Bytes between the head and the stored bytes: the hash over the frames, and the addresses.</summary>
    public int PrefixBytes => ShardChunkLayout.FramesHashBytes + AddressesBytes;

    /// <summary>Length of the whole chunk with head and padding.</summary>
    public int TotalLengthBytes =>
        (int)FrameLayout.Align(ShardChunkLayout.HeadBytes + PrefixBytes + StoredLengthBytes);

    /// <summary>Where the next chunk begins.</summary>
    public long EndBytes => OffsetBytes + TotalLengthBytes;

    /// <summary>Writes the head as it stands in front of the chunk.</summary>
    public void Write(Span<byte> target, ulong salt, ulong shardNumber)
    {
        Span<byte> bytes = target[..ShardChunkLayout.HeadBytes];
        ShardChunkLayout.MagicBytes.CopyTo(bytes);
        bytes[ShardChunkLayout.Codec] = (byte)Codec;
        bytes[ShardChunkLayout.AddressWidth] = (byte)AddressWidthBytes;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[ShardChunkLayout.SlotCount..], (ushort)SlotCount);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ShardChunkLayout.RawLength..], (uint)RawLengthBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ShardChunkLayout.StoredLength..], (uint)StoredLengthBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ShardChunkLayout.Reserved..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardChunkLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardChunkLayout.LastSequence..], LastSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardChunkLayout.FirstAddress..], FirstAddress.Packed);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardChunkLayout.LastAddress..], LastAddress.Packed);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[ShardChunkLayout.TimeMin..], TimeMinMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[ShardChunkLayout.TimeMax..], TimeMaxMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[ShardChunkLayout.ExpiryMin..], ExpiryMinMs);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardChunkLayout.BodyHash..], BodyHash);
        ulong seed = ShardSeal.HeadSeed(salt, shardNumber, OffsetBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(
            bytes[ShardChunkLayout.HeadHash..], Checksum.Xxh3(bytes[..ShardChunkLayout.HeadHash], seed));
    }

    /// <summary>Writes the entry of the directory: the head with its offset in place of the magic bytes.</summary>
    public void WriteEntry(Span<byte> target, ulong salt, ulong shardNumber)
    {
        Write(target, salt, shardNumber);
        BinaryPrimitives.WriteUInt64LittleEndian(target, (ulong)OffsetBytes);
    }

    /// <summary>Reads and checks the head of the chunk at an offset. Never throws.</summary>
    /// <param name="source">Bytes that begin with the head.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="shardNumber">The number of the shard.</param>
    /// <param name="offsetBytes">Where in it the bytes were read.</param>
    /// <param name="head">The head, when the result is true.</param>
    /// <param name="fault">Why not, when the result is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> source, ulong salt, ulong shardNumber, long offsetBytes, out ShardChunkHead head,
        out FormatFault fault)
    {
        head = default;
        fault = FormatFault.Truncated;
        if (source.Length < ShardChunkLayout.HeadBytes) return false;

        ReadOnlySpan<byte> bytes = source[..ShardChunkLayout.HeadBytes];
        ulong seed = ShardSeal.HeadSeed(salt, shardNumber, offsetBytes);
        ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(bytes[ShardChunkLayout.HeadHash..]);
        bool hasMagic = bytes.StartsWith(ShardChunkLayout.MagicBytes);
        if (Checksum.Xxh3(bytes[..ShardChunkLayout.HeadHash], seed) != hash)
        {
            if (hasMagic) fault = FormatFault.BadHeaderChecksum;
            else fault = bytes.ContainsAnyExcept((byte)0) ? FormatFault.BadMagic : FormatFault.Unwritten;
            return false;
        }

        fault = hasMagic ? Check(bytes) : FormatFault.BadMagic;
        if (fault == FormatFault.None) head = Parse(bytes, offsetBytes);
        return fault == FormatFault.None;
    }

    /// <summary>Reads and checks an entry of the directory. Never throws.</summary>
    public static bool TryReadEntry(
        ReadOnlySpan<byte> source, ulong salt, ulong shardNumber, out ShardChunkHead head, out FormatFault fault)
    {
        head = default;
        fault = FormatFault.Truncated;
        if (source.Length < ShardChunkLayout.HeadBytes) return false;

        ulong offsetBytes = BinaryPrimitives.ReadUInt64LittleEndian(source);
        fault = FormatFault.BadLength;
        if (offsetBytes is < ShardLayout.HeaderBytes or > FormatLimits.ShardBytesMax ||
            offsetBytes % FrameLayout.AlignmentBytes != 0)
            return false;

        Span<byte> bytes = stackalloc byte[ShardChunkLayout.HeadBytes];
        source[..ShardChunkLayout.HeadBytes].CopyTo(bytes);
        ShardChunkLayout.MagicBytes.CopyTo(bytes);
        return TryRead(bytes, salt, shardNumber, (long)offsetBytes, out head, out fault);
    }

    private static FormatFault Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes[ShardChunkLayout.Codec] > (byte)ShardCodec.Brotli) return FormatFault.BadType;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ShardChunkLayout.Reserved..]) != 0)
            return FormatFault.BadReserved;
        if (!LengthsAgree(bytes)) return FormatFault.BadLength;
        ShardChunkHead head = Parse(bytes, 0);
        FormatFault fault = CheckRanges(head);
        if (fault != FormatFault.None) return fault;
        return bytes[ShardChunkLayout.AddressWidth] == head.AddressWidthBytes
            ? FormatFault.None
            : FormatFault.BadLength;
    }

    private static bool LengthsAgree(ReadOnlySpan<byte> bytes)
    {
        ShardCodec codec = (ShardCodec)bytes[ShardChunkLayout.Codec];
        long slotCount = BinaryPrimitives.ReadUInt16LittleEndian(bytes[ShardChunkLayout.SlotCount..]);
        long rawBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ShardChunkLayout.RawLength..]);
        long storedBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ShardChunkLayout.StoredLength..]);
        if (slotCount is 0 or > FormatLimits.ShardChunkSlotsMax) return false;

        long framesBytes = rawBytes - slotCount * sizeof(long);
        long framesMax = slotCount == 1 ? FormatLimits.FrameBytesMax : FormatLimits.ChunkBytesMax;
        if (framesBytes < slotCount * FrameLayout.HeaderBytes || framesBytes > framesMax) return false;
        return codec switch
        {
            ShardCodec.Raw => storedBytes == rawBytes,
            ShardCodec.Lz4 => storedBytes < rawBytes &&
                rawBytes <= storedBytes * LargestExpansion + ExpansionSlackBytes,
            _ => storedBytes > 0 && storedBytes < rawBytes,
        };
    }

    private static FormatFault CheckRanges(in ShardChunkHead head)
    {
        ulong behindFirst = (ulong)head.SlotCount - 1;
        bool isOne = behindFirst == 0;
        ulong sequences = head.LastSequence - head.FirstSequence;
        ulong addresses = head.LastAddress.Packed - head.FirstAddress.Packed;
        // No two frames begin closer to each other than the length of a header.
        ulong addressesMin = behindFirst * FrameLayout.HeaderBytes / FrameLayout.AlignmentBytes;
        bool isInOrder = head.FirstSequence <= head.LastSequence && sequences >= behindFirst &&
            head.FirstAddress.Packed <= head.LastAddress.Packed && addresses >= addressesMin &&
            (!isOne || (sequences == 0 && addresses == 0));
        if (!isInOrder) return FormatFault.BadOrder;
        return head.TimeMinMs >= FormatLimits.TimestampMsMin && head.TimeMaxMs <= FormatLimits.TimestampMsMax &&
            head.TimeMinMs <= head.TimeMaxMs
            ? FormatFault.None
            : FormatFault.BadTimestamp;
    }

    private static FrameAddress ReadAddress(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes));

    private static ShardChunkHead Parse(ReadOnlySpan<byte> bytes, long offsetBytes) => new()
    {
        OffsetBytes = offsetBytes,
        Codec = (ShardCodec)bytes[ShardChunkLayout.Codec],
        SlotCount = BinaryPrimitives.ReadUInt16LittleEndian(bytes[ShardChunkLayout.SlotCount..]),
        RawLengthBytes = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[ShardChunkLayout.RawLength..]),
        StoredLengthBytes = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[ShardChunkLayout.StoredLength..]),
        FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes[ShardChunkLayout.FirstSequence..]),
        LastSequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes[ShardChunkLayout.LastSequence..]),
        FirstAddress = ReadAddress(bytes[ShardChunkLayout.FirstAddress..]),
        LastAddress = ReadAddress(bytes[ShardChunkLayout.LastAddress..]),
        TimeMinMs = BinaryPrimitives.ReadInt64LittleEndian(bytes[ShardChunkLayout.TimeMin..]),
        TimeMaxMs = BinaryPrimitives.ReadInt64LittleEndian(bytes[ShardChunkLayout.TimeMax..]),
        ExpiryMinMs = BinaryPrimitives.ReadInt64LittleEndian(bytes[ShardChunkLayout.ExpiryMin..]),
        BodyHash = BinaryPrimitives.ReadUInt64LittleEndian(bytes[ShardChunkLayout.BodyHash..]),
    };
}
