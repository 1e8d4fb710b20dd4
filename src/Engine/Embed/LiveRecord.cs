using Feedlog.Format.Frames;

namespace Feedlog.Embed;

/// <summary>A record that nothing has ended, as the indexes know it.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Address">Where it is.</param>
/// <param name="HasVector">Whether it has a vector of the model that was asked for.</param>
internal readonly record struct LiveRecord(ulong Sequence, FrameAddress Address, bool HasVector);
