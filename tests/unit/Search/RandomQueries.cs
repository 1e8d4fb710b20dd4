using System.Collections.Immutable;
using System.Text;
using Feedlog.Indexing.Query;
using Feedlog.Search;

namespace Feedlog.Tests.Unit.Search;

/// <summary>Makes queries over a small world of words and fields, as the parser would.</summary>
internal static class RandomQueries
{
    /// <summary>Words of contents and queries; some are weak in English, one has two parts, one is an operator.</summary>
    public static readonly string[] Words =
        ["ant", "bee", "cat", "cats", "dog", "the", "of", "wi-fi", "eel", "antler", "running", "AND", "\u4E2D\u56FD\u4EBA"];

    /// <summary>Kinds, tags and streams.</summary>
    public static readonly string[] Labels = ["red", "green", "two words", "\u00E4"];

    /// <summary>Paths in the metadata.</summary>
    public static readonly string[] Paths = ["n", "a.b", "kind", "odd name"];

    /// <summary>A query that the parser could have made.</summary>
    public static QuerySyntax Syntax(Random random, int depth)
    {
        if (depth == 0 || random.Next(3) == 0) return Leaf(random);
        switch (random.Next(4))
        {
            case 0:
                return new QuerySyntax.And(Operands(random, depth));
            case 1:
                return new QuerySyntax.Or(Operands(random, depth));
            default:
                ImmutableArray<QueryClause>.Builder parts = ImmutableArray.CreateBuilder<QueryClause>();
                for (int count = random.Next(1, 4); count > 0; count--)
                    parts.Add(new QueryClause((ClauseSign)random.Next(3), Syntax(random, depth - 1)));
                // One wish or exclusion alone is no list of clauses.
                return parts switch
                {
                    [{ Sign: ClauseSign.Wished } one] => one.Syntax,
                    [{ Sign: ClauseSign.Excluded } one] => new QuerySyntax.Not(one.Syntax),
                    _ => new QuerySyntax.Clauses(parts.ToImmutable()),
                };
        }
    }

    private static ImmutableArray<QuerySyntax> Operands(Random random, int depth)
    {
        ImmutableArray<QuerySyntax>.Builder operands = ImmutableArray.CreateBuilder<QuerySyntax>();
        for (int count = random.Next(2, 4); count > 0; count--)
        {
            QuerySyntax operand = Syntax(random, depth - 1);
            operands.Add(random.Next(4) == 0 ? new QuerySyntax.Not(operand) : operand);
        }

        return operands.ToImmutable();
    }

    private static QuerySyntax Leaf(Random random)
    {
        string word = Words[random.Next(Words.Length)];
        string label = Labels[random.Next(Labels.Length)];
        string path = Paths[random.Next(Paths.Length)];
        double number = random.Next(-3, 4);
        switch (random.Next(12))
        {
            case 0:
                return new QuerySyntax.Phrase(word + " " + Words[random.Next(Words.Length)]);
            case 1:
                return new QuerySyntax.Prefix(word[..random.Next(1, word.Length + 1)]);
            case 2:
                FieldName[] names = [FieldName.Kind, FieldName.Tag, FieldName.Stream];
                return new QuerySyntax.Field(names[random.Next(3)], [Text(label)]);
            case 3:
                return new QuerySyntax.Field(FieldName.Metadata(path), [Text(label)]);
            case 4:
                string digits = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                return new QuerySyntax.Field(FieldName.Metadata(path), [Text(digits), FieldValue.Of(number)]);
            case 5:
                return new QuerySyntax.Field(FieldName.Metadata(path), [FieldValue.Of(random.Next(2) == 0)]);
            case 6:
                double max = random.Next(3) == 0 ? double.PositiveInfinity : number + random.Next(4);
                return new QuerySyntax.Range(path, random.Next(3) == 0 ? double.NegativeInfinity : number, max);
            case 7:
                return random.Next(3) == 0 ? new QuerySyntax.All() : new QuerySyntax.Word("+" + word);
            default:
                return new QuerySyntax.Word(word);
        }
    }

    private static FieldValue Text(string text) => FieldValue.Of(Encoding.UTF8.GetBytes(text));
}
