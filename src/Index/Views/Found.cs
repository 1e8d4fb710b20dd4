using Feedlog.Format.Frames;

namespace Feedlog.Indexing.Views;

/// <summary>A frame that an index names.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Address">Where it is.</param>
public readonly record struct Found(ulong Sequence, FrameAddress Address);
