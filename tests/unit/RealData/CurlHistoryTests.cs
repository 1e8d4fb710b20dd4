using System.IO.Compression;
using System.Text.Json;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.RealData;

/// <summary>27 years of a real, append-only history: what went in comes back by key and by time, field by field.</summary>
public sealed class CurlHistoryTests
{
    private const string Changes = "gitlog-curl/file-changes.jsonl.gz";
    private const string Turns = "locomo/turns.jsonl";

    [DataFact(Changes)]
    public async Task Changes_ImportedWithFields_ComeBackByKeyAndByRangeOfTime()
    {
        List<Change> changes = ReadChanges();
        Assert.Equal(148_550, changes.Count);
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        AppendOptions options = new() { SkipIdentical = true };

        BulkResult first = await store.AppendBulkAsync(changes.Select(change => change.Draft), options);
        BulkResult again = await store.AppendBulkAsync(changes.Select(change => change.Draft), options);

        Assert.Equal(new BulkResult(changes.Count, 0, 0, first.LastDurableSequence), first);
        Assert.Equal((0, changes.Count), (again.Appended, again.Skipped));
        foreach (Change change in changes)
        {
            Assert.True(store.TryGet(change.Key, "changes", out Record? record), change.Key);
            Assert.Equal(change.Text, record.Content);
            Assert.Equal(change.Time, record.Timestamp);
            Assert.Equal(change.Line, record.Metadata);
            Assert.Equal([change.Author], record.Tags);
        }

        foreach ((int fromYear, int toYear) in (ReadOnlySpan<(int, int)>)[(1999, 2000), (2004, 2005), (2019, 2027)])
            AssertRange(store, changes, Year(fromYear), Year(toYear));
    }

    [DataFact(Turns)]
    public async Task ConversationTurns_AppendedAsSpokenLines_AnswerASearch()
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        List<RecordDraft> drafts = [];
        foreach (string line in File.ReadLines(SharedData.PathOf(Turns)))
        {
            using JsonDocument turn = JsonDocument.Parse(line);
            JsonElement root = turn.RootElement;
            string text = $"{root.GetProperty("speaker").GetString()}: {root.GetProperty("text").GetString()}";
            drafts.Add(new RecordDraft(text)
            {
                Key = root.GetProperty("id").GetString(),
                Stream = root.GetProperty("conversation").GetString(),
            });
        }

        await store.AppendBulkAsync(drafts);

        SearchOptions one = new() { Stream = "conv-26", Limit = 5 };
        List<string?> keys = [];
        await foreach (SearchHit hit in store.SearchAsync("When did Caroline go to the LGBTQ support group?", one))
            keys.Add(hit.Record.Key);
        Assert.Contains("conv-26/D1:3", keys);
    }

    private static void AssertRange(FeedlogStore store, List<Change> changes, DateTimeOffset from, DateTimeOffset to)
    {
        string[] expected = [.. changes
            .Where(change => change.Time >= from && change.Time < to)
            .OrderBy(change => change.Time)
            .Select(change => change.Key)];
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, snapshot.Range(from, to).Select(record => record.Key));
        Assert.Equal(
            expected.Reverse(), snapshot.Range(from, to, new() { Reverse = true }).Select(record => record.Key));
    }

    private static DateTimeOffset Year(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static List<Change> ReadChanges()
    {
        using FileStream file = File.OpenRead(SharedData.PathOf(Changes));
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        using StreamReader lines = new(unpacked);
        List<Change> changes = [];
        while (lines.ReadLine() is string line)
        {
            using JsonDocument change = JsonDocument.Parse(line);
            JsonElement root = change.RootElement;
            changes.Add(new Change(
                root.GetProperty("id").GetString() ?? "", root.GetProperty("text").GetString() ?? "",
                root.GetProperty("author").GetString() ?? "",
                DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("t").GetInt64()), line));
        }

        return changes;
    }

    private sealed record Change(string Key, string Text, string Author, DateTimeOffset Time, string Line)
    {
        public RecordDraft Draft => new(Text)
        {
            Key = Key,
            Stream = "changes",
            Timestamp = Time,
            Tags = [Author],
            Metadata = Line,
        };
    }
}
