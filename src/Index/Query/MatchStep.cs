using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Query;

/// <summary>A node of a query that reads the facts of a record. Immutable; any thread; allocates nothing.</summary>
public sealed class MatchStep
{
    private readonly MatchStep[] _children;
    private readonly double _weight;

    // Of a leaf: its fact. Of a phrase: what follows are the facts of its terms.
    private readonly int _fact;
    private readonly int[] _termFacts = [];

    /// <summary>Translates a node.</summary>
    internal MatchStep(QueryNode node, QueryPlan plan)
    {
        Node = node;
        _children = [.. QueryTree.ChildrenOf(node).Select(child => new MatchStep(child, plan))];
        switch (node)
        {
            case TermNode term:
                _weight = term.Weight;
                _fact = plan.FactOf(term.Term);
                break;
            case PhraseNode phrase:
                _weight = phrase.Weight;
                _fact = plan.FactOf(node);
                _termFacts = [.. phrase.Terms.Select(part => plan.FactOf(part.Term))];
                break;
            case PrefixNode prefix:
                _weight = prefix.Weight;
                _fact = plan.FactOf(node);
                break;
            case FieldNode or RangeNode:
                _fact = plan.FactOf(node);
                break;
        }
    }

    /// <summary>The node.</summary>
    public QueryNode Node { get; }

    /// <summary>The steps of the nodes under it.</summary>
    public IReadOnlyList<MatchStep> Children => _children;

    /// <summary>The facts of the terms that a term or a phrase sums, in order.</summary>
    public ReadOnlySpan<int> TermFacts => Node is TermNode ? new ReadOnlySpan<int>(in _fact) : _termFacts;

    /// <summary>Says whether a record matches.</summary>
    public bool Matches(ReadOnlySpan<int> facts)
    {
        switch (Node)
        {
            case AllNode:
                return true;
            case NoneNode:
                return false;
            case AndNode:
                foreach (MatchStep child in _children)
                {
                    if (!child.Matches(facts)) return false;
                }

                return true;
            case OrNode:
                foreach (MatchStep child in _children)
                {
                    if (child.Matches(facts)) return true;
                }

                return false;
            case NotNode:
                return !_children[0].Matches(facts);
            case PreferNode:
                return _children[0].Matches(facts);
            default:
                return facts[_fact] > 0;
        }
    }

    /// <summary>What a record that matches gets.</summary>
    public double Score(ReadOnlySpan<int> facts, double lengthNorm, ReadOnlySpan<double> idfs)
    {
        switch (Node)
        {
            case TermNode or PhraseNode:
                return _weight > 0 ? _weight * Bm25Sum(facts, lengthNorm, idfs) : 0;
            case PrefixNode:
                return _weight;
            case AndNode or OrNode or PreferNode:
                double sum = 0;
                foreach (MatchStep child in _children)
                {
                    if (child.Matches(facts)) sum += child.Score(facts, lengthNorm, idfs);
                }

                return sum;
            default:
                return 0;
        }
    }

    private double Bm25Sum(ReadOnlySpan<int> facts, double lengthNorm, ReadOnlySpan<double> idfs)
    {
        double sum = 0;
        foreach (int fact in TermFacts) sum += Bm25.TermScore(idfs[fact], facts[fact], lengthNorm);
        return sum;
    }
}
