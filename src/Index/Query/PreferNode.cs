namespace Feedlog.Indexing.Query;

/// <summary>Matches records that match one node; those that match another as well are preferred.</summary>
/// <remarks>Adds what <see cref="Required"/> adds and, where it matches, what <see cref="Preferred"/> adds, in this
/// order.</remarks>
/// <param name="Required">Decides what matches.</param>
/// <param name="Preferred">Adds to the score only; it scores.</param>
public sealed record PreferNode(QueryNode Required, QueryNode Preferred) : QueryNode
{
    /// <inheritdoc/>
    public override bool Scores => true;

    /// <inheritdoc/>
    public override string ToString() => $"(prefer {Required} {Preferred})";
}
