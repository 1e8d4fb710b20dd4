using Feedlog.Indexing.Ranking;
using Feedlog.Retrieval.Collections;

namespace Feedlog.Retrieval.Measuring;

/// <summary>Puts collections into stores and asks them every query.</summary>
internal static class Evaluation
{
    // Mean average precision looks at all that anybody would look at.
    private const int Depth = 1_000;

    // So many of each leg are fused.
    private const int CandidatesPerLeg = 100;

    /// <summary>Measures every query of every collection, with the subset it belongs to.</summary>
    internal static async Task<IReadOnlyList<(string? Subset, QueryMeasures Measures)>> RunAsync(
        IReadOnlyList<Collection> collections, RetrievalOptions options)
    {
        List<(string? Subset, QueryMeasures Measures)> results = [];
        foreach (Collection collection in collections)
        {
            await using FeedlogStore store = FeedlogStore.CreateInMemory(
                new FeedlogOptions { Analyzer = options.Analyzer });
            await store.AppendBulkAsync(
                collection.Documents.Select(document => new RecordDraft(document.Text) { Key = document.Id }));
            using FeedlogSnapshot snapshot = store.OpenSnapshot();
            Func<int, string[]> search = SearchOf(collection, snapshot, options);
            for (int i = 0; i < collection.Queries.Count; i++)
            {
                JudgedQuery query = collection.Queries[i];
                results.Add((query.Subset, QueryMeasures.Of(search(i), query.Relevant)));
            }
        }

        return results;
    }

    private static Func<int, string[]> SearchOf(
        Collection collection, FeedlogSnapshot snapshot, RetrievalOptions options)
    {
        if (options.Mode == "keyword")
            return query => [.. ByWords(collection, snapshot, query, Depth).Select(hit => hit.Id)];

        VectorLeg leg = new(collection, options.Vectors);
        if (options.Mode == "vector")
            return query => [.. leg.Nearest(query, Depth).Documents.Select(i => collection.Documents[i].Id)];

        Dictionary<string, int> places = [];
        for (int i = 0; i < collection.Documents.Count; i++) places[collection.Documents[i].Id] = i;
        return query =>
        {
            var words = ByWords(collection, snapshot, query, collection.Documents.Count);
            return Fuse(collection, leg, query, [.. words.Select(hit => (places[hit.Id], hit.Score))]);
        };
    }

    private static IEnumerable<(string Id, double Score)> ByWords(
        Collection collection, FeedlogSnapshot snapshot, int query, int limit) =>
        snapshot.Search(Query.Words(collection.Queries[query].Text), new SearchOptions { Limit = limit })
            .Select(hit => (hit.Record.Key ?? "", hit.Score));

    private static string[] Fuse(
        Collection collection, VectorLeg leg, int query, IReadOnlyList<(int Document, double Score)> words)
    {
        (IReadOnlyList<int> nearest, double background) = leg.Nearest(query, CandidatesPerLeg);
        Dictionary<int, double> scores = words.ToDictionary(hit => hit.Document, hit => hit.Score);
        HybridCandidate[] candidates =
        [
            .. words.Take(CandidatesPerLeg).Select(hit => hit.Document).Union(nearest)
                .Select(i => new HybridCandidate((ulong)i + 1, scores.GetValueOrDefault(i), leg.Cosine(query, i))),
        ];
        return [.. HybridFusion.Fuse(candidates, background).Select(
            score => collection.Documents[(int)score.Sequence - 1].Id)];
    }
}
