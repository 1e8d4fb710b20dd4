using System.Collections.Immutable;
using System.Text;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;

namespace Feedlog.Search;

/// <summary>Makes a tree of terms of a query, as the analyzer of a store cuts it. For one thread.</summary>
/// <remarks>
/// A part without any letter or digit says nothing: it is passed over, and null where a node would stand. Where the
/// store indexes no words, every word matches nothing instead.
/// </remarks>
internal sealed class QueryCompiler(Analyzer analyzer)
{
    /// <summary>How many terms, phrases, prefixes and filters a query may have.</summary>
    public const int LeavesMax = 4096;

    private readonly TokenBuffer _tokens = new();
    private int _leafCount;

    /// <summary>Compiles a query.</summary>
    /// <exception cref="FeedlogQueryException">It has too many leaves.</exception>
    public QueryNode Compile(QuerySyntax syntax)
    {
        _leafCount = 0;
        return Node(syntax, isRequired: false) ?? NoneNode.Instance;
    }

    /// <summary>Compiles what a query says but for its words: fields, ranges, and what is excluded.</summary>
    /// <exception cref="FeedlogQueryException">It has too many leaves.</exception>
    public QueryNode CompileFilter(QuerySyntax syntax)
    {
        _leafCount = 0;
        return Node(WithoutWords(syntax), isRequired: false) ?? AllNode.Instance;
    }

    /// <summary>Compiles all words of a query that are not excluded, in their order, as one phrase.</summary>
    public QueryNode CompilePhrase(QuerySyntax syntax)
    {
        _leafCount = 0;
        return PhraseOf(string.Join(' ', TextsOf(syntax))) ?? NoneNode.Instance;
    }

    private static IEnumerable<string> TextsOf(QuerySyntax syntax) => syntax switch
    {
        QuerySyntax.Word word => [word.Text],
        QuerySyntax.Words words => [words.Text],
        QuerySyntax.Phrase phrase => [phrase.Text],
        QuerySyntax.And and => and.Operands.SelectMany(TextsOf),
        QuerySyntax.Or or => or.Operands.SelectMany(TextsOf),
        QuerySyntax.Prefer prefer => TextsOf(prefer.Required).Concat(TextsOf(prefer.Preferred)),
        QuerySyntax.Clauses clauses =>
            clauses.Parts.Where(part => part.Sign != ClauseSign.Excluded).SelectMany(part => TextsOf(part.Syntax)),
        _ => [],
    };

    // Words stand for every record, except where they exclude some.
    private static QuerySyntax WithoutWords(QuerySyntax syntax) => syntax switch
    {
        QuerySyntax.Word or QuerySyntax.Words or QuerySyntax.Phrase or QuerySyntax.Prefix => new QuerySyntax.All(),
        QuerySyntax.And and => new QuerySyntax.And([.. and.Operands.Select(WithoutWords)]),
        QuerySyntax.Or or => new QuerySyntax.Or([.. or.Operands.Select(WithoutWords)]),
        QuerySyntax.Prefer prefer => WithoutWords(prefer.Required),
        QuerySyntax.Clauses clauses => new QuerySyntax.Clauses(
            [.. clauses.Parts.Select(part => part.Sign == ClauseSign.Excluded
                ? part
                : part with { Syntax = WithoutWords(part.Syntax) })]),
        _ => syntax,
    };

    private static bool IsFilter(QuerySyntax syntax) => syntax switch
    {
        QuerySyntax.Field or QuerySyntax.Range or QuerySyntax.Not => true,
        QuerySyntax.And and => and.Operands.All(IsFilter),
        QuerySyntax.Or or => or.Operands.All(IsFilter),
        QuerySyntax.Clauses clauses =>
            clauses.Parts.All(part => part.Sign == ClauseSign.Excluded || IsFilter(part.Syntax)),
        _ => false,
    };

    // By what was written, not by what came of it: "+(ant AND NOT *)" requires a word, if one that is never found.
    private static bool CanScore(QuerySyntax syntax) => syntax switch
    {
        QuerySyntax.And and => and.Operands.Any(CanScore),
        QuerySyntax.Or or => or.Operands.Any(CanScore),
        QuerySyntax.Prefer prefer => CanScore(prefer.Required) || CanScore(prefer.Preferred),
        QuerySyntax.Clauses clauses =>
            clauses.Parts.Any(part => part.Sign != ClauseSign.Excluded && CanScore(part.Syntax)),
        QuerySyntax.Word or QuerySyntax.Words or QuerySyntax.Phrase or QuerySyntax.Prefix => true,
        _ => false,
    };

    private QueryNode? Node(QuerySyntax syntax, bool isRequired) => syntax switch
    {
        QuerySyntax.All => AllNode.Instance,
        QuerySyntax.Word word when isRequired => PhraseOf(word.Text),
        QuerySyntax.Word word => Any(Words(word.Text)),
        QuerySyntax.Words { IsAll: true } words => All(Words(words.Text)),
        QuerySyntax.Words words => Any(Strong(Words(words.Text))),
        QuerySyntax.Phrase phrase => PhraseOf(phrase.Text),
        QuerySyntax.Prefix prefix => PrefixOf(prefix.Text),
        QuerySyntax.Field field => FieldOf(field),
        QuerySyntax.Range range => RangeOf(range),
        QuerySyntax.And and => All(Nodes(and.Operands, isRequired: true)),
        QuerySyntax.Or or => Any(Nodes(or.Operands, isRequired: false)),
        QuerySyntax.Not not => Node(not.Operand, isRequired: true) is QueryNode operand ? QueryTree.Not(operand) : null,
        QuerySyntax.Prefer prefer => PreferOf(prefer),
        QuerySyntax.Clauses clauses => ClausesOf(clauses),
        _ => throw new ArgumentOutOfRangeException(nameof(syntax)),
    };

    private static QueryNode? Any(List<QueryNode> parts) => parts.Count == 0 ? null : QueryTree.Or([.. parts]);

    private static QueryNode? All(List<QueryNode> parts) => parts.Count == 0 ? null : QueryTree.And([.. parts]);

    private List<QueryNode> Nodes(ImmutableArray<QuerySyntax> parts, bool isRequired)
    {
        List<QueryNode> nodes = [];
        foreach (QuerySyntax part in parts)
        {
            if (Node(part, isRequired) is QueryNode node) nodes.Add(node);
        }

        return nodes;
    }

    private QueryNode? PreferOf(QuerySyntax.Prefer prefer)
    {
        QueryNode? required = Node(prefer.Required, isRequired: true);
        QueryNode? preferred = Node(prefer.Preferred, isRequired: false);
        return required is null || preferred is null ? required ?? preferred : QueryTree.Prefer(required, preferred);
    }

    // Filters narrow what stands beside them. Of the rest one has to match, unless something is required.
    private QueryNode? ClausesOf(QuerySyntax.Clauses clauses)
    {
        List<QueryNode> required = [];
        List<QueryNode> wished = [];
        List<QueryNode> strong = [];
        bool hasRequired = false;
        foreach ((ClauseSign sign, QuerySyntax syntax) in clauses.Parts)
        {
            bool isWished = sign == ClauseSign.Wished && !IsFilter(syntax);
            if (isWished && syntax is QuerySyntax.Word word)
            {
                List<QueryNode> words = Words(word.Text);
                wished.AddRange(words);
                strong.AddRange(words.Where(IsStrong));
                continue;
            }

            if (Node(syntax, !isWished) is not QueryNode node) continue;
            hasRequired |= sign == ClauseSign.Required && CanScore(syntax);
            if (isWished)
            {
                wished.Add(node);
                strong.Add(node);
            }
            else
            {
                required.Add(sign == ClauseSign.Excluded ? QueryTree.Not(node) : node);
            }
        }

        if (Any(strong.Count > 0 || hasRequired ? strong : wished) is QueryNode wish)
        {
            if (hasRequired) return QueryTree.Prefer(QueryTree.And([.. required]), wish);
            required.Add(wish);
        }

        return All(required);
    }

    // Words such as "the" count only where nothing else was asked for.
    private List<QueryNode> Strong(List<QueryNode> words)
    {
        List<QueryNode> strong = [.. words.Where(IsStrong)];
        return strong.Count > 0 ? strong : words;
    }

    private bool IsStrong(QueryNode word) => word is not TermNode term || !analyzer.IsWeak(term.Term.Utf8);

    private List<QueryNode> Words(string text)
    {
        analyzer.Analyze(Encoding.UTF8.GetBytes(text), _tokens);
        List<QueryNode> words = [];
        for (int i = 0; i < _tokens.Count; i++) words.Add(Leaf(new TermNode(new TermText(_tokens.Term(i)), 1)));
        if (!analyzer.HasTerms) words.Add(NoneNode.Instance);
        return words;
    }

    private QueryNode? PhraseOf(string text)
    {
        if (!analyzer.HasTerms) return NoneNode.Instance;
        analyzer.AnalyzePhrase(Encoding.UTF8.GetBytes(text), _tokens);
        return _tokens.Count == 0 ? null : Leaf(QueryTree.Phrase(Parts(_tokens.Count), 1));
    }

    private PhraseTerm[] Parts(int count)
    {
        PhraseTerm[] parts = new PhraseTerm[count];
        for (int i = 0; i < count; i++)
            parts[i] = new PhraseTerm(new TermText(_tokens.Term(i)), _tokens.Position(i) - _tokens.Position(0));
        return parts;
    }

    // What stands before the last token is whole words.
    private QueryNode? PrefixOf(string text)
    {
        if (!analyzer.HasTerms) return NoneNode.Instance;
        analyzer.AnalyzePrefix(Encoding.UTF8.GetBytes(text), _tokens);
        if (_tokens.Count == 0) return null;
        int last = _tokens.Count - 1;
        QueryNode prefix = Leaf(new PrefixNode(new TermText(_tokens.Term(last)), 1));
        return last == 0 ? prefix : QueryTree.And(Leaf(QueryTree.Phrase(Parts(last), 1)), prefix);
    }

    private QueryNode FieldOf(QuerySyntax.Field field)
    {
        List<QueryNode> values = [];
        foreach (FieldValue value in field.Values)
        {
            // No label is empty.
            bool isPossible = field.Name.Place == FieldPlace.Metadata || value.Text.Utf8.Length > 0;
            if (isPossible) values.Add(Leaf(new FieldNode(field.Name, value)));
        }

        return QueryTree.Or([.. values]);
    }

    private QueryNode RangeOf(QuerySyntax.Range range)
    {
        FieldName name = FieldName.Metadata(range.Path);
        if (range.Min > range.Max) return NoneNode.Instance;
        return Leaf(range.Min == range.Max && double.IsFinite(range.Min)
            ? new FieldNode(name, FieldValue.Of(range.Min))
            : new RangeNode(name, range.Min, range.Max));
    }

    private QueryNode Leaf(QueryNode leaf)
    {
        if (++_leafCount <= LeavesMax) return leaf;
        throw new FeedlogQueryException(new QueryError(
            0, "it asks for too much.", $"A query may have {LeavesMax:N0} words and filters."));
    }
}
