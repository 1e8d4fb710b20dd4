using System.Globalization;
using System.Text;
using Feedlog.Tests.Unit.Store;

namespace Feedlog.Tests.Unit.Search;

/// <summary>Snippets: what they show, how long they are, and where they are cut.</summary>
public sealed class SnippetTests
{
    [Theory]
    [InlineData("blue kettle", "The blue kettle stands on the left shelf.", 100, "The [blue] [kettle] stands on the left shelf.")]
    [InlineData("\"left shelf\"", "The blue kettle stands on the left shelf.", 20, "...on the [left shelf].")]
    [InlineData("ket*", "The blue kettle stands on the left shelf.", 18, "...[kettle] stands...")]
    [InlineData("kettle -red", "The blue kettle stands.", 100, "The blue [kettle] stands.")]
    [InlineData("*", "The blue kettle stands on the left shelf.", 15, "The blue kettle...")]
    [InlineData("kind:k", "The blue kettle stands on the left shelf.", 17, "The blue kettle...")]
    [InlineData("KETTLE", "kettle", 100, "[kettle]")]
    [InlineData("\u4E2D\u56FD\u4EBA", "\u6211\u662F\u4E2D\u56FD\u4EBA\u3002", 100, "\u6211\u662F[\u4E2D\u56FD\u4EBA]\u3002")]
    [InlineData("cafe\u0301", "un caf\u00E9 noir", 100, "un [caf\u00E9] noir")]
    [InlineData("kettle", "kettlekettle kettle", 3, "ket...")]
    public async Task Snippet_ShowsWhatWasAskedFor(string query, string content, int length, string expected)
    {
        await using FeedlogStore store = Stores.InMemory();
        await store.AppendAsync(new RecordDraft(content) { Kind = "k" });

        SearchOptions options = new() { SnippetCharacters = length };
        Snippet snippet = (await store.SearchAsync(query, options).SingleAsync()).Snippet!;

        string marked = snippet.Mark("[", "]");
        if (snippet.Text.Length > 0) marked = (snippet.IsCutBefore ? "..." : "") + marked + (snippet.IsCutAfter ? "..." : "");
        Assert.Equal(expected, marked);
        Assert.Null((await store.SearchAsync(query).SingleAsync()).Snippet);
    }

    [Fact]
    public async Task Snippet_OfALongContent_IsTakenWhereTheRarestWordsMeet()
    {
        await using FeedlogStore store = Stores.InMemory();
        string filler = string.Concat(Enumerable.Repeat("common words all around. ", 200));
        await store.AppendAsync("common words");
        await store.AppendAsync(filler + "a common thing. " + filler + "Here a rare common pearl lies. " + filler);

        SearchOptions options = new() { SnippetCharacters = 60 };
        Snippet snippet = (await store.SearchAsync("+rare common pearl", options).SingleAsync()).Snippet!;

        Assert.Contains("[rare] [common] [pearl]", snippet.Mark("[", "]"), StringComparison.Ordinal);
        Assert.True(snippet is { IsCutBefore: true, IsCutAfter: true });
        Assert.InRange(snippet.Text.Length, 20, 60);
    }

    [Fact]
    public async Task Snippet_OfAnyContent_IsAPartOfItAndCutsNoCharacter()
    {
        const int seed = 29;
        Random random = new(seed);
        string[] pieces =
        [
            "ant", "bee", " ", ". ", "\n", "\r\n", "e\u0301", "\u0301", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\u200D",
            "\U0001F1E9\U0001F1EA", "\u4E2D\u56FD", "\u0E01\u0E33", "ant\u200D", "\uFE0F", "\uD55C\u1100\u1161", "A\u0308",
        ];
        await using FeedlogStore store = Stores.InMemory();
        for (int i = 0; i < 400; i++)
        {
            StringBuilder content = new();
            for (int count = random.Next(1, 60); count > 0; count--) content.Append(pieces[random.Next(pieces.Length)]);
            await store.AppendAsync(content.ToString());
        }

        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        for (int length = 1; length < 60; length += 3)
        {
            SearchOptions options = new() { Limit = 1_000, SnippetCharacters = length };
            foreach (SearchHit hit in snapshot.Search("ant bee \u4E2D\u56FD \"ant bee\" *", options))
                AssertSound(hit, length, $"seed {seed}, length {length}: {hit.Record.Content}");
        }
    }

    private static void AssertSound(SearchHit hit, int length, string place)
    {
        Snippet snippet = hit.Snippet!;
        string content = hit.Record.Content;
        Assert.True(snippet.Text.Length <= length, place);
        HashSet<int> edges = [.. StringInfo.ParseCombiningCharacters(content), content.Length];
        bool isFound = false;
        for (int at = content.IndexOf(snippet.Text, StringComparison.Ordinal); at >= 0 && !isFound;
            at = at < content.Length ? content.IndexOf(snippet.Text, at + 1, StringComparison.Ordinal) : -1)
        {
            isFound = edges.Contains(at) && edges.Contains(at + snippet.Text.Length) &&
                snippet.Highlights.All(range =>
                    edges.Contains(at + range.Start) && edges.Contains(at + range.Start + range.Length));
        }

        Assert.True(isFound, place);
        int limit = 0;
        foreach (TextRange range in snippet.Highlights)
        {
            Assert.True(range.Start >= limit && range.Length > 0, place);
            limit = range.Start + range.Length;
        }

        Assert.True(limit <= snippet.Text.Length, place);
    }
}
