using System.Text;
using Feedlog.Indexing.Query;

namespace Feedlog.Tests.Unit.Keyword;

/// <summary>Makes queries of every form from a seed.</summary>
internal sealed class QueryMaker(Random random, int vocabulary)
{
    public QueryNode Next(int depth = 3)
    {
        int choice = random.Next(depth > 0 ? 15 : 8);
        return choice switch
        {
            0 or 1 or 2 or 3 => Term(),
            4 => QueryTree.Phrase([new PhraseTerm(NextWord(), 0), new PhraseTerm(NextWord(), random.Next(1, 3))], Weight()),
            5 => new PrefixNode(Utf8($"w{random.Next(1, 30)}"), Weight()),
            6 => Field(),
            7 => new RangeNode(FieldName.Metadata("n"), random.Next(-30, 10), random.Next(10, 30)),
            8 or 9 => QueryTree.And(Several(depth)),
            10 or 11 => QueryTree.Or(Several(depth)),
            12 => QueryTree.And(Next(depth - 1), QueryTree.Not(Next(depth - 1))),
            13 => QueryTree.Prefer(QueryTree.Or(Next(depth - 1), QueryTree.Not(Next(depth - 1))), Next(depth - 1)),
            _ => QueryTree.Prefer(random.Next(4) == 0 ? AllNode.Instance : Next(depth - 1), Next(depth - 1)),
        };
    }

    private QueryNode[] Several(int depth)
    {
        QueryNode[] nodes = new QueryNode[random.Next(2, 5)];
        for (int i = 0; i < nodes.Length; i++) nodes[i] = Next(depth - 1);
        return nodes;
    }

    private TermNode Term() => new(NextWord(), Weight());

    private double Weight() => random.Next(4) switch { 0 => 0, 1 => 2.5, _ => 1 };

    private FieldNode Field() => random.Next(6) switch
    {
        0 => new FieldNode(FieldName.Kind, Text($"k{random.Next(4)}")),
        1 => new FieldNode(FieldName.Tag, Text($"t{random.Next(41)}")),
        2 => new FieldNode(FieldName.Stream, Text(new string('s', random.Next(1, 130)))),
        3 => new FieldNode(FieldName.Metadata("n"), FieldValue.Of(random.Next(-100, 100) / 4.0)),
        4 => new FieldNode(FieldName.Metadata("text"), Text(new string('x', random.Next(195, 205)) + random.Next(3))),
        _ => new FieldNode(
            FieldName.Metadata(new string('p', random.Next(126, 131))), FieldValue.Of(random.Next(2) == 0)),
    };

    private TermText NextWord() =>
        Utf8(WordModel.Word((int)(vocabulary * Math.Pow(random.NextDouble(), random.Next(1, 5)))));

    private static TermText Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    private static FieldValue Text(string text) => FieldValue.Of(Encoding.UTF8.GetBytes(text));
}
