namespace Feedlog.Compare.Contenders.Subject;

/// <summary>Searches a Feedlog store, which it takes over.</summary>
internal sealed class FeedlogWordSearcher(FeedlogStore store) : IWordSearcher
{
    /// <inheritdoc/>
    public int Search(WordQuery query, int limit)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        return snapshot.Search(query.Text, new SearchOptions { Limit = limit }).Count;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();
}
