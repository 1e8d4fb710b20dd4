using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>A time and a sequence, in the order of sections Times, Groups and Expiries.</summary>
/// <param name="TimeMs">The time in ms.</param>
/// <param name="Sequence">The sequence.</param>
internal readonly record struct TimeEntry(long TimeMs, ulong Sequence) : IComparable<TimeEntry>
{
    /// <summary>Reads an entry.</summary>
    public static TimeEntry Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadInt64LittleEndian(source[TimeEntryLayout.Time..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[TimeEntryLayout.Sequence..]));

    /// <summary>Writes an entry.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target[TimeEntryLayout.Time..], TimeMs);
        BinaryPrimitives.WriteUInt64LittleEndian(target[TimeEntryLayout.Sequence..], Sequence);
    }

    /// <inheritdoc/>
    public int CompareTo(TimeEntry other) =>
        TimeMs != other.TimeMs ? TimeMs.CompareTo(other.TimeMs) : Sequence.CompareTo(other.Sequence);
}
