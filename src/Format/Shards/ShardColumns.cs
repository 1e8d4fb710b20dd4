using System.Buffers.Binary;
using Feedlog.Format.Frames;

namespace Feedlog.Format.Shards;

/// <summary>
/// Turns the raw bytes of a chunk into the form that is compressed, and back: without the two checksums of each frame,
/// which can be computed, and with the rest of the headers turned by column, so that what is alike lies side by side.
/// FORMAT.md section 7.13.
/// </summary>
internal static class ShardColumns
{
    // A time of recording and a header without its checksums.
    private const int TimeBytes = sizeof(long);
    private const int HeaderBytes = FrameLayout.BodyHash;
    private const int LeftOutBytes = FrameLayout.HeaderBytes - HeaderBytes;

    /// <summary>The length of the form of so many slots whose raw bytes have this length.</summary>
    public static int LengthOf(int rawBytes, int slotCount) => rawBytes - slotCount * LeftOutBytes;

    /// <summary>Makes the form of raw bytes whose frames are valid.</summary>
    public static void Turn(ReadOnlySpan<byte> raw, int slotCount, Span<byte> target)
    {
        int frameAt = slotCount * TimeBytes;
        int bodyAt = ColumnsBytes(slotCount);
        for (int slot = 0; slot < slotCount; slot++)
        {
            ReadOnlySpan<byte> time = raw.Slice(slot * TimeBytes, TimeBytes);
            for (int i = 0; i < TimeBytes; i++) target[i * slotCount + slot] = time[i];
            ReadOnlySpan<byte> header = raw.Slice(frameAt, HeaderBytes);
            for (int i = 0; i < HeaderBytes; i++) target[(TimeBytes + i) * slotCount + slot] = header[i];
            int frameBytes = BinaryPrimitives.ReadInt32LittleEndian(header[FrameLayout.TotalLength..]);
            raw[(frameAt + FrameLayout.HeaderBytes)..(frameAt + frameBytes)].CopyTo(target[bodyAt..]);
            bodyAt += frameBytes - FrameLayout.HeaderBytes;
            frameAt += frameBytes;
        }
    }

    /// <summary>Makes raw bytes of the form, and computes what was left out. Never throws.</summary>
    /// <param name="source">The form.</param>
    /// <param name="addresses">The address of each slot.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="raw">As long as the form and the checksums of all slots.</param>
    public static FormatFault TurnBack(
        ReadOnlySpan<byte> source, ReadOnlySpan<ulong> addresses, ulong salt, Span<byte> raw)
    {
        int slotCount = addresses.Length;
        int frameAt = slotCount * TimeBytes;
        int bodyAt = ColumnsBytes(slotCount);
        for (int slot = 0; slot < slotCount; slot++)
        {
            for (int i = 0; i < TimeBytes; i++) raw[slot * TimeBytes + i] = source[i * slotCount + slot];
            // What is left for bodies leaves room for the headers to come.
            if (!TryReadBodyBytes(source, slotCount, slot, source.Length - bodyAt, out int bodyBytes))
                return FormatFault.BadLength;
            int frameBytes = FrameLayout.HeaderBytes + bodyBytes;
            FrameAddress address = new(addresses[slot]);
            TakeOne(source, slotCount, slot, bodyAt, address, salt, raw.Slice(frameAt, frameBytes));
            bodyAt += bodyBytes;
            frameAt += frameBytes;
        }

        return frameAt == raw.Length ? FormatFault.None : FormatFault.BadLength;
    }

    /// <summary>How long the columns are that the form begins with, in bytes.</summary>
    public static int ColumnsBytes(int slotCount) => slotCount * (TimeBytes + HeaderBytes);

    /// <summary>Says where the body of one frame lies in the form; false if the lengths of the frames do not fill it.
    /// </summary>
    /// <param name="columns">The columns, at least.</param>
    /// <param name="slotCount">How many slots there are.</param>
    /// <param name="slot">Which of them.</param>
    /// <param name="turnedBytes">How long the whole form is.</param>
    /// <param name="bodyAt">Where its body begins.</param>
    /// <param name="bodyBytes">How long its body is.</param>
    public static bool TryLocate(
        ReadOnlySpan<byte> columns, int slotCount, int slot, int turnedBytes, out int bodyAt, out int bodyBytes)
    {
        bodyAt = 0;
        bodyBytes = 0;
        int endAt = ColumnsBytes(slotCount);
        for (int i = 0; i < slotCount; i++)
        {
            if (!TryReadBodyBytes(columns, slotCount, i, turnedBytes - endAt, out int length)) return false;
            if (i == slot)
            {
                bodyAt = endAt;
                bodyBytes = length;
            }

            endAt += length;
        }

        return endAt == turnedBytes;
    }

    /// <summary>Makes one frame of the form, and computes what was left out.</summary>
    /// <param name="source">The form, up to the end of the frame's body at least.</param>
    /// <param name="slotCount">How many slots there are.</param>
    /// <param name="slot">Which of them.</param>
    /// <param name="bodyAt">Where its body lies: see <see cref="TryLocate"/>.</param>
    /// <param name="address">Its address.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="frame">As long as the frame.</param>
    public static void TakeOne(
        ReadOnlySpan<byte> source, int slotCount, int slot, int bodyAt, FrameAddress address, ulong salt,
        Span<byte> frame)
    {
        Span<byte> header = frame[..FrameLayout.HeaderBytes];
        for (int i = 0; i < HeaderBytes; i++) header[i] = source[(TimeBytes + i) * slotCount + slot];
        ReadOnlySpan<byte> body = source.Slice(bodyAt, frame.Length - FrameLayout.HeaderBytes);
        body.CopyTo(frame[FrameLayout.HeaderBytes..]);
        Seal(header, body, address, salt);
    }

    // The lengths come from the bytes themselves, which may be any: a body fits into what is left for bodies.
    private static bool TryReadBodyBytes(
        ReadOnlySpan<byte> columns, int slotCount, int slot, int leftBytes, out int bodyBytes)
    {
        ReadOnlySpan<byte> lengths = columns.Slice((TimeBytes + FrameLayout.TotalLength) * slotCount, 4 * slotCount);
        uint frameBytes = lengths[slot] | (uint)lengths[slotCount + slot] << 8 |
            (uint)lengths[2 * slotCount + slot] << 16 | (uint)lengths[3 * slotCount + slot] << 24;
        bodyBytes = (int)(frameBytes - FrameLayout.HeaderBytes);
        return frameBytes >= FrameLayout.HeaderBytes && frameBytes - FrameLayout.HeaderBytes <= (uint)leftBytes;
    }

    private static void Seal(Span<byte> header, ReadOnlySpan<byte> body, FrameAddress address, ulong salt)
    {
        ulong seed = Checksum.PlaceSeed(salt, address.SegmentNumber, (ulong)address.OffsetBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header[FrameLayout.BodyHash..], Checksum.Xxh3(body));
        BinaryPrimitives.WriteUInt64LittleEndian(
            header[FrameLayout.HeaderHash..], Checksum.Xxh3(header[..FrameLayout.HeaderHash], seed));
    }
}
