using Feedlog.Format.Frames;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;
using Feedlog.Read;

namespace Feedlog.Search;

/// <summary>
/// Executes a query by reading records: slow and exactly right. Finds what is in no index yet, and is the yardstick
/// that the index is measured against.
/// </summary>
/// <remarks>
/// All records that are not compacted away are counted, live or not: how many there are, in how many each word occurs,
/// how long they are; lengths as their one-byte codes tell them. So a score does not depend on filters, on deaths, or
/// on where segments end.
/// </remarks>
internal sealed class QueryScan(SnapshotReader reader, Analyzer analyzer, CancellationToken cancellationToken)
{
    /// <summary>The best of all records of the view.</summary>
    public SearchRanking Run(QueryPlan plan, SearchRequest request)
    {
        ScannedRecords found = Read(plan, request, 0, null);
        QueryStatistics statistics =
            new(plan, found.RecordCount, found.LengthSum, [.. found.Frequencies]);
        TopK best = new(Math.Max(1, Math.Min(request.Limit, found.CandidateCount)));
        found.Offer(statistics, request.After, best);
        ScoredSequence[] ranked = new ScoredSequence[best.Count];
        best.CopyRanked(ranked);
        return new SearchRanking([.. ranked], statistics);
    }

    /// <summary>Reads the records from a sequence on, to the end of the view.</summary>
    /// <param name="plan">The query.</param>
    /// <param name="request">Which records are wanted.</param>
    /// <param name="fromSequence">Where to begin.</param>
    /// <param name="startAt">A hint: where a frame lies whose sequence is not above that.</param>
    public ScannedRecords Read(QueryPlan plan, SearchRequest request, ulong fromSequence, FrameAddress? startAt)
    {
        RecordMatcher matcher = new(plan, analyzer);
        ScannedRecords found = new(plan);
        using LogWalk walk = reader.Walk(fromSequence, startAt);
        while (walk.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (walk.Header.Type != FrameType.Record) continue;

            FrameView frame = walk.Frame;
            SnapshotReader.CheckReadable(frame, walk.Address);
            matcher.Load(frame);
            found.Count(matcher);
            long timestampMs = frame.TimestampMs;
            bool isWanted = timestampMs >= request.FromMs && timestampMs < request.ToMs && matcher.IsMatch &&
                reader.IsLive(frame);
            if (isWanted) found.Keep(frame.Sequence, matcher);
        }

        return found;
    }
}
