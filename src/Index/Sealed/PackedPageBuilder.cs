using System.Buffers.Binary;
using System.Numerics;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>Takes sorted entries for a packed page as long as they fit, and writes it. FORMAT.md section 7.15. One
/// thread.</summary>
internal sealed class PackedPageBuilder
{
    private const int ByteBits = 8;
    private const int EntryBits = (IndexPageLayout.PayloadBytes - PackedPageLayout.Entries) * ByteBits;
    private const int FirstRoom = 256;

    // In the order in which they are tried; of those that need as few bits the first is taken.
    private static readonly int[] s_slopes = [0, 1, -1];

    private TimeEntry[] _entries = new TimeEntry[FirstRoom];
    private SequenceRange _level;
    private SequenceRange _rising;
    private SequenceRange _falling;
    private ulong _unit;

    /// <summary>How many entries were taken.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them.</summary>
    public TimeEntry First => _entries[0];

    /// <summary>Takes the next entry; false if it does not fit any more.</summary>
    /// <param name="entry">The entry, not below the one before.</param>
    public bool TryAdd(in TimeEntry entry)
    {
        if (Count == PackedPageLayout.CountMax) return false;
        ulong sinceLast = Count == 0 ? 0 : (ulong)entry.TimeMs - (ulong)_entries[Count - 1].TimeMs;
        ulong unit = CommonDivisor(_unit, sinceLast);
        SequenceRange level = _level.With(entry.Sequence, Count == 0);
        SequenceRange rising = _rising.With((Int128)entry.Sequence - Count, Count == 0);
        SequenceRange falling = _falling.With((Int128)entry.Sequence + Count, Count == 0);
        int timeBits = Count == 0 ? 0 : TimeBits(entry.TimeMs, unit);
        int sequenceBits = Math.Min(level.Bits, Math.Min(rising.Bits, falling.Bits));
        if ((Count + 1) * (timeBits + sequenceBits) > EntryBits) return false;

        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        _entries[Count++] = entry;
        (_unit, _level, _rising, _falling) = (unit, level, rising, falling);
        return true;
    }

    /// <summary>Writes the page, whose bytes are zero, and forgets the entries.</summary>
    public void Write(Span<byte> payload)
    {
        TimeEntry first = First;
        int timeBits = TimeBits(_entries[Count - 1].TimeMs, _unit);
        int slope = Slope(out SequenceRange range);
        ulong unit = Math.Max(1, _unit);
        ulong sequence = unchecked((ulong)range.Min);
        BinaryPrimitives.WriteUInt16LittleEndian(payload[PackedPageLayout.Count..], (ushort)Count);
        payload[PackedPageLayout.TimeBits] = (byte)timeBits;
        payload[PackedPageLayout.SequenceBits] = (byte)range.Bits;
        payload[PackedPageLayout.Slope] = unchecked((byte)slope);
        BinaryPrimitives.WriteUInt64LittleEndian(payload[PackedPageLayout.TimeUnit..], unit);
        BinaryPrimitives.WriteInt64LittleEndian(payload[PackedPageLayout.Time..], first.TimeMs);
        BinaryPrimitives.WriteUInt64LittleEndian(payload[PackedPageLayout.Sequence..], sequence);
        BitSink bits = new(payload[PackedPageLayout.Entries..]);
        for (int i = 0; i < Count; i++)
        {
            bits.Put(((ulong)_entries[i].TimeMs - (ulong)first.TimeMs) / unit, timeBits);
            bits.Put(_entries[i].Sequence - sequence - (ulong)(long)(slope * i), range.Bits);
        }

        bits.Finish();
        Count = 0;
        _unit = 0;
    }

    private static int BitsOf(ulong value) => PackedPageLayout.BitsMax - BitOperations.LeadingZeroCount(value);

    // Mostly the next time is a multiple of the unit too, or the unit is 1 already.
    private static ulong CommonDivisor(ulong left, ulong right)
    {
        if (left == 1) return 1;
        while (left != 0) (left, right) = (right % left, left);
        return right;
    }

    private int TimeBits(long lastMs, ulong unit) =>
        unit == 0 ? 0 : BitsOf(((ulong)lastMs - (ulong)First.TimeMs) / unit);

    private int Slope(out SequenceRange range)
    {
        SequenceRange[] ranges = [_level, _rising, _falling];
        int least = 0;
        for (int i = 1; i < ranges.Length; i++)
        {
            if (ranges[i].Bits < ranges[least].Bits) least = i;
        }

        range = ranges[least];
        return s_slopes[least];
    }

    /// <summary>The sequences of the entries so far, each less what the slope gives it; they may be below 0.</summary>
    private readonly record struct SequenceRange(Int128 Min, Int128 Max)
    {
        /// <summary>How many bits tell them apart; more than there may be if they lie too far apart.</summary>
        public int Bits => Max - Min > ulong.MaxValue
            ? PackedPageLayout.BitsMax + 1
            : BitsOf((ulong)(Max - Min));

        /// <summary>The range with one more.</summary>
        public SequenceRange With(Int128 value, bool isFirst) => isFirst
            ? new SequenceRange(value, value)
            : new SequenceRange(Int128.Min(Min, value), Int128.Max(Max, value));
    }
}
