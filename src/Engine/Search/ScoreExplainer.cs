using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Search;

/// <summary>Says how the score of a record comes about. Pure functions.</summary>
internal static class ScoreExplainer
{
    /// <summary>Explains the score of the record that was loaded last.</summary>
    public static ScoreExplanation Explain(QueryPlan plan, RecordMatcher matcher, QueryStatistics statistics) =>
        Explain(plan.Program, plan, matcher, statistics);

    private static ScoreExplanation Explain(
        MatchStep step, QueryPlan plan, RecordMatcher matcher, QueryStatistics statistics)
    {
        bool isMatch = step.Matches(matcher.Facts);
        double score = isMatch
            ? step.Score(matcher.Facts, statistics.LengthNorm(matcher.LengthCode), statistics.Idfs)
            : 0;
        switch (step.Node)
        {
            case TermNode { Weight: > 0 } term:
                TermScore numbers = Numbers(step.TermFacts[0], term.Weight, plan, matcher, statistics);
                return new ScoreExplanation($"term {QuoteOf(term.Term)}", isMatch, score, numbers, []);
            case PhraseNode { Weight: > 0 } phrase:
                return new ScoreExplanation(
                    NameOf(phrase), isMatch, score, null, Terms(step, phrase, plan, matcher, statistics));
            default:
                ScoreExplanation[] parts =
                    [.. step.Children.Select(child => Explain(child, plan, matcher, statistics))];
                return new ScoreExplanation(NameOf(step.Node), isMatch, score, null, parts);
        }
    }

    private static ScoreExplanation[] Terms(
        MatchStep step, PhraseNode phrase, QueryPlan plan, RecordMatcher matcher, QueryStatistics statistics)
    {
        ScoreExplanation[] terms = new ScoreExplanation[phrase.Terms.Length];
        double norm = statistics.LengthNorm(matcher.LengthCode);
        for (int i = 0; i < terms.Length; i++)
        {
            int fact = step.TermFacts[i];
            double score = phrase.Weight * Bm25.TermScore(statistics.Idfs[fact], matcher.Facts[fact], norm);
            terms[i] = new ScoreExplanation(
                $"term {QuoteOf(phrase.Terms[i].Term)}", matcher.Facts[fact] > 0, score,
                Numbers(fact, phrase.Weight, plan, matcher, statistics), []);
        }

        return terms;
    }

    private static TermScore Numbers(
        int fact, double weight, QueryPlan plan, RecordMatcher matcher, QueryStatistics statistics) => new(
        weight, statistics.Idfs[fact], statistics.DocumentCount, statistics.DocumentFrequencies[fact],
        matcher.Facts[fact], LengthCode.Decode(matcher.LengthCode), statistics.AverageLength,
        plan.Parameters.K1, plan.Parameters.B);

    private static string NameOf(QueryNode node) => node switch
    {
        AndNode => "and",
        OrNode => "or",
        NotNode => "not",
        PreferNode => "prefer",
        TermNode term => $"term {QuoteOf(term.Term)}",
        PrefixNode prefix => $"prefix {QuoteOf(prefix.Prefix)}",
        PhraseNode phrase => $"phrase \"{string.Join(' ', phrase.Terms.Select(part => part.Term.ToString()))}\"",
        FieldNode field => $"{field.Field} = {field.Value}",
        RangeNode range => range.ToString()[1..^1],
        _ => node.ToString(),
    };

    private static string QuoteOf(TermText term) => $"\"{term}\"";
}
