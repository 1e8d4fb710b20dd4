using System.Globalization;

namespace Feedlog.Indexing.Query;

/// <summary>Matches records whose content has a term that begins with some bytes.</summary>
/// <remarks>Adds <see cref="Weight"/>, whatever terms those are and however often they occur.</remarks>
/// <param name="Prefix">What the terms begin with; not empty. A term begins with itself.</param>
/// <param name="Weight">At least 0; 0 for a prefix that only decides what matches.</param>
public sealed record PrefixNode(TermText Prefix, double Weight) : QueryNode
{
    /// <inheritdoc/>
    public override bool Scores => Weight > 0;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"(prefix {QueryText.Quote(Prefix)} {Weight})");
}
