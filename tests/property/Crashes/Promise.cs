namespace Feedlog.Tests.Property.Crashes;

/// <summary>What the store had acknowledged at some moment.</summary>
/// <param name="DurableThrough">Everything up to this sequence survives the loss of power.</param>
/// <param name="WrittenThrough">Everything up to this sequence survives the end of the process.</param>
/// <param name="GivenThrough">Sequences up to this one were given to callers, who may have kept them.</param>
/// <param name="Purges">So many purges have returned: what they purged is nowhere.</param>
internal sealed record Promise(ulong DurableThrough, ulong WrittenThrough, ulong GivenThrough, int Purges);
