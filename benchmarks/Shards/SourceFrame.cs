using Feedlog.Format.Frames;

namespace Feedlog.Benchmarks.Shards;

/// <summary>A frame of a log that is to become cold.</summary>
/// <param name="Address">Where it lies in the log.</param>
/// <param name="Bytes">The frame.</param>
/// <param name="TimeMs">Its timestamp.</param>
/// <param name="PayloadBytes">What its user gave: key, content, metadata, id and time.</param>
internal sealed record SourceFrame(FrameAddress Address, byte[] Bytes, long TimeMs, int PayloadBytes);
