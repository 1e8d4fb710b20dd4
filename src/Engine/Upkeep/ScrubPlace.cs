namespace Feedlog.Upkeep;

/// <summary>Where a scrub of the log goes on; the default is its beginning.</summary>
/// <param name="Segment">Number of the segment; if it is no longer there, the next one.</param>
/// <param name="OffsetBytes">Where in it, at the start of a frame; 0 for its first.</param>
internal readonly record struct ScrubPlace(ulong Segment, long OffsetBytes);
