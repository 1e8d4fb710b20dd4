using Feedlog.Format.Frames;

namespace Feedlog.Indexing.HotKey;

/// <summary>Where the newest version of a key lies.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Address">Its frame.</param>
/// <param name="Previous">The frame of the version right before it under the same key; default if there is none or it
/// is not known.</param>
public readonly record struct HotEntry(ulong Sequence, FrameAddress Address, FrameAddress Previous);
