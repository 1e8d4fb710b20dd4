using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Feedlog.Format.Segments;
using Feedlog.Telemetry;
using Feedlog.Tests.Support;
using Feedlog.Tests.Unit.Spec;

namespace Feedlog.Tests.Unit.Telemetry;

/// <summary>What stores tell through System.Diagnostics is what they did, and docs/TELEMETRY.md lists it.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Instruments_AreExactlyThoseListedInTheDocs()
    {
        string name = Guid.NewGuid().ToString("N");
        using Listening listening = new(name);
        await using FeedlogStore store = FeedlogStore.CreateInMemory(new FeedlogOptions { Name = name });

        string[] actual = [.. listening.Instruments
            .Select(each => $"{each.Name} {each.GetType().Name.Split('`')[0]} {each.Unit}").Order()];
        string[] listed = [.. Rows("## Instruments", 5)
            .Select(row => $"{row[0].Trim('`')} {row[1]} {row[2].Trim('`')}").Order()];

        Assert.Equal(listed, actual);
        Assert.All(listening.Instruments, each => Assert.False(string.IsNullOrEmpty(each.Description)));
    }

    [Fact]
    public void Spans_AreExactlyThoseListedInTheDocs()
    {
        string[] actual = [.. typeof(Spans).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).Order()];

        Assert.Equal(Rows("## Spans", 3).Select(row => row[0].Trim('`')).Order(), actual);
    }

    [Fact]
    public async Task Metrics_MatchWhatWasDone()
    {
        string name = Guid.NewGuid().ToString("N");
        using Listening listening = new(name);
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(new FeedlogOptions { Name = name });
        AppendOptions none = new() { Durability = Durability.None };
        for (int i = 0; i < 10; i++) await store.AppendAsync($"record {i}", $"key {i}");
        await store.AppendManyAsync([new RecordDraft("a"), new RecordDraft("b")], none);
        store.Append(new RecordDraft("c") { Key = "c" }, none);
        AppendOptions ifAbsent = new() { IfSequence = 99 };
        await Assert.ThrowsAsync<FeedlogException>(
            () => store.AppendAsync(new RecordDraft("d") { Key = "c" }, ifAbsent).AsTask());
        await store.FlushAsync();
        Assert.True(store.TryGet("key 3", out _));
        Assert.False(store.TryGet("nothing", out _));
        int hits = 0;
        await foreach (SearchHit _ in store.SearchAsync("record", new SearchOptions { Limit = 3 })) hits++;
        listening.Ask();
        StoreStats stats = store.GetStats();

        Assert.Equal(3, hits);
        Assert.Equal(11, listening.Of("feedlog.append.duration", "durable").Length);
        Assert.Equal(2, listening.Of("feedlog.append.duration", "none").Length);
        Assert.Single(listening.Of("feedlog.append.duration", "error.type=SequenceConflict"));
        Assert.All(listening.Of("feedlog.append.duration"), seconds => Assert.InRange(seconds, 0, 60));
        Assert.Equal(13, listening.Of("feedlog.group.size").Sum());
        Assert.Equal(stats.BytesHot, listening.Of("feedlog.append.io").Sum() + HeaderBytes);
        Assert.InRange(listening.Of("feedlog.sync.duration").Length, 10, 12);
        Assert.Equal(2, listening.Of("feedlog.get.duration").Length);
        Assert.Single(listening.Of("feedlog.search.duration", "keyword"));
        Assert.Equal([stats.BytesHot], listening.Of("feedlog.store.size", "hot"));
        Assert.Equal([stats.BytesIndex], listening.Of("feedlog.store.size", "index"));
        Assert.Equal([13], listening.Of("feedlog.store.records"));
        Assert.Equal([0], listening.Of("feedlog.queue.usage"));
        Assert.Equal([new FeedlogOptions().QueueBytes], listening.Of("feedlog.queue.limit"));
    }

    [Fact]
    public async Task Lag_OfVectors_IsWhatWaits()
    {
        string name = Guid.NewGuid().ToString("N");
        using Listening listening = new(name);
        FakeGenerator generator = new() { Before = (_, _) => throw new InvalidOperationException("down") };
        FeedlogOptions options = new() { Name = name, Embedding = new EmbeddingOptions { Generator = generator } };
        await using FeedlogStore store = FeedlogStore.CreateInMemory(options);
        for (int i = 0; i < 5; i++) await store.AppendAsync($"text {i}");
        while (store.GetStats().EmbeddingFaults == 0) await Task.Delay(1);

        listening.Ask();

        Assert.Equal([5], listening.Of("feedlog.embedding.lag"));
        Assert.True(listening.Of("feedlog.embedding.faults")[0] >= 1);
    }

    [Fact]
    public async Task HotKeys_ReadAgainAndAgain_AreCountedAsHits()
    {
        string name = Guid.NewGuid().ToString("N");
        using Listening listening = new(name);
        using TempStore temp = new();
        await using (FeedlogStore first = await temp.OpenAsync(new FeedlogOptions { CloseTailBytes = 0 }))
        {
            for (int i = 0; i < 200; i++) await first.AppendAsync($"text {i}", $"key {i}");
        }

        await using FeedlogStore store = await temp.OpenAsync(new FeedlogOptions { Name = name });
        long deadlineMs = Environment.TickCount64 + 60_000;
        while (listening.Of("feedlog.hotkey.lookups", "True").Length == 0 && Environment.TickCount64 < deadlineMs)
        {
            for (int i = 0; i < 200; i++) Assert.True(store.TryGet($"key {i}", out _));
        }

        Assert.NotEmpty(listening.Of("feedlog.hotkey.lookups", "True"));
        Assert.NotEmpty(listening.Of("feedlog.hotkey.lookups", "False"));
    }

    [Fact]
    public async Task Append_WhileSomebodyListens_AllocatesNothingOnTheCallersThread()
    {
        string name = Guid.NewGuid().ToString("N");
        using Listening listening = new(name, keeps: false);
        await using FeedlogStore store = FeedlogStore.CreateInMemory(new FeedlogOptions { Name = name });
        RecordDraft draft = new("a record of moderate length") { Timestamp = DateTimeOffset.UnixEpoch };
        AppendOptions options = new() { Durability = Durability.None };
        long least = long.MaxValue;
        for (int round = 0; round < 6; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++) store.Append(draft, options);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            await store.FlushAsync();
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public async Task Instruments_OfAClosedStore_AreGone()
    {
        string name = Guid.NewGuid().ToString("N");
        using Listening listening = new(name);
        FeedlogStore store = FeedlogStore.CreateInMemory(new FeedlogOptions { Name = name });
        await store.DisposeAsync();

        listening.Ask();

        Assert.Empty(listening.Of("feedlog.store.records"));
    }

    [Fact]
    public async Task Spans_TellWhatWasDoneAndWhatFailed()
    {
        string name = Guid.NewGuid().ToString("N");
        ConcurrentQueue<Activity> spans = new();
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == FeedlogTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if ((string?)span.GetTagItem(FeedlogTelemetry.StoreTag) == name) spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using FeedlogStore store = FeedlogStore.CreateInMemory(new FeedlogOptions { Name = name });
        await store.AppendAsync("a word", "key");
        await Assert.ThrowsAsync<FeedlogException>(() => store.AppendAsync(
            new RecordDraft("b") { Key = "key" }, new AppendOptions { IfSequence = 99 }).AsTask());
        await store.AppendManyAsync([new RecordDraft("c"), new RecordDraft("d")]);
        await foreach (SearchHit hit in store.SearchAsync("word")) Assert.Equal("a word", hit.Record.Content);
        await store.EmbedAsync(EmbeddingOptions.Trigrams());

        Assert.Null(Activity.Current);
        Assert.Equal(
            [Spans.Open, Spans.Append, Spans.Append, Spans.Append, Spans.Search, Spans.Embed],
            spans.Select(span => span.OperationName));
        Activity failed = spans.ElementAt(2);
        Assert.Equal((ActivityStatusCode.Error, "SequenceConflict"), (failed.Status, failed.GetTagItem("error.type")));
        Assert.Equal(2, spans.ElementAt(3).GetTagItem("feedlog.records"));
        Assert.Equal(1, spans.ElementAt(4).GetTagItem("feedlog.hits"));
    }

    private const int HeaderBytes = SegmentLayout.HeaderBytes;

    private static IEnumerable<string[]> Rows(string heading, int columns) =>
        File.ReadLines(SourceTree.PathOf("docs/TELEMETRY.md"))
            .SkipWhile(line => line != heading).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `feedlog.", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == columns);
}
