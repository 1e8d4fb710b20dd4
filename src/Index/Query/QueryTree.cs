using System.Collections.Immutable;

namespace Feedlog.Indexing.Query;

/// <summary>Makes queries of queries, in the normal form of <see cref="QueryNode"/>. Pure functions.</summary>
public static class QueryTree
{
    /// <summary>What has all terms at their distances: one term is just that term, none matches nothing.</summary>
    public static QueryNode Phrase(ReadOnlySpan<PhraseTerm> terms, double weight) => terms.Length switch
    {
        0 => NoneNode.Instance,
        1 => new TermNode(terms[0].Term, weight),
        _ => new PhraseNode([.. terms], weight),
    };

    /// <summary>What matches all of some queries; all records if there is none.</summary>
    public static QueryNode And(params ReadOnlySpan<QueryNode> parts)
    {
        List<QueryNode> matched = [];
        List<QueryNode> excluded = [];
        List<QueryNode> preferred = [];
        foreach (QueryNode part in parts)
        {
            if (!TryTake(part, matched, excluded, preferred)) return NoneNode.Instance;
        }

        Merge(matched);
        Merge(excluded);
        if (matched.Count == 0 && excluded.Count > 0) matched.Add(AllNode.Instance);
        QueryNode required = (matched.Count + excluded.Count) switch
        {
            0 => AllNode.Instance,
            1 => matched[0],
            _ => new AndNode([.. matched, .. excluded]),
        };
        return preferred.Count == 0 ? required : Prefer(required, Or([.. preferred]));
    }

    /// <summary>What matches one or more of some queries; nothing if there is none.</summary>
    public static QueryNode Or(params ReadOnlySpan<QueryNode> parts)
    {
        List<QueryNode> children = [];
        bool hasAll = false;
        foreach (QueryNode part in parts)
        {
            if (part is AllNode)
                hasAll = true;
            else if (part is OrNode nested)
                children.AddRange(nested.Children);
            else if (part is not NoneNode)
                children.Add(part);
        }

        Merge(children);
        QueryNode any = children.Count switch
        {
            0 => NoneNode.Instance,
            1 => children[0],
            _ => new OrNode([.. children]),
        };
        return hasAll ? Prefer(AllNode.Instance, any) : any;
    }

    /// <summary>What does not match a query.</summary>
    public static QueryNode Not(QueryNode query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Unscored(query) switch
        {
            NoneNode => AllNode.Instance,
            AllNode => NoneNode.Instance,
            AndNode rest when rest.Children[0] is AllNode =>
                Or([.. rest.Children.Skip(1).Select(child => ((NotNode)child).Child)]),
            QueryNode other => new AndNode([AllNode.Instance, new NotNode(other)]),
        };
    }

    /// <summary>What matches one query, with more score where it matches another as well.</summary>
    public static QueryNode Prefer(QueryNode required, QueryNode preferred)
    {
        ArgumentNullException.ThrowIfNull(required);
        ArgumentNullException.ThrowIfNull(preferred);
        if (required is NoneNode || !preferred.Scores) return required;
        return required is PreferNode nested
            ? new PreferNode(nested.Required, Or(nested.Preferred, preferred))
            : new PreferNode(required, preferred);
    }

    /// <summary>What matches the same records and adds nothing to their scores.</summary>
    public static QueryNode Unscored(QueryNode query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query switch
        {
            TermNode { Weight: > 0 } term => term with { Weight = 0 },
            PrefixNode { Weight: > 0 } prefix => prefix with { Weight = 0 },
            PhraseNode { Weight: > 0 } phrase => phrase with { Weight = 0 },
            AndNode { Scores: true } all => And([.. all.Children.Select(Unscored)]),
            OrNode { Scores: true } any => Or([.. any.Children.Select(Unscored)]),
            PreferNode prefer => Unscored(prefer.Required),
            _ => query,
        };
    }

    /// <summary>The distinct terms whose BM25 scores a query sums, in the order of their first appearance.</summary>
    public static ImmutableArray<TermText> ScoredTerms(QueryNode query)
    {
        List<TermText> terms = [];
        HashSet<TermText> seen = [];
        Collect(query);
        return [.. terms];

        void Collect(QueryNode node)
        {
            switch (node)
            {
                case TermNode { Weight: > 0 } term when seen.Add(term.Term):
                    terms.Add(term.Term);
                    break;
                case PhraseNode { Weight: > 0 } phrase:
                    terms.AddRange(phrase.Terms.Select(part => part.Term).Where(seen.Add));
                    break;
                default:
                    foreach (QueryNode child in ChildrenOf(node)) Collect(child);
                    break;
            }
        }
    }

    /// <summary>The nodes directly under a node, in order.</summary>
    public static ImmutableArray<QueryNode> ChildrenOf(QueryNode node) => node switch
    {
        AndNode all => all.Children,
        OrNode any => any.Children,
        NotNode none => [none.Child],
        PreferNode prefer => [prefer.Required, prefer.Preferred],
        _ => [],
    };

    // False when nothing can match.
    private static bool TryTake(
        QueryNode part, List<QueryNode> matched, List<QueryNode> excluded, List<QueryNode> preferred)
    {
        switch (part)
        {
            case NoneNode:
                return false;
            case AllNode:
                return true;
            case NotNode:
                excluded.Add(part);
                return true;
            case AndNode all:
                foreach (QueryNode child in all.Children) TryTake(child, matched, excluded, preferred);
                return true;
            case PreferNode prefer:
                preferred.Add(prefer.Preferred);
                return TryTake(prefer.Required, matched, excluded, preferred);
            default:
                matched.Add(part);
                return true;
        }
    }

    // The same term asked for twice is one of twice the weight, in the first one's place; of equal filters one is
    // enough.
    private static void Merge(List<QueryNode> children)
    {
        Dictionary<TermText, int> terms = [];
        HashSet<QueryNode> filters = [];
        int kept = 0;
        foreach (QueryNode child in children.ToArray())
        {
            if (child is TermNode term && terms.TryGetValue(term.Term, out int first))
            {
                children[first] = term with { Weight = ((TermNode)children[first]).Weight + term.Weight };
                continue;
            }

            if (!child.Scores && !filters.Add(child)) continue;
            if (child is TermNode { Term: TermText text }) terms.Add(text, kept);
            children[kept++] = child;
        }

        children.RemoveRange(kept, children.Count - kept);
    }
}
