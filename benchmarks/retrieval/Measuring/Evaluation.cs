using Feedlog.Retrieval.Collections;

namespace Feedlog.Retrieval.Measuring;

/// <summary>Puts collections into stores and asks them every query.</summary>
internal static class Evaluation
{
    // Mean average precision looks at all that anybody would look at.
    private const int Depth = 1_000;

    /// <summary>Measures every query of every collection, with the subset it belongs to.</summary>
    internal static async Task<IReadOnlyList<(string? Subset, QueryMeasures Measures)>> RunAsync(
        IReadOnlyList<Collection> collections, string analyzer)
    {
        List<(string? Subset, QueryMeasures Measures)> results = [];
        SearchOptions options = new() { Limit = Depth };
        foreach (Collection collection in collections)
        {
            await using FeedlogStore store = FeedlogStore.CreateInMemory(new FeedlogOptions { Analyzer = analyzer });
            await store.AppendBulkAsync(
                collection.Documents.Select(document => new RecordDraft(document.Text) { Key = document.Id }));
            using FeedlogSnapshot snapshot = store.OpenSnapshot();
            foreach (JudgedQuery query in collection.Queries)
            {
                IReadOnlyList<SearchHit> hits = snapshot.Search(Query.Words(query.Text), options);
                string[] found = [.. hits.Select(hit => hit.Record.Key ?? "")];
                results.Add((query.Subset, QueryMeasures.Of(found, query.Relevant)));
            }
        }

        return results;
    }
}
