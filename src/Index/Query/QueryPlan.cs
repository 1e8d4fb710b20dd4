using System.Collections.Immutable;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Query;

/// <summary>A query with its distinct leaves numbered, so that what a record has of them is an array.</summary>
/// <remarks>
/// A <i>fact</i> is what a record has of one leaf: for a term how often it occurs, for all others 1 or 0. First come
/// the terms that score, then those that do not, phrases, prefixes, and filters. Immutable; any thread.
/// </remarks>
public sealed class QueryPlan
{
    private readonly Dictionary<QueryNode, int> _facts = [];
    private readonly Dictionary<TermText, int> _terms = [];

    /// <summary>Numbers the leaves of a query.</summary>
    /// <param name="root">The query, in normal form.</param>
    /// <param name="parameters">The constants of the ranking.</param>
    public QueryPlan(QueryNode root, Bm25Parameters parameters)
    {
        ArgumentNullException.ThrowIfNull(root);
        Root = root;
        Parameters = parameters;
        ScoredTerms = QueryTree.ScoredTerms(root);
        List<TermText> terms = [.. ScoredTerms];
        foreach (TermText term in terms) _terms.Add(term, _terms.Count);
        List<QueryNode> leaves = [.. Leaves(root).Distinct()];
        foreach (TermText term in leaves.SelectMany(TermsOf))
        {
            if (_terms.TryAdd(term, _terms.Count)) terms.Add(term);
        }

        Terms = [.. terms];
        Phrases = Number(leaves.OfType<PhraseNode>());
        Prefixes = Number(leaves.OfType<PrefixNode>());
        Fields = Number(leaves.OfType<FieldNode>());
        Ranges = Number(leaves.OfType<RangeNode>());
        Program = new MatchStep(root, this);
    }

    /// <summary>The query.</summary>
    public QueryNode Root { get; }

    /// <summary>The constants of the ranking.</summary>
    public Bm25Parameters Parameters { get; }

    /// <summary>The terms whose BM25 scores are summed.</summary>
    public ImmutableArray<TermText> ScoredTerms { get; }

    /// <summary>The query as steps that read facts.</summary>
    public MatchStep Program { get; }

    /// <summary>How many facts a record has.</summary>
    public int FactCount => _terms.Count + _facts.Count;

    /// <summary>All terms; those that score come first.</summary>
    internal ImmutableArray<TermText> Terms { get; }

    /// <summary>All phrases; their facts follow those of the terms.</summary>
    internal ImmutableArray<PhraseNode> Phrases { get; }

    /// <summary>All prefixes; their facts follow those of the phrases.</summary>
    internal ImmutableArray<PrefixNode> Prefixes { get; }

    /// <summary>All filters by a value; their facts follow those of the prefixes.</summary>
    internal ImmutableArray<FieldNode> Fields { get; }

    /// <summary>All filters by a range; their facts follow those of the filters by a value.</summary>
    internal ImmutableArray<RangeNode> Ranges { get; }

    /// <summary>Says whether a record with these facts matches.</summary>
    public bool Matches(ReadOnlySpan<int> facts) => Program.Matches(facts);

    /// <summary>The score of a record with these facts, which matches.</summary>
    /// <param name="facts">What the record has of each leaf.</param>
    /// <param name="lengthCode">Its length.</param>
    /// <param name="statistics">What the terms weigh.</param>
    public double Score(ReadOnlySpan<int> facts, byte lengthCode, QueryStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        return Program.Score(facts, statistics.LengthNorm(lengthCode), statistics.Idfs);
    }

    /// <summary>The fact of a leaf that is no term.</summary>
    internal int FactOf(QueryNode leaf) => _facts[leaf];

    /// <summary>The fact of a term.</summary>
    internal int FactOf(TermText term) => _terms[term];

    private static IEnumerable<QueryNode> Leaves(QueryNode node)
    {
        ImmutableArray<QueryNode> children = QueryTree.ChildrenOf(node);
        return children.IsEmpty ? [node] : children.SelectMany(Leaves);
    }

    private static IEnumerable<TermText> TermsOf(QueryNode leaf) => leaf switch
    {
        TermNode term => [term.Term],
        PhraseNode phrase => phrase.Terms.Select(part => part.Term),
        _ => [],
    };

    private ImmutableArray<TNode> Number<TNode>(IEnumerable<TNode> leaves)
        where TNode : QueryNode
    {
        ImmutableArray<TNode> numbered = [.. leaves];
        foreach (TNode leaf in numbered) _facts.Add(leaf, FactCount);
        return numbered;
    }
}
