using System.Text;
using System.Text.Json;
using Feedlog.Format;
using Feedlog.Tests.Support;
using Feedlog.Tests.Unit.Store;
using Xunit.Abstractions;

namespace Feedlog.Tests.Unit.Hostile;

/// <summary>
/// The Big List of Naughty Strings in every place that takes text: it comes back byte for byte, or is refused with a
/// code and nothing is written.
/// </summary>
public sealed class NaughtyStringTests(ITestOutputHelper output)
{
    private const string File = "hostile/blns.json";

    private static readonly Dictionary<string, (Func<string, RecordDraft> Make, Func<Record, string?> Read)> s_places =
        new()
        {
            ["content"] = (text => new RecordDraft(text), record => record.Content),
            ["content bytes"] = (text => new RecordDraft { ContentBytes = Encoding.UTF8.GetBytes(text) },
                record => Encoding.UTF8.GetString(record.ContentBytes.Span)),
            ["key"] = (text => new RecordDraft("x") { Key = text }, record => record.Key),
            ["stream"] = (text => new RecordDraft("x") { Key = "k", Stream = text }, record => record.Stream),
            ["kind"] = (text => new RecordDraft("x") { Kind = text }, record => record.Kind),
            ["tag"] = (text => new RecordDraft("x") { Tags = ["plain", text] }, record => record.Tags[^1]),
            ["metadata value"] = (text => new RecordDraft("x") { Metadata = ObjectOf(text) },
                record => JsonDocument.Parse(record.Metadata ?? "").RootElement.GetProperty("v").GetString()),
            ["original id"] = (text => new RecordDraft("x") { OriginalV1Id = text }, record => record.OriginalV1Id),
        };

    public static TheoryData<string> Places() => new(s_places.Keys);

    [DataTheory(File)]
    [MemberData(nameof(Places))]
    public async Task Naughty_InEveryPlace_ComesBackOrIsRefused(string place)
    {
        using TempStore temp = new();
        List<(RecordId Id, string Text)> kept = [];
        int refused = 0;
        await using (FeedlogStore store = await temp.OpenAsync(new FeedlogOptions { Durability = Durability.None }))
        {
            foreach (string text in Strings())
            {
                ulong before = store.LastSequence;
                try
                {
                    kept.Add(((await store.AppendAsync(s_places[place].Make(text))).Id, text));
                    Assert.True(Fits(place, text), $"{place} took a text beyond its limit.");
                }
                catch (FeedlogException refusal)
                {
                    Assert.Equal(FeedlogErrorCode.InvalidRecord, refusal.Code);
                    Assert.Equal(before, store.LastSequence);
                    Assert.False(Fits(place, text), $"{place} refused '{text}': {refusal.Message}");
                    refused++;
                }
            }

            await AssertHoldsAsync(store, place, kept);
        }

        await using FeedlogStore again = await temp.OpenAsync();
        await AssertHoldsAsync(again, place, kept);
        output.WriteLine($"{place}: {kept.Count} kept, {refused} refused");
        Assert.Equal(485, kept.Count + refused);
    }

    [DataFact(File)]
    public async Task Naughty_AsKey_FindsItsOwnRecord()
    {
        await using FeedlogStore store = Stores.InMemory();
        string[] keys = Strings().Where(text => text.Length > 0).Distinct().ToArray();
        List<string> taken = [];
        for (int i = 0; i < keys.Length; i++)
        {
            try
            {
                await store.AppendAsync("content of " + i, keys[i]);
                taken.Add(keys[i]);
            }
            catch (FeedlogException refusal)
            {
                Assert.Equal(FeedlogErrorCode.InvalidRecord, refusal.Code);
            }
        }

        foreach (string key in taken)
        {
            Assert.True(store.TryGet(key, out Record? found));
            Assert.Equal("content of " + Array.IndexOf(keys, key), found.Content);
            Assert.Single(await store.HistoryAsync(key).ToArrayAsync());
        }

        foreach (string key in taken) Assert.True(await store.DeleteAsync(key));
        Assert.Empty(await Stores.ContentsAsync(store));
    }

    [DataFact(File)]
    public async Task Naughty_AsQueryAndFilter_NeverFails()
    {
        await using FeedlogStore store = Stores.InMemory();
        foreach (string text in Strings()) await store.AppendAsync(new RecordDraft(text) { Kind = "naughty" });
        int found = 0;
        foreach (string text in Strings())
        {
            SearchOptions all = new() { Limit = 1000, SnippetCharacters = 20, Explain = true };
            SearchHit[] hits = await store.SearchAsync(Query.Words(text), all).ToArrayAsync();
            if (hits.Length > 0) found++;
            Assert.All(hits, hit => Assert.Equal("naughty", hit.Record.Kind));
            SearchOptions filter = new() { Stream = text, Kind = text, Tags = [text] };
            Assert.Empty(await store.SearchAsync("the", filter).ToArrayAsync());
            if (Query.TryParse(text, out Query? query, out QueryError? error))
                await store.SearchAsync(query, all).ToArrayAsync();
            else
                Assert.InRange(error.Position, 0, text.Length);
            RangeOptions range = new() { Stream = text, Kind = text, Tags = [text] };
            Assert.Empty(await store.RangeAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, range).ToArrayAsync());
        }

        output.WriteLine($"{found} of the strings are found by themselves.");
        Assert.True(found > 200, "Most of the strings hold words.");
    }

    [DataFact(File)]
    public async Task Naughty_AsAnalyzerName_IsRefused()
    {
        foreach (string text in Strings())
        {
            Assert.ThrowsAny<ArgumentException>(
                () => FeedlogStore.CreateInMemory(new FeedlogOptions { Analyzer = text }));
        }

        await Task.CompletedTask;
    }

    private static async Task AssertHoldsAsync(
        FeedlogStore store, string place, IReadOnlyList<(RecordId Id, string Text)> kept)
    {
        foreach ((RecordId id, string text) in kept)
        {
            // A newer record may have taken the place of one with the same key: the history still knows it.
            RecordVersion version = await store.HistoryAsync(id).FirstAsync(found => found.Record.Id == id);
            Assert.Equal(text, s_places[place].Read(version.Record));
        }
    }

    private static bool Fits(string place, string text)
    {
        int lengthBytes = Encoding.UTF8.GetByteCount(text);
        return place switch
        {
            "key" => lengthBytes is > 0 and <= FormatLimits.KeyBytesMax,
            "stream" => lengthBytes is > 0 and <= FormatLimits.StreamBytesMax,
            "kind" => lengthBytes is > 0 and <= FormatLimits.KindBytesMax,
            "tag" => lengthBytes is > 0 and <= FormatLimits.TagBytesMax,
            "original id" => lengthBytes is > 0 and <= FormatLimits.OriginalIdBytesMax,
            _ => true,
        };
    }

    private static string[] Strings() =>
        JsonSerializer.Deserialize<string[]>(System.IO.File.ReadAllText(SharedData.PathOf(File))) ?? [];

    private static string ObjectOf(string text) => "{\"v\":" + JsonSerializer.Serialize(text) + "}";
}
