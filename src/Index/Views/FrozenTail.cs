using Feedlog.Format.Indexes;
using Feedlog.Indexing.Tail;

namespace Feedlog.Indexing.Views;

/// <summary>A tail that nothing is added to any more, with what a run of it needs.</summary>
/// <param name="Tail">The tail.</param>
/// <param name="State">What the footer of the segment in which it ends will need; null if that is sealed.</param>
/// <param name="LogBytes">How many bytes of log it covers.</param>
/// <param name="Coverage">Which groups it covers.</param>
public sealed record FrozenTail(TailIndex Tail, OpenSegmentState? State, long LogBytes, IndexCoverage Coverage);
