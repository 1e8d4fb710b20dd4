using System.Runtime.CompilerServices;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Keyword;

/// <summary>What being in a list adds to the scores of slots: bounds that are looked up without a branch.</summary>
/// <param name="worths">What a term of weight 1 adds, by <see cref="BlockFrequencies.Repeats"/> and length.</param>
/// <param name="weight">The weight.</param>
/// <param name="extra">What each slot gets beside.</param>
/// <param name="lengths">The length codes of all slots.</param>
internal readonly ref struct SlotWorth(
    ReadOnlySpan<float> worths, double weight, double extra, ReadOnlySpan<byte> lengths)
{
    private readonly ReadOnlySpan<float> _worths = worths;
    private readonly ReadOnlySpan<byte> _lengths = lengths;

    /// <summary>A bound of what a slot gets.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="repeats">How often it has the term again.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Of(int slot, byte repeats) => weight * _worths[Bm25.NormCount * repeats + _lengths[slot]] + extra;
}
