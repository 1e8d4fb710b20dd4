using Feedlog.Format;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Several records as one group, and streams of records in bulk.</summary>
public sealed class AppendManyTests
{
    [Fact]
    public async Task AppendMany_Several_GetConsecutiveSequencesInOrder()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordDraft[] drafts = [new("a"), new("b") { Key = "k" }, new("c")];

        IReadOnlyList<AppendResult> results = await store.AppendManyAsync(drafts);

        Assert.Equal([1UL, 2UL, 3UL], results.Select(result => result.Sequence));
        Assert.All(results, result => Assert.Equal(AppendOutcome.Appended, result.Outcome));
        Assert.Equal(["a", "b", "c"], await Stores.ContentsAsync(store));
    }

    [Fact]
    public async Task AppendMany_None_AnswersWithNothing()
    {
        await using FeedlogStore store = Stores.InMemory();

        Assert.Empty(await store.AppendManyAsync([]));

        Assert.Equal(0UL, store.LastSequence);
    }

    [Fact]
    public async Task AppendMany_SameKeyTwice_TheLaterSupersedesTheEarlier()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordDraft[] drafts = [new("1") { Key = "k" }, new("2") { Key = "k" }];

        IReadOnlyList<AppendResult> results = await store.AppendManyAsync(drafts);

        Assert.Equal([AppendOutcome.Appended, AppendOutcome.Superseded], results.Select(result => result.Outcome));
        Assert.Equal(["2"], await Stores.ContentsAsync(store));
        Assert.Equal(2, await store.HistoryAsync("k").CountAsync());
    }

    [Fact]
    public async Task AppendMany_SameIdTwiceWithTheSameContent_SkipsTheSecond()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordDraft draft = new("1") { Id = new RecordId(9) };

        IReadOnlyList<AppendResult> results = await store.AppendManyAsync([draft, draft]);

        Assert.Equal([AppendOutcome.Appended, AppendOutcome.Skipped], results.Select(result => result.Outcome));
        Assert.Equal(results[0].Sequence, results[1].Sequence);
    }

    [Fact]
    public async Task AppendMany_SameIdTwiceWithOtherContent_WritesNone()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordDraft[] drafts = [new("1") { Id = new RecordId(9) }, new("2") { Id = new RecordId(9) }];

        await Stores.RefusedAsync(FeedlogErrorCode.IdConflict, async () => await store.AppendManyAsync(drafts));

        Assert.Equal(0UL, store.LastSequence);
        Assert.False(store.TryGet(new RecordId(9), out _));
        Assert.Equal(AppendOutcome.Appended, (await store.AppendAsync(drafts[1])).Outcome);
    }

    [Fact]
    public async Task AppendMany_ConflictInTheMiddle_LeavesNoTrace()
    {
        await using FeedlogStore store = Stores.InMemory();
        await store.AppendAsync(new RecordDraft("there") { Id = new RecordId(9) });
        await store.AppendAsync("old", "k");
        RecordDraft[] drafts = [new("new") { Key = "k" }, new("x") { Id = new RecordId(9) }, new("y") { Id = new RecordId(10) }];

        await Stores.RefusedAsync(FeedlogErrorCode.IdConflict, async () => await store.AppendManyAsync(drafts));

        Assert.True(store.TryGet("k", out Record? found));
        Assert.Equal("old", found.Content);
        Assert.Equal(2UL, store.LastSequence);
        Assert.Equal(AppendOutcome.Appended, (await store.AppendAsync(drafts[2] with { Content = "other" })).Outcome);
    }

    [Fact]
    public async Task AppendMany_SequenceConflictInTheMiddle_LeavesNoTrace()
    {
        await using FeedlogStore store = Stores.InMemory();
        await store.AppendAsync("there", "k2");
        RecordDraft[] drafts = [new("1") { Key = "k1" }, new("2") { Key = "k2" }];

        await Stores.RefusedAsync(FeedlogErrorCode.SequenceConflict, async () =>
            await store.AppendManyAsync(drafts, new AppendOptions { IfSequence = 0 }));

        Assert.False(store.TryGet("k1", out _));
        Assert.Equal(1UL, store.LastSequence);
    }

    [Fact]
    public async Task AppendMany_IfAbsent_SkipsOnlyWhatIsThere()
    {
        await using FeedlogStore store = Stores.InMemory();
        AppendResult there = await store.AppendAsync("there", "k2");
        RecordDraft[] drafts = [new("1") { Key = "k1" }, new("2") { Key = "k2" }, new("3") { Key = "k1" }];

        IReadOnlyList<AppendResult> results =
            await store.AppendManyAsync(drafts, new AppendOptions { IfAbsent = true });

        Assert.Equal(
            [AppendOutcome.Appended, AppendOutcome.Skipped, AppendOutcome.Skipped],
            results.Select(result => result.Outcome));
        Assert.Equal(there.Sequence, results[1].Sequence);
        Assert.Equal(results[0].Sequence, results[2].Sequence);
    }

    [Fact]
    public async Task AppendMany_TooManyRecords_IsRefused()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordDraft[] drafts = Enumerable.Repeat(new RecordDraft("x"), FormatLimits.GroupFramesMax + 1).ToArray();

        await Stores.RefusedAsync(FeedlogErrorCode.TooLarge, async () => await store.AppendManyAsync(drafts));

        Assert.Equal(0UL, store.LastSequence);
        IReadOnlyList<AppendResult> most = await store.AppendManyAsync(drafts[1..]);
        Assert.Equal(FormatLimits.GroupFramesMax, most.Count);
        Assert.Equal((ulong)FormatLimits.GroupFramesMax, store.LastSequence);
    }

    [Fact]
    public async Task AppendMany_TooManyBytes_IsRefused()
    {
        await using FeedlogStore store = Stores.InMemory();
        byte[] content = new byte[FormatLimits.ContentBytesMax];
        RecordDraft[] drafts = Enumerable.Repeat(new RecordDraft { ContentBytes = content }, 3).ToArray();

        await Stores.RefusedAsync(FeedlogErrorCode.TooLarge, async () => await store.AppendManyAsync(drafts));

        Assert.Equal(0UL, store.LastSequence);
        Assert.Equal(2, (await store.AppendManyAsync(drafts[..2])).Count);
    }

    [Fact]
    public async Task AppendMany_LargerThanASegment_IsOneGroupAllTheSame()
    {
        CrashStorage storage = new();
        FeedlogOptions options = new() { SegmentBytes = 4096 };
        await using (FeedlogStore store = await Stores.OpenAsync(storage, options))
        {
            await store.AppendAsync("before");
            await store.AppendManyAsync(
                Enumerable.Range(0, 30).Select(_ => new RecordDraft(new string('x', 500))).ToArray());
            await store.AppendAsync("after");
        }

        await using FeedlogStore again = await Stores.OpenAsync(storage, options);
        Assert.Equal(32, (await Stores.ContentsAsync(again)).Length);
        Assert.True(again.GetStats().Segments >= 3);
    }

    [Fact]
    public async Task AppendMany_LargerThanTheQueue_Passes()
    {
        await using FeedlogStore store = Stores.InMemory(options: new FeedlogOptions { QueueBytes = 64 * 1024 });
        RecordDraft[] drafts = Enumerable.Range(0, 20).Select(_ => new RecordDraft(new string('x', 20_000))).ToArray();

        IReadOnlyList<AppendResult> results = await store.AppendManyAsync(drafts);

        Assert.Equal(20, results.Count);
        Assert.Equal(20, (await Stores.ContentsAsync(store)).Length);
    }

    [Fact]
    public async Task AppendBulk_ManyRecords_CountsAndSyncsThem()
    {
        CrashStorage storage = new();
        await using FeedlogStore store = await Stores.OpenAsync(storage);
        await store.AppendAsync("old", "k5");
        List<long> seen = [];
        IEnumerable<RecordDraft> drafts = Enumerable.Range(0, 5000)
            .Select(i => new RecordDraft($"content {i}") { Key = i % 2 == 0 ? null : $"k{i}" });

        BulkResult result = await store.AppendBulkAsync(drafts, progress: new Progress(seen.Add));

        Assert.Equal(5000, result.Appended);
        Assert.Equal(1, result.Superseded);
        Assert.Equal(0, result.Skipped);
        Assert.Equal(store.LastSequence, result.LastDurableSequence);
        Assert.Equal(5000L, seen[^1]);
        Assert.Equal(seen.Order(), seen);
        await using FeedlogStore after = await Stores.OpenAsync(storage.Imagine(CrashImage.Nothing, new Random(1)));
        Assert.Equal(5000, (await Stores.ContentsAsync(after)).Length);
    }

    [Fact]
    public async Task AppendBulk_Again_SkipsWhatIsThere()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordDraft[] drafts = Enumerable.Range(1, 300)
            .Select(i => new RecordDraft($"content {i}") { Id = new RecordId((ulong)i) }).ToArray();
        await store.AppendBulkAsync(drafts.Take(100));

        BulkResult result = await store.AppendBulkAsync(drafts);

        Assert.Equal(new BulkResult(200, 0, 100, store.LastSequence), result);
        Assert.Equal(300, (await Stores.ContentsAsync(store)).Length);
    }

    [Fact]
    public async Task AppendBulk_AnAsynchronousStream_IsTaken()
    {
        await using FeedlogStore store = Stores.InMemory();

        BulkResult result = await store.AppendBulkAsync(SlowDrafts(100));

        Assert.Equal(100, result.Appended);
        Assert.Equal(100UL, result.LastDurableSequence);
    }

    [Fact]
    public async Task AppendBulk_None_AnswersWithZeros()
    {
        await using FeedlogStore store = Stores.InMemory();

        BulkResult result = await store.AppendBulkAsync(Array.Empty<RecordDraft>());

        Assert.Equal(new BulkResult(0, 0, 0, 0), result);
    }

    [Fact]
    public async Task AppendBulk_TheSourceFails_KeepsWhatCameBeforeAndThrows()
    {
        await using FeedlogStore store = Stores.InMemory();
        IEnumerable<RecordDraft> Failing()
        {
            for (int i = 0; i < 100; i++) yield return new RecordDraft($"content {i}");
            throw new InvalidDataException("The source ends here.");
        }

        await Assert.ThrowsAsync<InvalidDataException>(async () => await store.AppendBulkAsync(Failing()));

        await store.AppendAsync("afterwards");
        string[] contents = await Stores.ContentsAsync(store);
        Assert.Equal("afterwards", contents[^1]);
        Assert.True(contents.Length <= 101);
    }

    private static async IAsyncEnumerable<RecordDraft> SlowDrafts(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % 10 == 0) await Task.Yield();
            yield return new RecordDraft($"content {i}");
        }
    }

    private sealed class Progress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
