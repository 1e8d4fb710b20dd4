namespace Feedlog.Tests.Unit.Indexes;

/// <summary>A group of a <see cref="LogModel"/>.</summary>
/// <param name="RecordedAtMs">When it was recorded; may be before the group in front of it.</param>
/// <param name="LastSequence">Its last sequence.</param>
/// <param name="SlotLimit">How many slots there are up to its end.</param>
/// <param name="Segment">The segment in which it lies.</param>
/// <param name="EndOffsetBytes">Where it ends in the segment.</param>
internal sealed record ModelGroup(
    long RecordedAtMs, ulong LastSequence, int SlotLimit, ulong Segment, long EndOffsetBytes);
