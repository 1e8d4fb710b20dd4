using Feedlog.Format;

namespace Feedlog.Fsck.Explain;

/// <summary>A structure that was found at a place.</summary>
/// <param name="Structure">What it is.</param>
/// <param name="OffsetBytes">Where it begins in the file.</param>
/// <param name="LengthBytes">How long it is with what belongs to it; 0 where that means nothing.</param>
/// <param name="Fault">What is wrong with it, as far as that was looked at.</param>
internal sealed record FoundStructure(Structure Structure, long OffsetBytes, long LengthBytes, FormatFault Fault);
