using System.Collections.Immutable;
using System.Text;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;
using Feedlog.Search;

namespace Feedlog.Tests.Unit.Search;

/// <summary>Answers queries from a plain list, word for word as docs/decisions/0003-search.md says.</summary>
internal sealed class QueryOracle
{
    private readonly Analyzer _analyzer;
    private readonly OracleRecord[] _counted;
    private readonly Dictionary<ulong, (string Term, int Position)[]> _tokens = [];
    private readonly double _averageLength;

    /// <summary>An oracle over the records up to a sequence, dead or alive.</summary>
    public QueryOracle(Analyzer analyzer, IEnumerable<OracleRecord> records, ulong lastSequence)
    {
        _analyzer = analyzer;
        _counted = [.. records.Where(record => record.Sequence <= lastSequence)];
        foreach (OracleRecord record in _counted) _tokens.Add(record.Sequence, Tokens(record.Content));
        _averageLength = _counted.Length == 0 ? 0 : _counted.Average(LengthOf);
        LastSequence = lastSequence;
    }

    public ulong LastSequence { get; }

    /// <summary>All hits, best first.</summary>
    public List<(OracleRecord Record, double Score)> Search(QuerySyntax query, long nowMs)
    {
        List<(OracleRecord Record, double Score)> hits = [];
        foreach (OracleRecord record in _counted)
        {
            if (record.EndedBy <= LastSequence || record.ExpiresAtMs <= nowMs) continue;
            Answer answer = Ask(query, record, isRequired: false);
            if (answer is { Says: true, IsMatch: true }) hits.Add((record, answer.Score));
        }

        hits.Sort((left, right) => left.Score != right.Score
            ? right.Score.CompareTo(left.Score)
            : right.Record.Sequence.CompareTo(left.Record.Sequence));
        return hits;
    }

    private static Answer Filter(bool isMatch) => new(true, isMatch, 0);

    private static bool CanScore(QuerySyntax query) => query switch
    {
        QuerySyntax.And and => and.Operands.Any(CanScore),
        QuerySyntax.Or or => or.Operands.Any(CanScore),
        QuerySyntax.Clauses clauses =>
            clauses.Parts.Any(part => part.Sign != ClauseSign.Excluded && CanScore(part.Syntax)),
        QuerySyntax.Word or QuerySyntax.Words or QuerySyntax.Phrase or QuerySyntax.Prefix => true,
        _ => false,
    };

    private static bool IsFilter(QuerySyntax query) => query switch
    {
        QuerySyntax.Field or QuerySyntax.Range or QuerySyntax.Not => true,
        QuerySyntax.And and => and.Operands.All(IsFilter),
        QuerySyntax.Or or => or.Operands.All(IsFilter),
        QuerySyntax.Clauses clauses =>
            clauses.Parts.All(part => part.Sign == ClauseSign.Excluded || IsFilter(part.Syntax)),
        _ => false,
    };

    private Answer Ask(QuerySyntax query, OracleRecord record, bool isRequired) => query switch
    {
        QuerySyntax.All => Filter(true),
        QuerySyntax.Word word when isRequired => Phrase(Tokens(word.Text, isPhrase: true), record),
        QuerySyntax.Word word => AnyOf(Tokens(word.Text), record),
        QuerySyntax.Words { IsAll: true } words => AllOf(Tokens(words.Text), record),
        QuerySyntax.Words words => AnyOf(Strong(Tokens(words.Text)), record),
        QuerySyntax.Phrase phrase => Phrase(Tokens(phrase.Text, isPhrase: true), record),
        QuerySyntax.Prefix prefix => Prefix(Tokens(prefix.Text, isPrefix: true), record),
        QuerySyntax.Field field => Filter(field.Values.Any(value => Has(record, field.Name, value))),
        QuerySyntax.Range range => Filter(record.Fields.Any(
            field => field.Path == range.Path && field.Value is double number && number >= range.Min && number <= range.Max)),
        QuerySyntax.And and => All([.. and.Operands.Select(operand => Ask(operand, record, isRequired: true))]),
        QuerySyntax.Or or => Any([.. or.Operands.Select(operand => Ask(operand, record, isRequired: false))]),
        QuerySyntax.Not not => Not(Ask(not.Operand, record, isRequired: true)),
        QuerySyntax.Clauses clauses => Clauses(clauses, record),
        _ => throw new NotSupportedException(),
    };

    private static Answer Not(Answer answer) => answer with { IsMatch = !answer.IsMatch, Score = 0 };

    private static Answer All(Answer[] answers)
    {
        answers = [.. answers.Where(answer => answer.Says)];
        return new Answer(
            answers.Length > 0, answers.All(answer => answer.IsMatch), answers.Sum(answer => answer.Score));
    }

    private static Answer Any(Answer[] answers)
    {
        answers = [.. answers.Where(answer => answer.Says)];
        return new Answer(
            answers.Length > 0, answers.Any(answer => answer.IsMatch),
            answers.Where(answer => answer.IsMatch).Sum(answer => answer.Score));
    }

    private Answer Clauses(QuerySyntax.Clauses clauses, OracleRecord record)
    {
        List<Answer> required = [];
        List<(string Term, int Position)> words = [];
        List<Answer> wished = [];
        bool hasRequired = false;
        foreach ((ClauseSign sign, QuerySyntax syntax) in clauses.Parts)
        {
            bool isWished = sign == ClauseSign.Wished && !IsFilter(syntax);
            if (isWished && syntax is QuerySyntax.Word word)
            {
                words.AddRange(Tokens(word.Text));
                continue;
            }

            Answer answer = Ask(syntax, record, !isWished);
            if (!answer.Says) continue;
            hasRequired |= sign == ClauseSign.Required && CanScore(syntax);
            if (isWished) wished.Add(answer);
            else required.Add(sign == ClauseSign.Excluded ? Not(answer) : answer);
        }

        bool hasStronger = hasRequired || wished.Count > 0;
        Answer wish = Any([.. wished, AnyOf(hasStronger ? [.. words.Where(IsStrong)] : Strong([.. words]), record)]);
        if (!wish.Says) return All([.. required]);
        if (!hasRequired) return All([.. required, wish]);
        Answer found = All([.. required]);
        return found with { Score = found.Score + (wish.IsMatch ? wish.Score : 0) };
    }

    private bool IsStrong((string Term, int Position) token) => !_analyzer.IsWeak(Encoding.UTF8.GetBytes(token.Term));

    private (string Term, int Position)[] Strong((string Term, int Position)[] tokens) =>
        tokens.Any(IsStrong) ? [.. tokens.Where(IsStrong)] : tokens;

    private Answer AnyOf((string Term, int Position)[] tokens, OracleRecord record) =>
        Any([.. tokens.Select(token => Term(token.Term, record))]);

    private Answer AllOf((string Term, int Position)[] tokens, OracleRecord record) =>
        All([.. tokens.Select(token => Term(token.Term, record))]);

    private Answer Term(string term, OracleRecord record) =>
        new(true, Frequency(term, record) > 0, Score(term, record));

    private Answer Phrase((string Term, int Position)[] tokens, OracleRecord record)
    {
        if (tokens.Length == 0) return default;
        bool isMatch = _tokens[record.Sequence].Any(first => tokens.All(token =>
            _tokens[record.Sequence].Contains((token.Term, first.Position + token.Position - tokens[0].Position))));
        return new Answer(true, isMatch, isMatch ? tokens.Sum(token => Score(token.Term, record)) : 0);
    }

    private Answer Prefix((string Term, int Position)[] tokens, OracleRecord record)
    {
        if (tokens.Length == 0) return default;
        bool isMatch = _tokens[record.Sequence].Any(
            token => token.Term.StartsWith(tokens[^1].Term, StringComparison.Ordinal));
        return All([Phrase(tokens[..^1], record), new Answer(true, isMatch, isMatch ? 1 : 0)]);
    }

    private static bool Has(OracleRecord record, FieldName name, FieldValue value) => name.Place switch
    {
        FieldPlace.Kind => record.Kind == value.Text.ToString(),
        FieldPlace.Stream => record.Stream == value.Text.ToString(),
        FieldPlace.Tag => record.Tags.Contains(value.Text.ToString()),
        _ => record.Fields.Any(field => field.Path == name.Path && field.Value switch
        {
            string text => value.Type == FieldValueType.Text && text == value.Text.ToString(),
            double number => value.Type == FieldValueType.Number && number == value.Number,
            bool boolean => value.Type == FieldValueType.Boolean && boolean == value.Boolean,
            _ => false,
        }),
    };

    private int Frequency(string term, OracleRecord record) =>
        _tokens[record.Sequence].Count(token => token.Term == term);

    private int LengthOf(OracleRecord record) => LengthCode.Decode(LengthCode.Encode(_tokens[record.Sequence].Length));

    private double Score(string term, OracleRecord record)
    {
        double frequency = Frequency(term, record);
        if (frequency == 0) return 0;
        int holders = _counted.Count(other => Frequency(term, other) > 0);
        double idf = Math.Log(1 + ((_counted.Length - holders + 0.5) / (holders + 0.5)));
        return idf * frequency / (frequency + (0.9 * (1 - 0.4 + (0.4 * LengthOf(record) / _averageLength))));
    }

    private (string Term, int Position)[] Tokens(string text, bool isPhrase = false, bool isPrefix = false)
    {
        TokenBuffer tokens = new();
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (isPrefix) _analyzer.AnalyzePrefix(utf8, tokens);
        else if (isPhrase) _analyzer.AnalyzePhrase(utf8, tokens);
        else _analyzer.Analyze(utf8, tokens);
        return [.. Enumerable.Range(0, tokens.Count)
            .Select(i => (Encoding.UTF8.GetString(tokens.Term(i)), tokens.Position(i)))];
    }

    private readonly record struct Answer(bool Says, bool IsMatch, double Score);
}
