using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;
using Feedlog.Search;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Search;

/// <summary>The normal form of trees, which every executor relies on.</summary>
public sealed class QueryTreeTests
{
    private static readonly TermNode s_a = new(new TermText("a"u8), 1);
    private static readonly TermNode s_b = new(new TermText("b"u8), 1);
    private static readonly FieldNode s_filter = new(FieldName.Kind, FieldValue.Of("k"u8));

    [Fact]
    public void SimpleTrees_AreSimplified()
    {
        Assert.Same(AllNode.Instance, QueryTree.And());
        Assert.Same(NoneNode.Instance, QueryTree.Or());
        Assert.Same(s_a, QueryTree.And(s_a, AllNode.Instance));
        Assert.Same(NoneNode.Instance, QueryTree.And(s_a, NoneNode.Instance));
        Assert.Equal(new TermNode(s_a.Term, 2), QueryTree.Or(s_a, s_a));
        Assert.Equal(QueryTree.Or(s_a, s_b), QueryTree.Or(s_a, QueryTree.Or(s_b, NoneNode.Instance)));
        Assert.Same(s_filter, QueryTree.And(s_filter, s_filter));
        Assert.Equal(new PreferNode(AllNode.Instance, s_a), QueryTree.Or(AllNode.Instance, s_a));
        Assert.Same(AllNode.Instance, QueryTree.Or(AllNode.Instance, s_filter));
        Assert.Same(AllNode.Instance, QueryTree.Not(NoneNode.Instance));
        Assert.Same(NoneNode.Instance, QueryTree.Not(AllNode.Instance));
        Assert.Equal(s_a with { Weight = 0 }, QueryTree.Not(QueryTree.Not(s_a)));
        Assert.Equal("(and (term \"a\" 1) (not (term \"b\" 0)))", QueryTree.And(s_a, QueryTree.Not(s_b)).ToString());
        Assert.Equal(
            "(prefer (and (term \"a\" 1) (Kind = \"k\")) (term \"b\" 1))",
            QueryTree.And(QueryTree.Prefer(s_a, s_b), s_filter).ToString());
    }

    [Fact]
    public void Phrases_OfOneTermOrNone_AreNoPhrases()
    {
        Assert.Same(NoneNode.Instance, QueryTree.Phrase([], 1));
        Assert.Equal(s_a, QueryTree.Phrase([new PhraseTerm(s_a.Term, 0)], 1));
    }

    [Fact]
    public void RandomQueries_CompileToTheNormalForm()
    {
        const int seed = 11;
        Random random = new(seed);
        foreach (Analyzer analyzer in (Analyzer[])[Analyzer.Standard, Analyzer.English, Analyzer.Code, Analyzer.None])
        {
            QueryCompiler compiler = new(analyzer);
            for (int i = 0; i < TestLevel.Count(500, 5_000, 50_000); i++)
            {
                QuerySyntax syntax = RandomQueries.Syntax(random, depth: 4);
                QueryNode root = compiler.Compile(syntax);
                string? fault = Fault(root, null);
                Assert.True(fault is null, $"seed {seed}: {syntax} became {root}: {fault}");
                Assert.Equal(root, compiler.Compile(syntax));
                Assert.Equal(root.GetHashCode(), compiler.Compile(syntax).GetHashCode());
            }
        }
    }

    // What is wrong with a node under its parent; null if nothing is.
    private static string? Fault(QueryNode node, QueryNode? parent)
    {
        IReadOnlyList<QueryNode> children = QueryTree.ChildrenOf(node);
        string? own = node switch
        {
            NoneNode when parent is not null => "none",
            AllNode when parent is not (null or PreferNode or AndNode) => "all",
            AndNode both when both.Children.Length < 2 => "and",
            AndNode both when both.Children.Any(child => child is AndNode or PreferNode) => "and",
            AndNode both when both.Children[0] is NotNode => "not first",
            AndNode both when both.Children.Skip(1).Any(child => child is AllNode) => "all behind",
            AndNode both when both.Children[0] is AllNode && !both.Children.Skip(1).All(child => child is NotNode) => "all",
            OrNode any when any.Children.Length < 2 => "or",
            OrNode any when any.Children.Any(child => child is OrNode or NotNode or AllNode) => "or",
            NotNode when parent is not AndNode => "not outside and",
            NotNode none when none.Child.Scores || none.Child is NotNode or AllNode or NoneNode => "under not",
            PreferNode prefer when prefer.Required is PreferNode || !prefer.Preferred.Scores => "prefer",
            PhraseNode phrase when phrase.Terms.Length < 2 || phrase.Terms[0].Offset != 0 => "phrase",
            RangeNode range when range.Min > range.Max => "range",
            _ => null,
        };
        TermText[] terms = [.. children.OfType<TermNode>().Select(term => term.Term)];
        if (node is AndNode or OrNode && terms.Length != terms.Distinct().Count()) own ??= "same terms";
        return own ?? children.Select(child => Fault(child, node)).FirstOrDefault(fault => fault is not null);
    }
}
