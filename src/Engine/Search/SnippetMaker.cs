using System.Text;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Query;

namespace Feedlog.Search;

/// <summary>Cuts the part out of a content that says most about why it was found. For one thread.</summary>
/// <remarks>
/// Of all windows of the asked length that begin with a match, the one is taken whose matches weigh most, each part of
/// the query counted once; among equals the first. It is then widened around its matches, cut at blanks where there are
/// any, and never inside a character as readers see it.
/// </remarks>
internal sealed class SnippetMaker(QueryPlan plan, QueryStatistics statistics, int charactersMax)
{
    // So that one more of the same is better than none.
    private const double RepeatWeight = 0.01;
    private const double FilterWeight = 0.1;

    private readonly List<SnippetMatch> _matches = [];

    /// <summary>The snippet of a record.</summary>
    /// <param name="content">Its content.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="matcher">Has loaded it.</param>
    public Snippet Make(string content, in FrameView frame, RecordMatcher matcher)
    {
        _matches.Clear();
        Collect(plan.Program, matcher);
        _matches.Sort((left, right) => left.Start != right.Start ? left.Start - right.Start : left.Limit - right.Limit);
        ToCharacters(frame.Content);
        (int first, int last) = BestWindow();
        return SnippetCut.Cut(content, _matches, first, last, charactersMax);
    }

    private void Collect(MatchStep step, RecordMatcher matcher)
    {
        if (step.Node is NotNode || !step.Matches(matcher.Facts)) return;
        switch (step.Node)
        {
            case TermNode term:
                double termWeight = term.Weight > 0 ? term.Weight * statistics.Idfs[step.TermFacts[0]] : FilterWeight;
                AddTerm(matcher, term.Term.Utf8, termWeight, isPrefix: false);
                break;
            case PrefixNode prefix:
                AddTerm(matcher, prefix.Prefix.Utf8, prefix.Weight + FilterWeight, isPrefix: true);
                break;
            case PhraseNode phrase:
                AddPhrase(matcher, phrase, phrase.Weight > 0 ? WeightOf(step) : FilterWeight);
                break;
            default:
                foreach (MatchStep child in step.Children) Collect(child, matcher);
                break;
        }
    }

    private double WeightOf(MatchStep phrase)
    {
        double sum = 0;
        foreach (int fact in phrase.TermFacts) sum += statistics.Idfs[fact];
        return sum;
    }

    private void AddTerm(RecordMatcher matcher, ReadOnlySpan<byte> term, double weight, bool isPrefix)
    {
        int part = NextPart();
        for (int i = 0; i < matcher.Tokens.Count; i++)
        {
            ReadOnlySpan<byte> token = matcher.Tokens.Term(i);
            if (!(isPrefix ? token.StartsWith(term) : token.SequenceEqual(term))) continue;
            (int start, int limit) = matcher.Tokens.SourceRange(i);
            _matches.Add(new SnippetMatch(start, limit, part, weight));
        }
    }

    private void AddPhrase(RecordMatcher matcher, PhraseNode phrase, double weight)
    {
        int part = NextPart();
        for (int at = PhraseMatcher.Find(matcher.Tokens, phrase, 0); at >= 0;
            at = PhraseMatcher.Find(matcher.Tokens, phrase, at + 1))
        {
            (int start, int limit) = matcher.Tokens.SourceRange(at);
            foreach (PhraseTerm term in phrase.Terms)
            {
                int position = matcher.Tokens.Position(at) + term.Offset;
                int token = PhraseMatcher.FindAt(matcher.Tokens, at, position, term.Term);
                limit = Math.Max(limit, matcher.Tokens.SourceRange(token).Limit);
            }

            _matches.Add(new SnippetMatch(start, limit, part, weight));
        }
    }

    private int NextPart() => _matches.Count == 0 ? 0 : _matches[^1].Part + 1;

    // Tokens are ranges of bytes that begin and end between code points; the text counts in UTF-16.
    private void ToCharacters(ReadOnlySpan<byte> content)
    {
        int atBytes = 0;
        int atCharacters = 0;
        for (int i = 0; i < _matches.Count; i++)
        {
            SnippetMatch match = _matches[i];
            atCharacters += Encoding.UTF8.GetCharCount(content[atBytes..match.Start]);
            atBytes = match.Start;
            int length = Encoding.UTF8.GetCharCount(content[match.Start..match.Limit]);
            _matches[i] = match with { Start = atCharacters, Limit = atCharacters + length };
        }
    }

    // The indexes of the first and the last match of the best window; last is below first if there is no match.
    private (int First, int Last) BestWindow()
    {
        (int First, int Last) best = (0, -1);
        double bestWeight = 0;
        double weight = 0;
        Dictionary<int, int> counts = [];
        int limit = 0;
        for (int first = 0; first < _matches.Count; first++)
        {
            while (limit < _matches.Count && _matches[limit].Limit - _matches[first].Start <= charactersMax)
            {
                weight += Gain(counts, _matches[limit++], 1);
            }

            if (weight > bestWeight + 1e-9)
            {
                bestWeight = weight;
                best = (first, limit - 1);
            }

            if (limit > first)
                weight -= Gain(counts, _matches[first], -1);
            else
                limit = first + 1;
        }

        return best;
    }

    // What a window gains by one more match, or loses by one less.
    private static double Gain(Dictionary<int, int> counts, SnippetMatch match, int change)
    {
        int before = counts.GetValueOrDefault(match.Part);
        counts[match.Part] = before + change;
        bool isOnly = Math.Min(before, before + change) == 0;
        return isOnly ? match.Weight : match.Weight * RepeatWeight;
    }
}
