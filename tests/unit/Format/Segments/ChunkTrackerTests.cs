using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Tests.Unit.Format.Segments;

/// <summary>The cutting rule of FORMAT.md section 6.2.</summary>
public sealed class ChunkTrackerTests
{
    [Fact]
    public void NoFrames_MakeNoChunks()
    {
        ChunkTracker tracker = new();
        tracker.Finish();
        Assert.Empty(tracker.Chunks);
    }

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(49, new[] { 49 })]
    [InlineData(50, new[] { 50 })]
    [InlineData(51, new[] { 50, 1 })]
    [InlineData(100, new[] { 50, 50 })]
    [InlineData(101, new[] { 50, 50, 1 })]
    public void SmallFrames_AreCutAtFiftySlots(int frames, int[] slots)
    {
        ChunkTracker tracker = Track(Enumerable.Repeat(64, frames));
        Assert.Equal(slots, tracker.Chunks.Select(chunk => chunk.SlotCount));
    }

    [Fact]
    public void FrameThatReachesTheLimitExactly_StaysInItsChunk()
    {
        ChunkTracker tracker = Track([FormatLimits.ChunkBytesMax - 64, 64, 64]);
        Assert.Equal([2, 1], tracker.Chunks.Select(chunk => chunk.SlotCount));
        Assert.Equal(FormatLimits.ChunkBytesMax, tracker.Chunks[0].LengthBytes);
    }

    [Fact]
    public void FrameThatWouldExceedTheLimit_BeginsAChunk()
    {
        ChunkTracker tracker = Track([FormatLimits.ChunkBytesMax - 64, 72]);
        Assert.Equal([1, 1], tracker.Chunks.Select(chunk => chunk.SlotCount));
    }

    [Fact]
    public void FrameAboveTheLimit_IsAChunkOfItsOwn()
    {
        ChunkTracker tracker = Track([64, FormatLimits.ChunkBytesMax + 8, 64]);
        Assert.Equal([1, 1, 1], tracker.Chunks.Select(chunk => chunk.SlotCount));
        Assert.Equal(FormatLimits.ChunkBytesMax + 8, tracker.Chunks[1].LengthBytes);
    }

    [Fact]
    public void CommitsInBetween_CountForTheLengthOnly()
    {
        ChunkTracker tracker = new();
        tracker.Add(120, Header(64, 1), long.MaxValue);
        tracker.Add(120 + FormatLimits.ChunkBytesMax - 64, Header(64, 2), long.MaxValue);
        tracker.Add(120 + FormatLimits.ChunkBytesMax + 112, Header(64, 3), long.MaxValue);
        tracker.Finish();
        Assert.Equal([2, 1], tracker.Chunks.Select(chunk => chunk.SlotCount));
    }

    [Fact]
    public void Chunk_SaysWhatItsFramesSay()
    {
        ChunkTracker tracker = new();
        tracker.Add(120, Header(64, 7, timestampMs: 30, hash: 11), 500);
        tracker.Add(184, Header(80, 8, timestampMs: 10, hash: 12), long.MaxValue);
        tracker.Add(264, Header(64, 9, timestampMs: 20, hash: 13), 400);
        Assert.Empty(tracker.Chunks);
        tracker.Finish();

        byte[] hashes = new byte[24];
        for (int i = 0; i < 3; i++) BinaryPrimitives.WriteUInt64LittleEndian(hashes.AsSpan(i * 8), 11UL + (ulong)i);
        ChunkEntry expected = new()
        {
            OffsetBytes = 120,
            LengthBytes = 208,
            SlotCount = 3,
            TimeMinMs = 10,
            TimeMaxMs = 30,
            FirstSequence = 7,
            LastSequence = 9,
            ExpiryMinMs = 400,
            Hash = Checksum.Xxh3(hashes),
        };
        Assert.Equal(expected, Assert.Single(tracker.Chunks));
    }

    [Fact]
    public void TimesBeforeTheEpoch_AreNotMixedUpWithTheStartValue()
    {
        ChunkTracker tracker = new();
        tracker.Add(120, Header(64, 1, timestampMs: -50), -10);
        tracker.Finish();
        ChunkEntry chunk = Assert.Single(tracker.Chunks);
        Assert.Equal((-50L, -50L, -10L), (chunk.TimeMinMs, chunk.TimeMaxMs, chunk.ExpiryMinMs));
    }

    [Fact]
    public void SecondChunk_KeepsNothingOfTheFirst()
    {
        ChunkTracker tracker = new();
        for (ulong i = 0; i < 50; i++) tracker.Add(120 + (long)i * 64, Header(64, i + 1, 1000, i + 1), 5);
        tracker.Add(120 + 50 * 64, Header(64, 51, 2000, 99), 6);
        tracker.Finish();
        byte[] hash = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(hash, 99);
        ChunkEntry second = tracker.Chunks[1];
        Assert.Equal((51UL, 51UL), (second.FirstSequence, second.LastSequence));
        Assert.Equal((2000L, 6L), (second.TimeMinMs, second.ExpiryMinMs));
        Assert.Equal(Checksum.Xxh3(hash), second.Hash);
    }

    [Fact]
    public void Clear_MakesItAsNew()
    {
        ChunkTracker tracker = Track(Enumerable.Repeat(64, 60));
        tracker.Add(99_999, Header(64, 61), long.MaxValue);
        tracker.Clear();
        tracker.Finish();
        Assert.Empty(tracker.Chunks);
    }

    private static ChunkTracker Track(IEnumerable<int> lengthsBytes)
    {
        ChunkTracker tracker = new();
        long offsetBytes = 120;
        ulong sequence = 1;
        foreach (int lengthBytes in lengthsBytes)
        {
            tracker.Add(offsetBytes, Header(lengthBytes, sequence++), long.MaxValue);
            offsetBytes += lengthBytes;
        }

        tracker.Finish();
        return tracker;
    }

    private static FrameHeader Header(int lengthBytes, ulong sequence, long timestampMs = 0, ulong hash = 0) => new()
    {
        Type = FrameType.Record,
        TotalLengthBytes = lengthBytes,
        Sequence = sequence,
        TimestampMs = timestampMs,
        HeaderHash = hash,
    };
}
