using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Feedlog.Format.Frames;

namespace Feedlog.Format.Shards;

/// <summary>
/// A chunk of a shard, unpacked and checked whole: every frame of it may be trusted. Immutable; any thread. FORMAT.md
/// section 8.10.
/// </summary>
public sealed class ShardChunk
{
    private readonly byte[] _raw;
    private readonly int[] _offsets;
    private readonly ulong[] _addresses;

    private ShardChunk(in ShardChunkHead head, byte[] raw, ulong[] addresses)
    {
        Head = head;
        _raw = raw;
        _addresses = addresses;
        _offsets = new int[addresses.Length];
    }

    /// <summary>What the chunk says of itself; all of it is true.</summary>
    public ShardChunkHead Head { get; }

    /// <summary>Number of slots.</summary>
    public int SlotCount => _offsets.Length;

    /// <summary>How many of them are records.</summary>
    public int RecordCount { get; private set; }

    /// <summary>About how much memory it takes.</summary>
    public int SizeBytes => SizeOf(Head);

    /// <summary>About how much memory a chunk takes that says this of itself.</summary>
    public static int SizeOf(in ShardChunkHead head) =>
        head.RawLengthBytes + head.SlotCount * (sizeof(int) + sizeof(ulong));

    /// <summary>Reads and checks a chunk. Never throws.</summary>
    /// <param name="source">The bytes of the whole chunk, head and padding included.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="shardNumber">The number of the shard.</param>
    /// <param name="offsetBytes">Where in it the bytes were read.</param>
    /// <param name="chunk">The chunk, when the result is true.</param>
    /// <param name="fault">Why not, when the result is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> source, ulong salt, ulong shardNumber, long offsetBytes,
        [NotNullWhen(true)] out ShardChunk? chunk, out FormatFault fault)
    {
        chunk = null;
        if (!ShardChunkHead.TryRead(source, salt, shardNumber, offsetBytes, out ShardChunkHead head, out fault))
            return false;
        fault = CheckBody(source, head);
        if (fault != FormatFault.None) return false;

        ulong[] addresses = new ulong[head.SlotCount];
        ReadOnlySpan<byte> body = source[ShardChunkLayout.HeadBytes..];
        fault = ReadAddresses(body[ShardChunkLayout.FramesHashBytes..], head, addresses);
        if (fault != FormatFault.None) return false;

        // The head is sealed, and its lengths are within their limits: this is at most the size of the largest frame.
        byte[] raw = GC.AllocateUninitializedArray<byte>(head.RawLengthBytes);
        fault = Unpack(body.Slice(head.PrefixBytes, head.StoredLengthBytes), head, addresses, salt, raw);
        if (fault != FormatFault.None) return false;

        ShardChunk candidate = new(head, raw, addresses);
        fault = candidate.CheckFrames(salt);
        if (fault == FormatFault.None && candidate.FramesHash() != BinaryPrimitives.ReadUInt64LittleEndian(body))
            fault = FormatFault.BadHeaderChecksum;
        if (fault == FormatFault.None) chunk = candidate;
        return chunk is not null;
    }

    /// <summary>The address of a slot.</summary>
    public FrameAddress AddressOf(int slot) => new(_addresses[slot]);

    /// <summary>When the group of a slot was recorded, ms since 1970 UTC.</summary>
    public long RecordedAtMs(int slot) => BinaryPrimitives.ReadInt64LittleEndian(_raw.AsSpan(slot * sizeof(long)));

    /// <summary>The frame of a slot, a view of this chunk.</summary>
    public FrameView FrameOf(int slot) => FrameView.TrustedAt(_raw.AsSpan(_offsets[slot]));

    /// <summary>The bytes of the frame of a slot, a part of this chunk.</summary>
    public ReadOnlyMemory<byte> BytesOf(int slot) => _raw.AsMemory(_offsets[slot], FrameOf(slot).Bytes.Length);

    /// <summary>The slot of an address; below 0 if no frame of the chunk had it.</summary>
    public int SlotOf(FrameAddress address) => Math.Max(-1, Array.BinarySearch(_addresses, address.Packed));

    /// <summary>The slot of a sequence; below 0 if no frame of the chunk has it.</summary>
    public int SlotOfSequence(ulong sequence)
    {
        int low = 0;
        int high = SlotCount - 1;
        while (low <= high)
        {
            int middle = low + (high - low) / 2;
            ulong found = BinaryPrimitives.ReadUInt64LittleEndian(_raw.AsSpan(_offsets[middle] + FrameLayout.Sequence));
            if (found == sequence) return middle;
            if (found < sequence) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    /// <summary>Says whether the bytes behind a head are those that were written, and the last ones zero.</summary>
    internal static FormatFault CheckBody(ReadOnlySpan<byte> source, in ShardChunkHead head)
    {
        if (source.Length < head.TotalLengthBytes) return FormatFault.Truncated;
        ReadOnlySpan<byte> body = source[ShardChunkLayout.HeadBytes..head.TotalLengthBytes];
        if (Checksum.Xxh3(body) != head.BodyHash) return FormatFault.BadBodyChecksum;
        return body[(head.PrefixBytes + head.StoredLengthBytes)..].ContainsAnyExcept((byte)0)
            ? FormatFault.BadReserved
            : FormatFault.None;
    }

    /// <summary>Reads the addresses of all slots.</summary>
    /// <param name="body">What lies behind the hash over the frames.</param>
    /// <param name="head">The head.</param>
    /// <param name="addresses">As many as there are slots.</param>
    internal static FormatFault ReadAddresses(ReadOnlySpan<byte> body, in ShardChunkHead head, Span<ulong> addresses)
    {
        int widthBytes = head.AddressWidthBytes;
        Span<byte> difference = stackalloc byte[sizeof(ulong)];
        difference.Clear();
        addresses[0] = head.FirstAddress.Packed;
        for (int i = 1; i < addresses.Length; i++)
        {
            body.Slice((i - 1) * widthBytes, widthBytes).CopyTo(difference);
            addresses[i] = unchecked(head.FirstAddress.Packed + BinaryPrimitives.ReadUInt64LittleEndian(difference));
            if (addresses[i] <= addresses[i - 1]) return FormatFault.BadOrder;
        }

        return addresses[^1] == head.LastAddress.Packed ? FormatFault.None : FormatFault.BadOrder;
    }

    private static FormatFault Unpack(
        ReadOnlySpan<byte> stored, in ShardChunkHead head, ulong[] addresses, ulong salt, byte[] raw)
    {
        if (head.Codec == ShardCodec.Raw)
        {
            stored.CopyTo(raw);
            return FormatFault.None;
        }

        int turnedBytes = ShardColumns.LengthOf(head.RawLengthBytes, head.SlotCount);
        byte[] rented = ArrayPool<byte>.Shared.Rent(turnedBytes);
        Span<byte> turned = rented.AsSpan(0, turnedBytes);
        FormatFault fault = ShardCompression.TryUnpack(head.Codec, stored, turned)
            ? ShardColumns.TurnBack(turned, addresses, salt, raw)
            : FormatFault.BadCompression;
        ArrayPool<byte>.Shared.Return(rented);
        return fault;
    }

    // What a codec left out was computed: that it is what it was, nothing else says.
    private ulong FramesHash()
    {
        Span<byte> hashes = stackalloc byte[FormatLimits.ShardChunkSlotsMax * sizeof(ulong)];
        for (int slot = 0; slot < SlotCount; slot++)
        {
            _raw.AsSpan(_offsets[slot] + FrameLayout.HeaderHash, sizeof(ulong))
                .CopyTo(hashes[(slot * sizeof(ulong))..]);
        }

        return Checksum.Xxh3(hashes[..(SlotCount * sizeof(ulong))]);
    }

    private FormatFault CheckFrames(ulong salt)
    {
        int offsetBytes = SlotCount * sizeof(long);
        ulong lastSequence = 0;
        long timeMinMs = long.MaxValue;
        long timeMaxMs = long.MinValue;
        long expiryMinMs = long.MaxValue;
        for (int slot = 0; slot < SlotCount; slot++)
        {
            if (RecordedAtMs(slot) is < FormatLimits.TimestampMsMin or > FormatLimits.TimestampMsMax)
                return FormatFault.BadTimestamp;
            FormatFault fault = ReadFrame(slot, offsetBytes, salt, out FrameView frame);
            if (fault != FormatFault.None) return fault;

            FrameHeader header = frame.Header;
            if (!header.TakesSlot) return FormatFault.BadType;
            if (slot == 0 ? header.Sequence != Head.FirstSequence : header.Sequence <= lastSequence)
                return FormatFault.BadOrder;
            lastSequence = header.Sequence;
            timeMinMs = Math.Min(timeMinMs, header.TimestampMs);
            timeMaxMs = Math.Max(timeMaxMs, header.TimestampMs);
            expiryMinMs = Math.Min(expiryMinMs, frame.ExpiresAtMs);
            if (header.Type == FrameType.Record) RecordCount++;
            _offsets[slot] = offsetBytes;
            offsetBytes += header.TotalLengthBytes;
        }

        if (offsetBytes != _raw.Length) return FormatFault.BadLength;
        return lastSequence == Head.LastSequence && timeMinMs == Head.TimeMinMs && timeMaxMs == Head.TimeMaxMs &&
            expiryMinMs == Head.ExpiryMinMs
            ? FormatFault.None
            : FormatFault.BadOrder;
    }

    private FormatFault ReadFrame(int slot, int offsetBytes, ulong salt, out FrameView frame)
    {
        ReadOnlySpan<byte> bytes = _raw.AsSpan(offsetBytes);
        FrameAddress address = AddressOf(slot);
        ulong seed = Checksum.PlaceSeed(salt, address.SegmentNumber, (ulong)address.OffsetBytes);
        // The checksums that a codec left out were made of these bytes: the hash over the frames says more than they.
        bool isRead = Head.Codec == ShardCodec.Raw
            ? FrameDecoder.TryRead(bytes, seed, out frame, out FormatFault fault)
            : FrameDecoder.TryReadComputed(bytes, out frame, out fault);
        return isRead ? FormatFault.None : fault;
    }
}
