using Feedlog.Indexing.HotKey;
using Feedlog.Indexing.Tail;

namespace Feedlog.Indexing.Views;

/// <summary>Which indexes cover the log: sealed ones first, then tails, oldest first. Immutable.</summary>
/// <param name="Sealed">The sealed indexes; who holds the parts sees to a reference.</param>
/// <param name="Tails">The tails; the last one is still being written.</param>
/// <param name="Hot">The hot keys; null to do without.</param>
/// <param name="HotGeneration">
/// The generation of the hot-key index when these parts were made: they may promote only into the same one.
/// </param>
public sealed record IndexParts(
    SealedIndexes Sealed, IReadOnlyList<TailIndex> Tails, HotKeyIndex? Hot, ulong HotGeneration)
{
    private readonly TailIndex[] _tails = [.. Tails];

    /// <summary>The tail that is being written.</summary>
    public TailIndex Active => _tails[^1];

    /// <summary>The tails as an array: the way there for gets.</summary>
    internal ReadOnlySpan<TailIndex> TailSpan => _tails;
}
