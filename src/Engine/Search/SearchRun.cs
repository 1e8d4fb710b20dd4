using System.Text;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;
using Feedlog.Read;

namespace Feedlog.Search;

/// <summary>One search of one view: compile, execute, fetch the records, and say why. For one thread.</summary>
internal sealed class SearchRun(SnapshotReader reader, Analyzer analyzer, CancellationToken cancellationToken)
{
    /// <summary>Whether to read all records instead of asking an index.</summary>
    public bool ReadsAll { get; init; }

    /// <summary>When a search for words is worth a second thread.</summary>
    public SearchSharing Sharing { get; init; } = SearchSharing.Default;

    /// <summary>The hits, best first; ties newest first.</summary>
    public IReadOnlyList<SearchHit> Run(Query query, SearchOptions options)
    {
        bool isHybrid = options.Mode == SearchMode.Hybrid;
        QueryNode root = Compile(query, options, isFilter: options.Mode == SearchMode.Vector);
        VectorLeg? vectors = options.Mode == SearchMode.Keyword ? null : new VectorLeg(options);
        long fromMs = options.From is DateTimeOffset from ? SnapshotReader.CeilingMs(from) : long.MinValue;
        long toMs = options.To is DateTimeOffset to ? SnapshotReader.CeilingMs(to) : long.MaxValue;
        ulong fingerprint = SearchCursor.FingerprintOf(root, fromMs, toMs, reader.View.Salt, options);
        SnapshotReader view = reader;
        ScoredSequence? after = null;
        if (options.After is not null)
        {
            SearchCursor cursor = ReadCursor(options.After, fingerprint);
            after = cursor.Last;
            view = reader.AsOf(cursor.ViewSequence, reader.View.NowMs);
        }

        if ((root is NoneNode && !isHybrid) || options.Limit <= 0 || fromMs >= toMs) return [];
        QueryPlan plan = new(root, Bm25Parameters.Default);
        SearchRequest request = new(fromMs, toMs, options.Limit, after);
        if (isHybrid) return RunHybrid(query, plan, request, view, vectors!, options, fingerprint); // Made above.
        SearchRanking ranking = vectors is not null
            ? new SearchRanking([.. vectors.Run(view, analyzer, root, request, cancellationToken)], NoStatistics(plan))
            : ReadsAll
            ? new QueryScan(view, analyzer, cancellationToken).Run(plan, request)
            : new IndexSearch(view, analyzer, Sharing, cancellationToken).Run(plan, request);
        return Fetch(plan, ranking, view, options, fingerprint, null);
    }

    private List<SearchHit> RunHybrid(
        Query query, QueryPlan plan, SearchRequest request, SnapshotReader view, VectorLeg vectors,
        SearchOptions options, ulong fingerprint)
    {
        QueryNode filter = Compile(query, options, isFilter: true);
        if (filter is NoneNode) return [];
        HybridSearch search = new(view, analyzer, vectors, options, Sharing, cancellationToken);
        List<HybridHit> hits = search.Run(
            plan, filter, new QueryCompiler(analyzer).CompilePhrase(query.Syntax), request);
        if (request.After is ScoredSequence after) hits.RemoveAll(hit => hit.Best <= after);
        List<HybridHit> page = [.. hits.Take(request.Limit)];
        SearchRanking ranking = new(
            [.. page.Select(hit => hit.Best)], search.Statistics ?? NoStatistics(plan));
        return Fetch(plan, ranking, view, options, fingerprint, page);
    }

    private static QueryStatistics NoStatistics(QueryPlan plan) =>
        new(plan, 0, 0, [.. new long[plan.ScoredTerms.Length]]);

    private QueryNode Compile(Query query, SearchOptions options, bool isFilter)
    {
        QueryCompiler compiler = new(analyzer);
        List<QueryNode> parts =
        [
            isFilter ? compiler.CompileFilter(query.Syntax) : compiler.Compile(query.Syntax),
        ];
        AddLabel(parts, FieldName.Stream, options.Stream);
        AddLabel(parts, FieldName.Kind, options.Kind);
        foreach (string tag in options.Tags ?? []) AddLabel(parts, FieldName.Tag, tag);
        return QueryTree.And([.. parts]);
    }

    // No label is empty.
    private static void AddLabel(List<QueryNode> parts, FieldName name, string? value)
    {
        if (value is null) return;
        FieldValue label = FieldValue.Of(Encoding.UTF8.GetBytes(value));
        parts.Add(value.Length == 0 ? NoneNode.Instance : new FieldNode(name, label));
    }

    private SearchCursor ReadCursor(string text, ulong fingerprint)
    {
        if (!SearchCursor.TryParse(text, out SearchCursor cursor))
            throw Throw.InvalidCursor("The text is no cursor.", "Pass on the cursor of a hit as it is.");
        if (cursor.Fingerprint != fingerprint)
        {
            throw Throw.InvalidCursor(
                "The cursor belongs to another query or store.", "Ask with the query and the filters it came from.");
        }

        return cursor.ViewSequence <= reader.View.Sequence ? cursor : throw Throw.InvalidCursor(
            "The cursor is newer than the view that is searched.", "Search the store, or a newer snapshot.");
    }

    private List<SearchHit> Fetch(
        QueryPlan plan, SearchRanking ranking, SnapshotReader view, SearchOptions options, ulong fingerprint,
        List<HybridHit>? hybrid)
    {
        bool readsAgain = options.Explain || options.SnippetCharacters > 0;
        RecordMatcher? matcher = readsAgain ? new RecordMatcher(plan, analyzer) : null;
        SnippetMaker snippets = new(plan, ranking.Statistics, options.SnippetCharacters);
        List<SearchHit> hits = new(ranking.Best.Length);
        FrameAddress[] addresses = Find(ranking, view);
        for (int i = 0; i < addresses.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (i % SnapshotReader.UnpackedTogether == 0)
                view.Unpack(addresses.AsSpan(i, Math.Min(SnapshotReader.UnpackedTogether, addresses.Length - i)));
            Record record = view.Copy(addresses[i]);
            ScoredSequence best = ranking.Best[i];
            matcher?.Load(record.View);
            hits.Add(new SearchHit(record, best.Score)
            {
                Place = new SearchCursor(view.View.Sequence, best, fingerprint),
                Explanation = !options.Explain ? null : hybrid?[i].Explanation ??
                    Explain(plan, matcher!, ranking.Statistics, best, options),
                Snippet = options.SnippetCharacters > 0 ? snippets.Make(record.Content, record.View, matcher!) : null,
            });
        }

        return hits;
    }

    private static ScoreExplanation Explain(
        QueryPlan plan, RecordMatcher matcher, QueryStatistics statistics, ScoredSequence hit, SearchOptions options) =>
        options.Mode == SearchMode.Vector
            ? new ScoreExplanation($"cosine {options.Model}", true, hit.Score, null, [])
            : ScoreExplainer.Explain(plan, matcher, statistics);

    // Where the records are; all are on their way to the processor before the first is read.
    private static FrameAddress[] Find(SearchRanking ranking, SnapshotReader view)
    {
        FrameAddress[] addresses = new FrameAddress[ranking.Best.Length];
        for (int i = 0; i < addresses.Length; i++)
        {
            // What was ranked is live in the view, and the view does not change: if it is not found, an index lies.
            ulong sequence = ranking.Best[i].Sequence;
            if (!view.TryFindSequence(sequence, out addresses[i], out bool isRecord) || !isRecord)
                throw view.Contradiction(sequence);
            view.Prefetch(addresses[i]);
        }

        return addresses;
    }
}
