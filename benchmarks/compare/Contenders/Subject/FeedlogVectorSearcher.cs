namespace Feedlog.Compare.Contenders.Subject;

/// <summary>Searches a Feedlog store, which it takes over, by vectors and words.</summary>
internal sealed class FeedlogVectorSearcher(FeedlogStore store) : IVectorSearcher
{
    /// <summary>The name of the model that the vectors are of.</summary>
    internal const string Model = "clusters-384";

    /// <inheritdoc/>
    public int Search(VectorSearchQuery query, VectorStyle style, Span<ulong> found)
    {
        SearchOptions options = new()
        {
            Limit = found.Length,
            Mode = style switch
            {
                VectorStyle.Words => SearchMode.Keyword,
                VectorStyle.Hybrid => SearchMode.Hybrid,
                _ => SearchMode.Vector,
            },
            Vector = query.Vector,
            Model = Model,
            IsExact = style == VectorStyle.Exact,
        };
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        IReadOnlyList<SearchHit> hits = snapshot.Search(query.Words.Text, options);
        for (int i = 0; i < hits.Count; i++) found[i] = hits[i].Record.Id.Value;
        return hits.Count;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();
}
