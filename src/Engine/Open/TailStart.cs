using Feedlog.Format.Segments;

namespace Feedlog.Open;

/// <summary>Where the groups of the open segment begin that the indexes do not cover.</summary>
/// <param name="Salt">The salt of the store.</param>
/// <param name="SegmentNumber">The number of the segment.</param>
/// <param name="OffsetBytes">Where the first of them begins.</param>
/// <param name="Chain">What it must follow from.</param>
internal readonly record struct TailStart(ulong Salt, ulong SegmentNumber, long OffsetBytes, GroupChain Chain);
