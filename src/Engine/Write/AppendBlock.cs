using System.Buffers;
using Feedlog.Format.Frames;

namespace Feedlog.Write;

/// <summary>
/// A stretch of memory that producers fill with frames and the writer takes as one group. Space is reserved under the
/// queue's lock; each producer then encodes into its own part without any lock, and says when it is ready.
/// </summary>
internal sealed class AppendBlock
{
    private const int FirstEntries = 64;

    private int _readyCount;

    /// <summary>An empty block with room for so many bytes of frames, and for their commit frame.</summary>
    public AppendBlock(int capacityBytes)
    {
        Buffer = ArrayPool<byte>.Shared.Rent(capacityBytes + CommitLayout.FrameBytes);
        CapacityBytes = capacityBytes;
        Entries = ArrayPool<AppendEntry>.Shared.Rent(FirstEntries);
    }

    /// <summary>The frames, one after the other.</summary>
    public byte[] Buffer { get; }

    /// <summary>How many bytes of frames fit.</summary>
    public int CapacityBytes { get; }

    /// <summary>How many bytes are reserved.</summary>
    public int UsedBytes { get; private set; }

    /// <summary>The requests; more room than <see cref="EntryCount"/>.</summary>
    public AppendEntry[] Entries { get; private set; }

    /// <summary>How many requests are reserved.</summary>
    public int EntryCount { get; private set; }

    /// <summary>Says whether so much still fits.</summary>
    public bool Fits(int lengthBytes, int entries) =>
        lengthBytes <= CapacityBytes - UsedBytes && entries <= Format.FormatLimits.GroupFramesMax - EntryCount;

    /// <summary>
    /// Takes entries in, whose offsets count from the start of their own bytes; under the queue's lock. The producer
    /// then encodes into the bytes of the reservation without it.
    /// </summary>
    public Reservation Reserve(ReadOnlySpan<AppendEntry> entries, int lengthBytes)
    {
        Reservation reservation = new(this, UsedBytes, lengthBytes, entries.Length);
        if (EntryCount + entries.Length > Entries.Length) GrowEntries(EntryCount + entries.Length);
        foreach (ref readonly AppendEntry entry in entries)
        {
            Entries[EntryCount] = entry;
            Entries[EntryCount].OffsetBytes += UsedBytes;
            EntryCount++;
        }

        UsedBytes += lengthBytes;
        return reservation;
    }

    /// <summary>Says that the frames of so many entries are encoded. Any thread.</summary>
    public void MarkReady(int entries) => Interlocked.Add(ref _readyCount, entries);

    /// <summary>
    /// Waits until all reserved entries are ready. Producers are in the middle of encoding at most: yields to them, but
    /// never sleeps, which would take a millisecond where some microseconds are left.
    /// </summary>
    public void WaitUntilReady()
    {
        SpinWait spin = default;
        while (Volatile.Read(ref _readyCount) != EntryCount) spin.SpinOnce(sleep1Threshold: -1);
    }

    /// <summary>Makes the block empty again, for its next use. Nobody else may have it.</summary>
    public void Clear()
    {
        Entries.AsSpan(0, EntryCount).Clear();
        EntryCount = 0;
        UsedBytes = 0;
        _readyCount = 0;
    }

    /// <summary>Gives the memory back; the block must not be used again.</summary>
    public void Recycle()
    {
        ArrayPool<byte>.Shared.Return(Buffer);
        ArrayPool<AppendEntry>.Shared.Return(Entries, clearArray: true);
    }

    private void GrowEntries(int count)
    {
        AppendEntry[] grown = ArrayPool<AppendEntry>.Shared.Rent(Math.Max(count, Entries.Length * 2));
        Entries.AsSpan(0, EntryCount).CopyTo(grown);
        ArrayPool<AppendEntry>.Shared.Return(Entries, clearArray: true);
        Entries = grown;
    }
}
