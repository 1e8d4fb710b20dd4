using Feedlog.Format.Frames;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;
using Feedlog.Read;

namespace Feedlog.Search;

/// <summary>
/// Executes a query by reading every record: slow and exactly right. The yardstick that an index is measured against.
/// </summary>
/// <remarks>
/// Two passes. The first counts, over all records that are not compacted away, live or not: how many there are, in how
/// many each word occurs, how long they are; lengths as their one-byte codes tell them. The second scores the live
/// ones that match. So a score does not depend on filters, on deaths, or on where segments end.
/// </remarks>
internal sealed class QueryScan(SnapshotReader reader, Analyzer analyzer, CancellationToken cancellationToken)
{
    /// <summary>The best records.</summary>
    public SearchRanking Run(QueryPlan plan, SearchRequest request)
    {
        List<Candidate> candidates = Collect(plan, request, out QueryStatistics statistics);
        if (candidates.Count == 0) return new SearchRanking([], statistics);

        TopK best = new(Math.Min(request.Limit, candidates.Count));
        foreach (Candidate candidate in candidates)
        {
            double score = plan.Score(candidate.Facts, candidate.LengthCode, statistics);
            if (request.After is not ScoredSequence after || new ScoredSequence(score, candidate.Sequence) > after)
                best.Offer(score, candidate.Sequence);
        }

        ScoredSequence[] ranked = new ScoredSequence[best.Count];
        best.CopyRanked(ranked);
        return new SearchRanking([.. ranked], statistics);
    }

    private List<Candidate> Collect(QueryPlan plan, SearchRequest request, out QueryStatistics statistics)
    {
        RecordMatcher matcher = new(plan, analyzer);
        long[] documentFrequencies = new long[plan.ScoredTerms.Length];
        List<Candidate> candidates = [];
        long documents = 0;
        long lengths = 0;
        using LogWalk walk = reader.Walk(0);
        while (walk.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (walk.Header.Type != FrameType.Record) continue;

            FrameView frame = walk.Frame;
            SnapshotReader.CheckReadable(frame, walk.Address);
            matcher.Load(frame);
            documents++;
            lengths += LengthCode.Decode(matcher.LengthCode);
            for (int i = 0; i < documentFrequencies.Length; i++)
            {
                if (matcher.Facts[i] > 0) documentFrequencies[i]++;
            }

            long timestampMs = frame.Header.TimestampMs;
            bool isWanted = timestampMs >= request.FromMs && timestampMs < request.ToMs && matcher.IsMatch &&
                reader.IsLive(frame);
            if (isWanted)
            {
                candidates.Add(new Candidate(
                    frame.Header.Sequence, matcher.LengthCode, matcher.Facts.ToArray()));
            }
        }

        statistics = new QueryStatistics(plan, documents, lengths, [.. documentFrequencies]);
        return candidates;
    }

    private readonly record struct Candidate(ulong Sequence, byte LengthCode, int[] Facts);
}
