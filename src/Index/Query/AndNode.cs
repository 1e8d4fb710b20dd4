using System.Collections.Immutable;

namespace Feedlog.Indexing.Query;

/// <summary>Matches records that match all children; adds what they add.</summary>
/// <param name="Children">Two or more; scores are summed in this order.</param>
public sealed record AndNode(ImmutableArray<QueryNode> Children) : QueryNode
{
    /// <inheritdoc/>
    public override bool Scores => Children.Any(child => child.Scores);

    /// <inheritdoc/>
    public bool Equals(AndNode? other) => other is not null && Children.SequenceEqual(other.Children);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Children.Length, Children[0], Children[^1]);

    /// <inheritdoc/>
    public override string ToString() => $"(and {string.Join(' ', Children)})";
}
