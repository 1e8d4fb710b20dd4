using Feedlog.Tests.Unit.Store;

namespace Feedlog.Tests.Unit.Search;

/// <summary>Pages put together are the whole answer, whatever happens between them.</summary>
public sealed class SearchPagingTests
{
    [Theory]
    [InlineData("ant bee the")]
    [InlineData("*")]
    [InlineData("kind:red")]
    [InlineData("an*")]
    [InlineData("\"ant bee\" OR cat")]
    public async Task Pages_WhileOthersAppendAndDelete_AreTheAnswerAsItWas(string text)
    {
        const int seed = 3;
        Random random = new(seed);
        await using SearchWorld world = new(random, "standard");
        await world.GrowAsync(120);
        Query query = Query.Parse(text);
        ulong[] expected = [.. (await world.Store.SearchAsync(query, new SearchOptions { Limit = 1_000 }).ToArrayAsync())
            .Select(hit => hit.Record.Sequence)];
        Assert.True(expected.Length > 4, $"seed {seed}: only {expected.Length} hits");

        List<ulong> found = [];
        string? after = null;
        while (true)
        {
            SearchOptions options = new() { Limit = random.Next(1, 6), After = after };
            SearchHit[] page = await world.Store.SearchAsync(query, options).ToArrayAsync();
            found.AddRange(page.Select(hit => hit.Record.Sequence));
            if (page.Length < options.Limit) break;
            after = page[^1].Cursor;
            await world.GrowAsync(random.Next(0, 10));
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task Cursor_OfAnotherQueryFilterOrStore_IsRefused()
    {
        await using FeedlogStore store = Stores.InMemory();
        await using FeedlogStore other = Stores.InMemory();
        await store.AppendAsync("ant bee");
        await other.AppendAsync("ant bee");
        string cursor = (await store.SearchAsync("ant").SingleAsync()).Cursor;

        Assert.Empty(await store.SearchAsync("ant", new SearchOptions { After = cursor, Limit = 3 }).ToArrayAsync());
        Assert.Empty(await store.SearchAsync("+ANT", new SearchOptions { After = cursor }).ToArrayAsync());
        await RefusedAsync(store, "bee", new SearchOptions { After = cursor });
        await RefusedAsync(store, "ant", new SearchOptions { After = cursor, Kind = "x" });
        await RefusedAsync(store, "ant", new SearchOptions { After = cursor, To = DateTimeOffset.UnixEpoch });
        await RefusedAsync(other, "ant", new SearchOptions { After = cursor });
        foreach (string text in (string[])["", "x", cursor + "A", cursor[1..], cursor[..^1] + "!", new string('A', 44)])
            await RefusedAsync(store, "ant", new SearchOptions { After = text });
    }

    [Fact]
    public async Task Cursor_NewerThanTheSnapshot_IsRefused()
    {
        await using FeedlogStore store = Stores.InMemory();
        await store.AppendAsync("ant");
        using FeedlogSnapshot early = store.OpenSnapshot();
        await store.AppendAsync("ant again");
        string cursor = (await store.SearchAsync("ant").FirstAsync()).Cursor;

        FeedlogException refusal = Assert.ThrowsAny<FeedlogException>(
            () => early.Search("ant", new SearchOptions { After = cursor }));
        Assert.Equal(FeedlogErrorCode.InvalidCursor, refusal.Code);
    }

    private static Task RefusedAsync(FeedlogStore store, string query, SearchOptions options) => Stores.RefusedAsync(
        FeedlogErrorCode.InvalidCursor, async () => await store.SearchAsync(query, options).ToArrayAsync());
}
