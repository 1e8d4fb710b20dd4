using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Search;

/// <summary>What a query finds and counts in records that are read one by one. One thread.</summary>
/// <param name="plan">The query.</param>
internal sealed class ScannedRecords(QueryPlan plan)
{
    private readonly long[] _frequencies = new long[plan.ScoredTerms.Length];
    private readonly List<Candidate> _candidates = [];

    /// <summary>How many records were read, live or not.</summary>
    public long RecordCount { get; private set; }

    /// <summary>The sum of their lengths, as their codes tell them.</summary>
    public long LengthSum { get; private set; }

    /// <summary>How many of them have each of the terms that score.</summary>
    public ReadOnlySpan<long> Frequencies => _frequencies;

    /// <summary>How many may be hits.</summary>
    public int CandidateCount => _candidates.Count;

    /// <summary>Counts a record.</summary>
    /// <param name="matcher">Has loaded it.</param>
    public void Count(RecordMatcher matcher)
    {
        RecordCount++;
        LengthSum += LengthCode.Decode(matcher.LengthCode);
        for (int i = 0; i < _frequencies.Length; i++)
        {
            if (matcher.Facts[i] > 0) _frequencies[i]++;
        }
    }

    /// <summary>Keeps a record that may be a hit.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="matcher">Has loaded it.</param>
    public void Keep(ulong sequence, RecordMatcher matcher) =>
        _candidates.Add(new Candidate(sequence, matcher.LengthCode, matcher.Facts.ToArray()));

    /// <summary>Scores what was kept.</summary>
    /// <param name="statistics">What the terms weigh.</param>
    /// <param name="after">Only what ranks after this; null for all.</param>
    /// <param name="best">Takes the hits.</param>
    public void Offer(QueryStatistics statistics, ScoredSequence? after, TopK best)
    {
        foreach (Candidate candidate in _candidates)
        {
            ScoredSequence hit = new(
                plan.Score(candidate.Facts, candidate.LengthCode, statistics), candidate.Sequence);
            if (after is null || hit > after.Value) best.Offer(hit.Score, hit.Sequence);
        }
    }

    private readonly record struct Candidate(ulong Sequence, byte LengthCode, int[] Facts);
}
