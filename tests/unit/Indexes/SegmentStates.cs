using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>States of segments as the frames of a seeded segment make them.</summary>
internal static class SegmentStates
{
    public static OpenSegmentState Random(int seed)
    {
        Random random = new(seed);
        ChunkTracker tracker = new();
        Feed(tracker, random, 120, random.Next(400));
        return tracker.Capture((ulong)random.Next(1, 9), random.Next(400));
    }

    /// <summary>Feeds so many frames; returns where the last one ends.</summary>
    public static long Feed(ChunkTracker tracker, Random random, long offsetBytes, int frameCount)
    {
        for (int i = 0; i < frameCount; i++)
        {
            FrameHeader header = new()
            {
                Type = FrameType.Record,
                TotalLengthBytes = random.Next(30) == 0 ? FormatLimits.ChunkBytesMax / 2 : random.Next(8, 200) * 8,
                TimestampMs = random.Next(-1000, 1000),
                Sequence = (ulong)offsetBytes,
                HeaderHash = (ulong)random.NextInt64(),
            };
            tracker.Add(offsetBytes, header, random.Next(3) == 0 ? random.Next() : long.MaxValue);
            offsetBytes += header.TotalLengthBytes;
        }

        return offsetBytes;
    }
}
