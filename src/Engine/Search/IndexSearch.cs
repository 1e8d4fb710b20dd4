using System.Collections.Immutable;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;
using Feedlog.Read;

namespace Feedlog.Search;

/// <summary>
/// Executes a query by the parts of words of a view, in files and in memory, and by reading the records that are in
/// none. Says what <see cref="QueryScan"/> says. For one thread, which a second one may help.
/// </summary>
internal sealed class IndexSearch(
    SnapshotReader reader, Analyzer analyzer, SearchSharing sharing, CancellationToken cancellationToken)
    : ISearchedRecords
{
    // Where so many records lie that were fetched is kept; a prime, as what is searched side by side may lie evenly.
    private const int FetchedCount = 31;

    private TokenBuffer? _tokens; // Only phrases need it.
    private ulong _analyzedSequence;
    private (ulong Sequence, FrameAddress Address)[]? _fetched;

    /// <summary>The best records.</summary>
    public SearchRanking Run(QueryPlan plan, SearchRequest request)
    {
        try
        {
            return RunParts(plan, request);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw reader.IndexFailure(failure);
        }
    }

    /// <inheritdoc/>
    public void Prefetch(ulong sequence)
    {
        if (!reader.View.TryFindSequence(sequence, out FrameAddress address, out bool isRecord) || !isRecord) return;
        _fetched ??= new (ulong, FrameAddress)[FetchedCount];
        _fetched[sequence % FetchedCount] = (sequence, address);
        reader.Prefetch(address);
    }

    /// <inheritdoc/>
    public bool IsLive(ulong sequence)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (reader.View.TryFindKiller(sequence, out _, out _)) return false;
        if (!reader.View.MayHaveExpired(sequence)) return true;
        FrameView frame = Read(sequence, out byte[]? rented);
        bool isLive = !frame.HasExtensions || frame.ExpiresAtMs > reader.View.NowMs;
        SnapshotReader.Return(rented);
        return isLive;
    }

    /// <inheritdoc/>
    public bool HasPhrase(ulong sequence, PhraseNode phrase)
    {
        if (sequence != _analyzedSequence)
        {
            FrameView frame = Read(sequence, out byte[]? rented);
            bool mayMatch = MayHave(frame.Content, phrase);
            if (mayMatch) analyzer.Analyze(frame.Content, _tokens ??= new TokenBuffer());
            SnapshotReader.Return(rented);
            if (!mayMatch) return false;
            _analyzedSequence = sequence;
        }

        return PhraseMatcher.Matches(_tokens!, phrase); // What was analyzed is in it.
    }

    private bool MayHave(ReadOnlySpan<byte> content, PhraseNode phrase)
    {
        for (int i = 1; i < phrase.Terms.Length; i++)
        {
            PhraseTerm before = phrase.Terms[i - 1];
            PhraseTerm term = phrase.Terms[i];
            bool areNeighbours = term.Offset == before.Offset + 1;
            if (areNeighbours && !analyzer.MayHavePair(content, before.Term.Utf8, term.Term.Utf8)) return false;
        }

        return true;
    }

    private SearchRanking RunParts(QueryPlan plan, SearchRequest request)
    {
        ulong lastSequence = reader.View.Sequence;
        ImmutableArray<KeywordPart> parts = PartsOf(lastSequence);
        KeywordCounts counts = new(plan.Root);
        foreach (KeywordPart part in parts) counts.Add(part, lastSequence);
        ScannedRecords? rest = ReadRest(plan, request, parts);
        if (rest is not null)
        {
            counts.AddRecords(rest.RecordCount, rest.LengthSum);
            for (int i = 0; i < rest.Frequencies.Length; i++) counts.AddFrequency(i, rest.Frequencies[i]);
        }

        QueryStatistics statistics = new(plan, counts.RecordCount, counts.LengthSum, counts.Frequencies);
        TopK best = new((int)Math.Clamp(counts.RecordCount, 1, request.Limit));
        rest?.Offer(statistics, request.After, best);
        SearchLimits limits = new()
        {
            LastSequence = lastSequence,
            FromMs = request.FromMs,
            ToMs = request.ToMs,
            After = request.After,
        };
        RunParts(plan, counts, parts, limits, best);
        ScoredSequence[] ranked = new ScoredSequence[best.Count];
        best.CopyRanked(ranked);
        return new SearchRanking([.. ranked], statistics);
    }

    private void RunParts(
        QueryPlan plan, KeywordCounts counts, ImmutableArray<KeywordPart> parts, SearchLimits limits, TopK best)
    {
        KeywordSearch search = new(plan.Root, counts, plan.Parameters, this, limits, best);
        double costNs = counts.CostNs(plan.Root);
        if (sharing.ThreadsMax > 1 && costNs >= sharing.FromNs && best.Capacity <= sharing.LimitMax)
        {
            double count = Math.Clamp(Math.Ceiling(costNs / sharing.RangeNs), sharing.RangesMin, sharing.RangesMax);
            long slots = parts.Sum(part => (long)part.CountUpTo(limits.LastSequence));
            List<KeywordRange> ranges = Cut(search, parts, (int)Math.Ceiling(slots / count));
            SharedSearch.Run(ranges, sharing.ThreadsMax, best, SearchOf, cancellationToken);
            return;
        }

        for (int i = parts.Length - 1; i >= 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            search.Run(parts[i]);
        }

        KeywordSearch SearchOf(int worker, TopK own) => new(
            plan.Root, counts, plan.Parameters,
            worker == 0 ? this : new IndexSearch(reader, analyzer, sharing, cancellationToken), limits, own);
    }

    private static List<KeywordRange> Cut(KeywordSearch search, ImmutableArray<KeywordPart> parts, int slotsMax)
    {
        List<KeywordRange> ranges = [];
        for (int i = parts.Length - 1; i >= 0; i--) search.AddRanges(parts[i], Math.Max(slotsMax, 1), ranges);
        return ranges;
    }

    // Oldest first; those that begin behind the view have nothing to say of it.
    private ImmutableArray<KeywordPart> PartsOf(ulong lastSequence)
    {
        ReadOnlySpan<KeywordPart> files = reader.View.Parts.Sealed.Words;
        ImmutableArray<KeywordPart> inMemory = reader.View.Parts.Words;
        ImmutableArray<KeywordPart>.Builder parts =
            ImmutableArray.CreateBuilder<KeywordPart>(files.Length + inMemory.Length);
        foreach (KeywordPart part in files)
        {
            if (part.Coverage.FirstSequence <= lastSequence) parts.Add(part);
        }

        foreach (KeywordPart part in inMemory)
        {
            if (part.Coverage.FirstSequence <= lastSequence) parts.Add(part);
        }

        return parts.DrainToImmutable();
    }

    private ScannedRecords? ReadRest(QueryPlan plan, SearchRequest request, ImmutableArray<KeywordPart> parts)
    {
        if (parts.IsEmpty) return Scan().Read(plan, request, 0, null);
        IndexCoverage covered = parts[^1].Coverage;
        return covered.LastSequence >= reader.View.Sequence
            ? null
            : Scan().Read(plan, request, covered.LastSequence + 1,
                FrameAddress.At(covered.EndSegment, covered.EndOffsetBytes));
    }

    private QueryScan Scan() => new(reader, analyzer, cancellationToken);

    // Words and log say the same of what is there: if it is not found, an index lies.
    private FrameView Read(ulong sequence, out byte[]? rented)
    {
        rented = null;
        if (_fetched is not null && _fetched[sequence % FetchedCount] is (ulong fetched, FrameAddress there) &&
            fetched == sequence && sequence != 0)
        {
            return reader.Read(there, out rented);
        }

        if (!reader.TryFindSequence(sequence, out FrameAddress address, out bool isRecord) || !isRecord)
            throw reader.Contradiction(sequence);
        return reader.Read(address, out rented);
    }
}
