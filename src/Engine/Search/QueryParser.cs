using System.Collections.Immutable;
using Feedlog.Indexing.Query;

namespace Feedlog.Search;

/// <summary>Reads the query language. docs/CLI.md describes it.</summary>
/// <remarks>
/// <code>
/// query  = { clause }                     clause = [ "+" | "-" ] or
/// or     = and { "OR" and }               and    = unary { "AND" unary }
/// unary  = [ "NOT" | "-" | "+" ] primary  primary = "(" query ")" | phrase | field | prefix | word
/// </code>
/// A sign counts where its clause stands alone; between operators a minus is NOT and a plus says nothing.
/// </remarks>
internal sealed class QueryParser
{
    /// <summary>How deep parentheses may nest.</summary>
    public const int DepthMax = 64;

    private readonly QueryScanner _scanner;
    private int _depth;

    private QueryParser(string text) => _scanner = new QueryScanner(text);

    /// <summary>Reads a query.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static QueryError? TryParse(string text, out QuerySyntax syntax)
    {
        QueryParser parser = new(text);
        syntax = parser.ReadQuery();
        if (parser._scanner.Error is null && parser._scanner.IsAt(')'))
            parser._scanner.Fail("this parenthesis closes nothing.", "Remove it, or write \\) for the character.");
        return parser._scanner.Error;
    }

    private QuerySyntax ReadQuery()
    {
        ImmutableArray<QueryClause>.Builder clauses = ImmutableArray.CreateBuilder<QueryClause>();
        while (_scanner.MoveToClause())
        {
            QueryClause clause = ReadOr();
            if (_scanner.Error is not null) break;
            clauses.Add(clause);
        }

        return clauses switch
        {
            [{ Sign: ClauseSign.Wished } one] => one.Syntax,
            [{ Sign: ClauseSign.Excluded } one] => new QuerySyntax.Not(one.Syntax),
            _ => new QuerySyntax.Clauses(clauses.ToImmutable()),
        };
    }

    private QueryClause ReadOr()
    {
        QueryClause first = ReadAnd();
        if (!_scanner.TryTakeOperator("OR")) return first;
        ImmutableArray<QuerySyntax>.Builder operands = ImmutableArray.CreateBuilder<QuerySyntax>();
        operands.Add(Operand(first));
        do
        {
            operands.Add(Operand(ReadAnd()));
        }
        while (_scanner.TryTakeOperator("OR"));

        return new QueryClause(ClauseSign.Wished, new QuerySyntax.Or(operands.ToImmutable()));
    }

    private QueryClause ReadAnd()
    {
        QueryClause first = ReadUnary();
        if (!_scanner.TryTakeOperator("AND")) return first;
        ImmutableArray<QuerySyntax>.Builder operands = ImmutableArray.CreateBuilder<QuerySyntax>();
        operands.Add(Operand(first));
        do
        {
            operands.Add(Operand(ReadUnary()));
        }
        while (_scanner.TryTakeOperator("AND"));

        return new QueryClause(ClauseSign.Wished, new QuerySyntax.And(operands.ToImmutable()));
    }

    private static QuerySyntax Operand(QueryClause clause) =>
        clause.Sign == ClauseSign.Excluded ? new QuerySyntax.Not(clause.Syntax) : clause.Syntax;

    private QueryClause ReadUnary()
    {
        if (++_depth > DepthMax)
        {
            _scanner.Fail("the query is nested too deeply.", $"At most {DepthMax} levels can be read.");
            return new QueryClause(ClauseSign.Wished, new QuerySyntax.Clauses([]));
        }

        QueryClause clause = ReadSigned();
        _depth--;
        return clause;
    }

    private QueryClause ReadSigned()
    {
        _scanner.SkipBlanks();
        if (_scanner.TryTakeOperator("NOT") || _scanner.TryTakeSign('-'))
            return new QueryClause(ClauseSign.Excluded, Operand(ReadUnary()));
        if (_scanner.TryTakeSign('+'))
        {
            QueryClause inner = ReadUnary();
            return inner.Sign == ClauseSign.Excluded ? inner : inner with { Sign = ClauseSign.Required };
        }

        return new QueryClause(ClauseSign.Wished, ReadPrimary());
    }

    private QuerySyntax ReadPrimary()
    {
        if (_scanner.IsAt('(')) return ReadGroup();
        if (_scanner.IsAt('"')) return new QuerySyntax.Phrase(_scanner.TakeQuoted());
        if (_scanner.TryTakeField(out FieldName name)) return new QueryFieldParser(_scanner).Read(name);
        string word = _scanner.TakeWord(out bool isPrefix);
        if (!isPrefix) return new QuerySyntax.Word(word);
        return word.Length == 0 ? new QuerySyntax.All() : new QuerySyntax.Prefix(word);
    }

    private QuerySyntax ReadGroup()
    {
        int opened = _scanner.Position;
        _scanner.Take();
        QuerySyntax inner = ReadQuery();
        if (_scanner.Error is null && !_scanner.IsAt(')'))
        {
            _scanner.FailAt(
                opened, "this parenthesis is opened and not closed.", "Close it, or write \\( for the character.");
        }

        _scanner.Take();
        return inner;
    }
}
