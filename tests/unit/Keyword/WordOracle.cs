using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Tests.Unit.Keyword;

/// <summary>Answers a query by looking at every record: slow and plain.</summary>
internal sealed class WordOracle
{
    private readonly List<WordRecord> _counted;
    private readonly double _average;
    private readonly Dictionary<string, long> _frequencies = [];

    public WordOracle(WordModel model, ulong lastSequence)
    {
        _counted = [.. model.Slots.OfType<WordRecord>().Where(record => record.Sequence <= lastSequence)];
        long lengths = _counted.Sum(record => (long)LengthCode.Decode(LengthCode.Encode(record.Words.Length)));
        _average = _counted.Count == 0 ? 0 : (double)lengths / _counted.Count;
    }

    public ScoredSequence[] Search(QueryNode tree, in SearchLimits limits, int count)
    {
        List<ScoredSequence> hits = [];
        foreach (WordRecord record in _counted)
        {
            bool isIn = record.IsLive && record.TimestampMs >= limits.FromMs && record.TimestampMs < limits.ToMs;
            if (!isIn || !Matches(tree, record, out double score)) continue;
            ScoredSequence hit = new(score, record.Sequence);
            if (limits.After is not ScoredSequence after || hit > after) hits.Add(hit);
        }

        hits.Sort();
        return [.. hits.Take(count)];
    }

    public static bool HasPhrase(WordRecord record, PhraseNode phrase)
    {
        for (int start = 0; start < record.Words.Length; start++)
        {
            bool isHere = true;
            foreach (PhraseTerm term in phrase.Terms)
            {
                int at = start + term.Offset;
                isHere &= at < record.Words.Length && record.Words[at] == term.Term.ToString();
            }

            if (isHere) return true;
        }

        return false;
    }

    private bool Matches(QueryNode node, WordRecord record, out double score)
    {
        score = 0;
        switch (node)
        {
            case AllNode:
                return true;
            case TermNode term:
                bool hasTerm = record.Words.Contains(term.Term.ToString());
                if (hasTerm && term.Scores) score = term.Weight * Score(term.Term, record);
                return hasTerm;
            case PrefixNode prefix:
                bool begins = record.Words.Any(word => word.StartsWith(prefix.Prefix.ToString(), StringComparison.Ordinal));
                score = begins ? prefix.Weight : 0;
                return begins;
            case FieldNode field:
                return record.Fields.Contains((field.Field, field.Value));
            case RangeNode range:
                return record.Fields.Any(field => field.Field == range.Field &&
                    field.Value.Type == FieldValueType.Number &&
                    field.Value.Number >= range.Min && field.Value.Number <= range.Max);
            case NotNode not:
                return !Matches(not.Child, record, out _);
            case PhraseNode phrase:
                bool hasPhrase = HasPhrase(record, phrase);
                if (hasPhrase) score = phrase.Weight * phrase.Terms.Sum(term => Score(term.Term, record));
                return hasPhrase;
            case PreferNode prefer:
                bool isRequired = Matches(prefer.Required, record, out score);
                if (isRequired && Matches(prefer.Preferred, record, out double more)) score += more;
                return isRequired;
            default:
                return MatchesChildren(node, record, out score);
        }
    }

    private bool MatchesChildren(QueryNode node, WordRecord record, out double score)
    {
        score = 0;
        bool isAny = false;
        foreach (QueryNode child in QueryTree.ChildrenOf(node))
        {
            bool matches = Matches(child, record, out double added);
            if (matches) score += added;
            isAny |= matches;
            if (!matches && node is AndNode)
            {
                score = 0;
                return false;
            }
        }

        return isAny;
    }

    private double Score(TermText term, WordRecord record)
    {
        string word = term.ToString();
        if (!_frequencies.TryGetValue(word, out long frequency))
            _frequencies[word] = frequency = _counted.Count(other => other.Words.Contains(word));
        byte length = LengthCode.Encode(record.Words.Length);
        return Bm25.TermScore(
            Bm25.Idf(_counted.Count, frequency), record.Words.Count(other => other == word), length, _average,
            Bm25Parameters.Default);
    }
}
