using System.Globalization;

namespace Feedlog.Indexing.Query;

/// <summary>Matches records whose content has a term.</summary>
/// <remarks>Adds <see cref="Weight"/> times the term's BM25 score.</remarks>
/// <param name="Term">The term.</param>
/// <param name="Weight">At least 0; 0 for a term that only decides what matches.</param>
public sealed record TermNode(TermText Term, double Weight) : QueryNode
{
    /// <inheritdoc/>
    public override bool Scores => Weight > 0;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"(term {QueryText.Quote(Term)} {Weight})");
}
