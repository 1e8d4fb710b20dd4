using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>What is captured of a segment in one process goes on in another as if nothing had been.</summary>
public sealed class OpenSegmentStateTests
{
    [Fact]
    public void Tracker_ThatIsRestored_GoesOnAsTheOtherDoes()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            ChunkTracker straight = new();
            Random random = new(seed);
            long offsetBytes = SegmentStates.Feed(straight, random, 120, random.Next(200));
            OpenSegmentState read = WriteAndRead(straight.Capture(4, seed));

            ChunkTracker restored = new();
            SegmentStates.Feed(restored, new Random(-seed), 120, 70);
            restored.Restore(read);
            SegmentStates.Feed(straight, new Random(seed), offsetBytes, seed * 2);
            SegmentStates.Feed(restored, new Random(seed), offsetBytes, seed * 2);
            Assert.Equivalent(straight.Capture(4, 9), restored.Capture(4, 9), strict: true);
            straight.Finish();
            restored.Finish();
            Assert.Equal(straight.Chunks, restored.Chunks);
        }
    }

    [Fact]
    public void Capture_CountsAllSlots()
    {
        ChunkTracker tracker = new();
        OpenSegmentState empty = tracker.Capture(4, 0);
        Assert.Equal((0, long.MaxValue, long.MinValue, long.MaxValue),
            (empty.SlotCount, empty.TimeMinMs, empty.TimeMaxMs, empty.ExpiryMinMs));
        Assert.Equal(1, empty.RowCount);
        Assert.Equivalent(empty, WriteAndRead(empty), strict: true);

        SegmentStates.Feed(tracker, new Random(1), 120, 333);
        OpenSegmentState state = tracker.Capture(4, 5);
        tracker.Finish();
        Assert.Equal(333, state.SlotCount);
        Assert.Equal(tracker.Chunks.Min(chunk => chunk.TimeMinMs), state.TimeMinMs);
        Assert.Equal(tracker.Chunks.Max(chunk => chunk.TimeMaxMs), state.TimeMaxMs);
        Assert.Equal(tracker.Chunks.Min(chunk => chunk.ExpiryMinMs), state.ExpiryMinMs);
        Assert.Equal((4UL, 5L), (state.SegmentNumber, state.GroupCount));
        Assert.Equal(tracker.Chunks.Count - 1, state.Chunks.Count);
        Assert.True(state.OpenChunk.SlotCount > 0);
    }

    [Fact]
    public void State_IsReadFromARun()
    {
        LogModel log = new(1, 50);
        IndexFolder folder = new();
        foreach (int seed in (int[])[1, 2, 3])
        {
            OpenSegmentState state = SegmentStates.Random(seed);
            using var run = folder.OpenRun(folder.WriteRun(log, ..4, state));
            Assert.Equivalent(state, run.ReadSegmentState(), strict: true);
        }
    }

    [Fact]
    public void Rows_ThatAreUnsound_AreRefused()
    {
        OpenSegmentState state = SegmentStates.Random(8);
        Assert.True(state.OpenChunk.SlotCount is > 0 and < 50 && state.Chunks.Count > 1);
        byte[] sound = new byte[state.RowCount * SegmentStateLayout.RowBytes];
        state.Write(sound);
        AssertFault(sound, 0, sound[0], FormatFault.None);
        AssertFault(sound, SegmentStateLayout.Reserved, 1, FormatFault.BadReserved);
        AssertFault(sound, SegmentStateLayout.OpenSlotCount, 51, FormatFault.BadLength);
        AssertFault(sound, SegmentStateLayout.OpenSlotCount, 0, FormatFault.BadLength);
        AssertFault(sound, SegmentStateLayout.OpenSlotCount + 7, 0xFF, FormatFault.BadLength);
        AssertFault(sound, SegmentStateLayout.SlotCount + 3, 1, FormatFault.BadOrder);
        AssertFault(sound, SegmentStateLayout.GroupCount + 7, 0xFF, FormatFault.BadOrder);
        int row = SegmentStateLayout.RowBytes;
        AssertFault(sound, row + ChunkLayout.Hash, 1, FormatFault.BadLength);
        AssertFault(sound, row + ChunkLayout.SlotCount, 51, FormatFault.BadLength);
        AssertFault(sound, 9 * row - 1, 1, FormatFault.BadReserved);
        AssertFault(sound, 9 * row + ChunkLayout.SlotCount, 51, FormatFault.BadLength);
        foreach (int lengthBytes in (int[])[0, 63])
        {
            Assert.False(OpenSegmentState.TryRead(sound.AsSpan(0, lengthBytes), out _, out FormatFault fault));
            Assert.Equal(FormatFault.Truncated, fault);
        }

        foreach (int lengthBytes in (int[])[64, 65, 8 * row, sound.Length - 1])
        {
            Assert.False(OpenSegmentState.TryRead(sound.AsSpan(0, lengthBytes), out _, out FormatFault fault));
            Assert.Equal(FormatFault.BadLength, fault);
        }
    }

    private static void AssertFault(byte[] sound, int offset, byte value, FormatFault expected)
    {
        byte[] rows = (byte[])sound.Clone();
        rows[offset] = value;
        Assert.Equal(expected == FormatFault.None, OpenSegmentState.TryRead(rows, out _, out FormatFault fault));
        Assert.Equal(expected, fault);
    }

    private static OpenSegmentState WriteAndRead(OpenSegmentState state)
    {
        byte[] rows = new byte[state.RowCount * SegmentStateLayout.RowBytes];
        rows.AsSpan().Fill(0xCC);
        state.Write(rows);
        Assert.Equal(state.SegmentNumber, BinaryPrimitives.ReadUInt64LittleEndian(rows));
        Assert.True(OpenSegmentState.TryRead(rows, out OpenSegmentState? read, out _));
        return read;
    }
}
