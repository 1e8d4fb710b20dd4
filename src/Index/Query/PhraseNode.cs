using System.Collections.Immutable;
using System.Globalization;

namespace Feedlog.Indexing.Query;

/// <summary>Matches records whose content has terms at given distances: for some position p, the term of each
/// <see cref="PhraseTerm"/> stands at p + its offset.</summary>
/// <remarks>
/// Adds <see cref="Weight"/> times the sum of the BM25 scores of its terms, each as often as the phrase has it; how
/// often the phrase occurs counts for nothing. Positions are those of <see cref="Analysis.TokenBuffer"/>. Which records
/// may match is And over the terms; whether one does is decided by <see cref="PhraseMatcher"/> on its tokens.
/// </remarks>
/// <param name="Terms">Two or more, by rising offset; the first has offset 0. Offsets may have gaps and may be
/// equal.</param>
/// <param name="Weight">At least 0; 0 for a phrase that only decides what matches.</param>
public sealed record PhraseNode(ImmutableArray<PhraseTerm> Terms, double Weight) : QueryNode
{
    /// <inheritdoc/>
    public override bool Scores => Weight > 0;

    /// <inheritdoc/>
    public bool Equals(PhraseNode? other) =>
        other is not null && Weight.Equals(other.Weight) && Terms.AsSpan().SequenceEqual(other.Terms.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Terms.Length, Terms[0], Terms[^1], Weight);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"(phrase {string.Join(' ', Terms)} {Weight})");
}
