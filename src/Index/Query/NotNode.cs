namespace Feedlog.Indexing.Query;

/// <summary>Matches records that do not match a node; adds nothing to the score.</summary>
/// <param name="Child">What must not match; nothing in it scores.</param>
public sealed record NotNode(QueryNode Child) : QueryNode
{
    /// <inheritdoc/>
    public override bool Scores => false;

    /// <inheritdoc/>
    public override string ToString() => $"(not {Child})";
}
