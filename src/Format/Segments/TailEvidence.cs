using Feedlog.Format.Frames;
using Feedlog.Format.Storage;

namespace Feedlog.Format.Segments;

/// <summary>
/// What lies behind the last whole group of a segment: tells a torn tail from damage, and which numbers may have been
/// seen. FORMAT.md section 10.
/// </summary>
public readonly record struct TailEvidence
{
    private const int WindowBytes = 1 << 20;

    /// <summary>Where the last byte lies that is not zero, plus one; the start of the search if all are zero.</summary>
    public required long WrittenEndBytes { get; init; }

    /// <summary>The highest group that a valid commit in the tail calls durable.</summary>
    public required ulong DurableThrough { get; init; }

    /// <summary>The highest sequence of a valid header in the tail.</summary>
    public required ulong SequenceMax { get; init; }

    /// <summary>The number of valid frames in the tail, whose groups are not whole.</summary>
    public required long FrameCount { get; init; }

    /// <summary>Reads a segment from the offset to its end, looking at every place where a frame could begin.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="segmentNumber">The number of the segment.</param>
    /// <param name="startBytes">Where the last whole group ends.</param>
    public static TailEvidence Read(IStorageFile file, ulong salt, ulong segmentNumber, long startBytes)
    {
        long endBytes = file.LengthBytes;
        long writtenEnd = startBytes;
        ulong durableThrough = 0;
        ulong sequenceMax = 0;
        long frameCount = 0;
        byte[] window = new byte[(int)Math.Clamp(endBytes - startBytes, 0, WindowBytes)];
        long at = startBytes;
        while (at < endBytes)
        {
            int readBytes = file.Read(at, window);
            if (readBytes == 0) break;
            ReadOnlySpan<byte> bytes = window.AsSpan(0, readBytes);
            int last = bytes.LastIndexOfAnyExcept((byte)0);
            if (last >= 0) writtenEnd = at + last + 1;
            bool isFinal = at + readBytes >= endBytes;
            int searchable = isFinal ? readBytes : readBytes - CommitLayout.FrameBytes;
            for (int i = NextCandidate(bytes, 0); i >= 0 && i < searchable; i = NextCandidate(bytes, i + 1))
            {
                ulong seed = Checksum.PlaceSeed(salt, segmentNumber, (ulong)(at + i));
                if (!FrameHeader.TryRead(bytes[i..], seed, out FrameHeader header, out _)) continue;
                frameCount++;
                if (header.TakesSlot) sequenceMax = Math.Max(sequenceMax, header.Sequence);
                bool isCommit = FrameDecoder.TryRead(bytes[i..], seed, out FrameView frame, out _) &
                    CommitFrame.TryRead(frame, out CommitFrame commit, out _);
                if (isCommit) durableThrough = Math.Max(durableThrough, commit.DurableThrough);
            }

            at += isFinal ? readBytes : searchable & ~(FrameLayout.AlignmentBytes - 1);
        }

        return new TailEvidence
        {
            WrittenEndBytes = writtenEnd,
            DurableThrough = durableThrough,
            SequenceMax = sequenceMax,
            FrameCount = frameCount,
        };
    }

    // The next aligned place with the magic bytes; the window itself begins aligned.
    private static int NextCandidate(ReadOnlySpan<byte> bytes, int start)
    {
        ReadOnlySpan<byte> magic = [FrameLayout.Magic0, FrameLayout.Magic1, FormatVersion.Current];
        while (start < bytes.Length)
        {
            int found = bytes[start..].IndexOf(magic);
            if (found < 0) return -1;
            start += found;
            if (start % FrameLayout.AlignmentBytes == 0) return start;
            start++;
        }

        return -1;
    }
}
