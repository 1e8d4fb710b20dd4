namespace Feedlog.Indexing.Query;

/// <summary>A node of a query: which records match, and what a match adds to a record's score.</summary>
/// <remarks>
/// <para>Immutable. The text of a query is analysed already: what a node holds are the terms of the index. How a record
/// is scored stands in docs/decisions/0003-search.md, and on each node. Trees are made by <see cref="QueryTree"/>,
/// which brings them to a normal form; an executor may rely on it:</para>
/// <list type="bullet">
/// <item><see cref="NoneNode"/> stands at the root or nowhere.</item>
/// <item><see cref="AllNode"/> stands at the root, as what a Prefer requires, or as the first child of an And all of
/// whose other children are Nots.</item>
/// <item><see cref="AndNode"/> and <see cref="OrNode"/> have two or more children and none of their own kind; an And
/// has no child that is a <see cref="PreferNode"/>, nor does a Prefer require a Prefer.</item>
/// <item><see cref="NotNode"/> stands only under an And, behind a child that is no Not; under it stands no Not, All or
/// None directly, and nothing that scores.</item>
/// <item>No two children of an And or Or are the same term: such are one with the sum of their weights.</item>
/// <item>A phrase has two or more terms.</item>
/// </list>
/// </remarks>
public abstract record QueryNode
{
    private protected QueryNode()
    {
    }

    /// <summary>Whether a match may add to the score.</summary>
    public abstract bool Scores { get; }

    /// <summary>The tree in one line; equal trees, and no others, give equal texts.</summary>
    public abstract override string ToString();
}
