using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Tests.Property.Codecs;

/// <summary>Damages valid bytes at random, and mends checksums so that what lies behind them is reached.</summary>
internal static class CodecMutator
{
    private static readonly ulong[] s_telling =
    [
        0, 1, 7, 8, 50, 51, 64, 112, 120, 512, 513, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF,
        0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, long.MaxValue, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 7,
    ];

    /// <summary>A copy with one to six changes.</summary>
    public static byte[] Mutate(byte[] valid, Random random)
    {
        byte[] bytes = (byte[])valid.Clone();
        for (int left = random.Next(1, 7); left > 0; left--) bytes = Change(bytes, random);
        return bytes;
    }

    /// <summary>Changes one to three places of a part of the bytes: a bit, a byte, or a telling number.</summary>
    public static void Scramble(Span<byte> part, Random random)
    {
        Span<byte> number = stackalloc byte[8];
        for (int left = random.Next(1, 4); left > 0; left--)
        {
            int at = random.Next(part.Length);
            if (random.Next(4) == 0)
            {
                part[at] ^= (byte)(1 << random.Next(8));
                continue;
            }

            ulong value = random.Next(3) == 0 ? (ulong)random.Next(256) : s_telling[random.Next(s_telling.Length)];
            BinaryPrimitives.WriteUInt64LittleEndian(number, value);
            int width = 1 << random.Next(4);
            if (random.Next(4) > 0) at &= ~(width - 1);
            number[..Math.Min(width, part.Length - at)].CopyTo(part[at..]);
        }
    }

    /// <summary>Computes both checksums of a frame anew, if there is room for them.</summary>
    public static void MendFrame(byte[] frame, ulong placeSeed)
    {
        if (frame.Length < FrameLayout.HeaderBytes) return;
        uint total = BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(FrameLayout.TotalLength));
        int end = (int)Math.Clamp(total, FrameLayout.HeaderBytes, (uint)frame.Length);
        Put(frame, FrameLayout.BodyHash, Checksum.Xxh3(frame.AsSpan(FrameLayout.HeaderBytes..end)));
        Put(frame, FrameLayout.HeaderHash, Checksum.Xxh3(frame.AsSpan(0, FrameLayout.HeaderHash), placeSeed));
    }

    /// <summary>Computes the checksum of a segment header anew.</summary>
    public static void MendSegment(byte[] header)
    {
        if (header.Length < SegmentLayout.HeaderBytes) return;
        Put(header, SegmentLayout.HeaderHash, Checksum.Xxh3(header.AsSpan(0, SegmentLayout.HeaderHash)));
    }

    /// <summary>Computes the checksum at the very end anew.</summary>
    public static void MendManifest(byte[] manifest)
    {
        if (manifest.Length < 8) return;
        Put(manifest, manifest.Length - 8, Checksum.Xxh3(manifest.AsSpan(..^8)));
    }

    /// <summary>Computes the CRC-32 at the very end anew.</summary>
    public static void MendV1(byte[] frame)
    {
        if (frame.Length < 4) return;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(^4), Checksum.Crc32Ieee(frame.AsSpan(..^4)));
    }

    /// <summary>Writes a u64, little-endian.</summary>
    public static void Put(byte[] bytes, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(offset), value);

    private static byte[] Change(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [(byte)random.Next(256)];
        int at = random.Next(bytes.Length);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes, .. new byte[random.Next(1, 70)]];
            case 4:
                return [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]];
            default:
                PutTelling(bytes, random);
                return bytes;
        }
    }

    // A telling number, in one of the widths that the format has, mostly where a field could lie.
    private static void PutTelling(byte[] bytes, Random random)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, s_telling[random.Next(s_telling.Length)]);
        int width = 1 << random.Next(4);
        if (random.Next(4) == 0) number[..width].Reverse();
        int reach = random.Next(2) == 0 ? Math.Min(bytes.Length, 200) : bytes.Length;
        int at = random.Next(reach);
        if (random.Next(4) > 0) at &= ~(width - 1);
        int lengthBytes = Math.Min(width, bytes.Length - at);
        number[..lengthBytes].CopyTo(bytes.AsSpan(at));
    }
}
