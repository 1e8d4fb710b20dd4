using System.Buffers;
using System.Buffers.Binary;
using Feedlog.Format.Frames;

namespace Feedlog.Format.Shards;

/// <summary>
/// Reads one frame of a chunk and unpacks no more than lies before its end. FORMAT.md section 8.10. Any thread.
/// </summary>
/// <remarks>
/// BodyHash says that the stored bytes are those that were written, and what was written was read back and compared
/// before anybody was told of it. The frame is judged by itself and by the head; the hash over all frames, which needs
/// all of them, is left to who reads the chunk whole.
/// </remarks>
internal static class ShardChunkPart
{
    /// <summary>Reads a frame. Never throws.</summary>
    /// <param name="source">The bytes of the whole chunk, head and padding included.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="shardNumber">The number of the shard.</param>
    /// <param name="expected">What the directory says of the chunk, and where it lies.</param>
    /// <param name="address">The address of the frame.</param>
    /// <param name="frame">Its bytes; empty if no frame of the chunk had the address, or with any fault.</param>
    public static FormatFault TryRead(
        ReadOnlySpan<byte> source, ulong salt, ulong shardNumber, in ShardChunkHead expected, FrameAddress address,
        out byte[] frame)
    {
        frame = [];
        if (!ShardChunkHead.TryRead(
            source, salt, shardNumber, expected.OffsetBytes, out ShardChunkHead head, out FormatFault fault))
            return fault;
        fault = ShardChunk.CheckBody(source, head);
        if (fault != FormatFault.None) return fault;
        if (head != expected) return FormatFault.WrongPlace;

        Span<ulong> all = stackalloc ulong[FormatLimits.ShardChunkSlotsMax];
        Span<ulong> addresses = all[..head.SlotCount];
        ReadOnlySpan<byte> body = source[ShardChunkLayout.HeadBytes..];
        fault = ShardChunk.ReadAddresses(body[ShardChunkLayout.FramesHashBytes..], head, addresses);
        if (fault != FormatFault.None) return fault;
        int slot = addresses.BinarySearch(address.Packed);
        if (slot < 0) return FormatFault.None;

        ReadOnlySpan<byte> stored = body.Slice(head.PrefixBytes, head.StoredLengthBytes);
        fault = head.Codec == ShardCodec.Raw
            ? Take(stored, head, slot, address, salt, out byte[] read)
            : Unpack(stored, head, slot, address, salt, out read);
        if (fault == FormatFault.None) frame = read;
        return fault;
    }

    private static FormatFault Take(
        ReadOnlySpan<byte> raw, in ShardChunkHead head, int slot, FrameAddress address, ulong salt, out byte[] frame)
    {
        frame = [];
        int at = head.SlotCount * sizeof(long);
        for (int i = 0; ; i++)
        {
            if (raw.Length - at < FrameLayout.HeaderBytes) return FormatFault.Truncated;
            if (i == slot) break;
            uint frameBytes = BinaryPrimitives.ReadUInt32LittleEndian(raw[(at + FrameLayout.TotalLength)..]);
            if (frameBytes < FrameLayout.HeaderBytes || frameBytes > (uint)(raw.Length - at))
                return FormatFault.BadLength;
            at += (int)frameBytes;
        }

        ulong seed = Checksum.PlaceSeed(salt, address.SegmentNumber, (ulong)address.OffsetBytes);
        if (!FrameDecoder.TryRead(raw[at..], seed, out FrameView view, out FormatFault fault)) return fault;
        frame = view.Bytes.ToArray();
        return Check(view, head, slot);
    }

    private static FormatFault Unpack(
        ReadOnlySpan<byte> stored, in ShardChunkHead head, int slot, FrameAddress address, ulong salt,
        out byte[] frame)
    {
        frame = [];
        int slotCount = head.SlotCount;
        int turnedBytes = ShardColumns.LengthOf(head.RawLengthBytes, slotCount);
        byte[] rented = ArrayPool<byte>.Shared.Rent(turnedBytes);
        Span<byte> turned = rented.AsSpan(0, turnedBytes);
        ShardPrefix prefix = new(head.Codec, stored, turned);
        try
        {
            if (!prefix.TryReach(ShardColumns.ColumnsBytes(slotCount))) return FormatFault.BadCompression;
            if (!ShardColumns.TryLocate(turned, slotCount, slot, turnedBytes, out int bodyAt, out int bodyBytes))
                return FormatFault.BadLength;
            if (!prefix.TryReach(bodyAt + bodyBytes)) return FormatFault.BadCompression;

            frame = GC.AllocateUninitializedArray<byte>(FrameLayout.HeaderBytes + bodyBytes);
            ShardColumns.TakeOne(turned, slotCount, slot, bodyAt, address, salt, frame);
            return FrameDecoder.TryReadComputed(frame, out FrameView view, out FormatFault fault)
                ? Check(view, head, slot)
                : fault;
        }
        finally
        {
            prefix.Dispose();
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // What the head says of all frames, of this one.
    private static FormatFault Check(in FrameView frame, in ShardChunkHead head, int slot)
    {
        FrameHeader header = frame.Header;
        if (!header.TakesSlot) return FormatFault.BadType;
        ulong behindFirst = header.Sequence - head.FirstSequence;
        ulong beforeLast = head.LastSequence - header.Sequence;
        bool isInOrder = header.Sequence >= head.FirstSequence && header.Sequence <= head.LastSequence &&
            behindFirst >= (ulong)slot && beforeLast >= (ulong)(head.SlotCount - 1 - slot) &&
            (slot > 0 || behindFirst == 0) && (slot < head.SlotCount - 1 || beforeLast == 0);
        return isInOrder && header.TimestampMs >= head.TimeMinMs && header.TimestampMs <= head.TimeMaxMs &&
            frame.ExpiresAtMs >= head.ExpiryMinMs
            ? FormatFault.None
            : FormatFault.BadOrder;
    }
}
