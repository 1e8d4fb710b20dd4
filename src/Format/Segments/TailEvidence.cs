using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Storage;

namespace Feedlog.Format.Segments;

/// <summary>
/// What lies behind the last whole group of a segment: tells a torn tail from damage, and which numbers may have been
/// seen. FORMAT.md section 10.
/// </summary>
public readonly record struct TailEvidence
{
    // Small enough to be nothing to the collector: every opening looks behind the log, mostly at zeros.
    private const int WindowBytes = 1 << 16;

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
        byte[] window = new byte[(int)Math.Clamp(endBytes - startBytes, 0, WindowBytes)];
        TailEvidence evidence = new()
        {
            WrittenEndBytes = startBytes,
            DurableThrough = 0,
            SequenceMax = 0,
            FrameCount = 0,
        };
        for (long at = startBytes; at < endBytes;)
        {
            int readBytes = file.Read(at, window);
            if (readBytes < Math.Min(window.Length, endBytes - at))
                throw new IOException($"A read of {file.Path} ended before the file does.");
            ReadOnlySpan<byte> bytes = window.AsSpan(0, readBytes);
            int usedBytes = WithoutZerosAtTheEnd(bytes);
            if (usedBytes > 0) evidence = evidence.ReachTo(at + usedBytes);
            at += evidence.Take(bytes, salt, segmentNumber, at, isFinal: at + readBytes >= endBytes, out evidence);
        }

        return evidence.WrittenEndBytes > endBytes ? evidence with { WrittenEndBytes = endBytes } : evidence;
    }

    // Looks at every place of the window where a frame could begin and says how far the search has come: at least one
    // place further, whatever the bytes are. What lies inside a frame is its own business: it may hold anything.
    private int Take(
        ReadOnlySpan<byte> bytes, ulong salt, ulong segmentNumber, long at, bool isFinal, out TailEvidence evidence)
    {
        evidence = this;
        int next = 0;
        while (next < bytes.Length)
        {
            int i = NextCandidate(bytes, next);
            if (i < 0) break;
            // A commit must be seen whole: let the next window begin with it.
            if (!isFinal && i > 0 && bytes.Length - i < CommitLayout.FrameBytes) return i;

            ulong seed = Checksum.PlaceSeed(salt, segmentNumber, (ulong)(at + i));
            if (FrameHeader.TryRead(bytes[i..], seed, out FrameHeader header, out _))
            {
                evidence = evidence.Add(bytes[i..], seed, header);
                next = i + header.TotalLengthBytes;
                if (next > bytes.Length) evidence = evidence.ReachTo(at + next);
            }
            else
            {
                next = i + FrameLayout.AlignmentBytes;
            }
        }

        int searched = Math.Max(FrameLayout.AlignmentBytes, bytes.Length & ~(FrameLayout.AlignmentBytes - 1));
        return Math.Max(next, searched);
    }

    private TailEvidence Add(ReadOnlySpan<byte> bytes, ulong seed, in FrameHeader header)
    {
        ulong durableThrough = 0;
        if (header.Type == FrameType.Commit && FrameDecoder.TryRead(bytes, seed, out FrameView frame, out _) &&
            CommitFrame.TryRead(frame, out CommitFrame commit, out _))
        {
            durableThrough = commit.DurableThrough;
        }

        return this with
        {
            FrameCount = FrameCount + 1,
            SequenceMax = Math.Max(SequenceMax, header.TakesSlot ? header.Sequence : 0),
            DurableThrough = Math.Max(DurableThrough, durableThrough),
        };
    }

    private TailEvidence ReachTo(long endBytes) =>
        endBytes > WrittenEndBytes ? this with { WrittenEndBytes = endBytes } : this;

    // Eight at a time, and compiled ahead: what the framework has for it is compiled first, and opening waits for that.
    private static int WithoutZerosAtTheEnd(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.Length;
        while (end >= sizeof(ulong) && BinaryPrimitives.ReadUInt64LittleEndian(bytes[(end - sizeof(ulong))..]) == 0)
            end -= sizeof(ulong);
        while (end > 0 && bytes[end - 1] == 0) end--;
        return end;
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
