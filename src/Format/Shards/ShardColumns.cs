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
        int bodyAt = slotCount * (TimeBytes + HeaderBytes);
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
        int bodyAt = slotCount * (TimeBytes + HeaderBytes);
        for (int slot = 0; slot < slotCount; slot++)
        {
            for (int i = 0; i < TimeBytes; i++) raw[slot * TimeBytes + i] = source[i * slotCount + slot];
            Span<byte> header = raw.Slice(frameAt, FrameLayout.HeaderBytes);
            for (int i = 0; i < HeaderBytes; i++) header[i] = source[(TimeBytes + i) * slotCount + slot];
            // The lengths come from the bytes themselves: what is left for bodies leaves room for the headers to come.
            uint frameBytes = BinaryPrimitives.ReadUInt32LittleEndian(header[FrameLayout.TotalLength..]);
            if (frameBytes < FrameLayout.HeaderBytes ||
                frameBytes - FrameLayout.HeaderBytes > (uint)(source.Length - bodyAt))
                return FormatFault.BadLength;

            int bodyBytes = (int)frameBytes - FrameLayout.HeaderBytes;
            ReadOnlySpan<byte> body = source.Slice(bodyAt, bodyBytes);
            body.CopyTo(raw[(frameAt + FrameLayout.HeaderBytes)..]);
            Seal(header, body, new FrameAddress(addresses[slot]), salt);
            bodyAt += bodyBytes;
            frameAt += (int)frameBytes;
        }

        return frameAt == raw.Length ? FormatFault.None : FormatFault.BadLength;
    }

    private static void Seal(Span<byte> header, ReadOnlySpan<byte> body, FrameAddress address, ulong salt)
    {
        ulong seed = Checksum.PlaceSeed(salt, address.SegmentNumber, (ulong)address.OffsetBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header[FrameLayout.BodyHash..], Checksum.Xxh3(body));
        BinaryPrimitives.WriteUInt64LittleEndian(
            header[FrameLayout.HeaderHash..], Checksum.Xxh3(header[..FrameLayout.HeaderHash], seed));
    }
}
