using System.Collections.Concurrent;
using System.Globalization;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// One writer and several readers, on real threads: every reader sees a prefix of the order of arrival, whole groups
/// only, that never gets shorter, and a snapshot never changes.
/// </summary>
public sealed class ConcurrentReadTests(ITestOutputHelper output)
{
    private const int ReaderCount = 4;
    private const int GroupSize = 3;

    private static int WriterRounds => TestLevel.Count(400, 2_000, 20_000);

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Readers_WhileTheWriterRolls_SeePrefixesThatOnlyGrow(ReadMode readMode)
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Options(readMode));
        using CancellationTokenSource done = new();
        long views = 0;
        Task[] readers = Enumerable.Range(0, ReaderCount)
            .Select(_ => OnThread(() => ReadUntil(() => CheckSnapshots(store), ref views, done.Token)))
            .ToArray();

        await WriteAsync(store, WriterRounds);
        await done.CancelAsync();
        await Task.WhenAll(readers);

        output.WriteLine($"{views} views while {WriterRounds} groups were written.");
        Assert.True(views >= ReaderCount);
        Assert.Equal(WriterRounds * GroupSize, await store.ScanAsync().CountAsync());
    }

    [Fact]
    public async Task ReadOnlyStores_BesideTheWriter_SeePrefixesThatOnlyGrow()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Options(ReadMode.Mapped));
        using CancellationTokenSource done = new();
        long views = 0;
        Task[] readers = Enumerable.Range(0, ReaderCount)
            .Select(reader => OnThread(() =>
            {
                FeedlogOptions options = Options((ReadMode)(reader % 2));
                FeedlogStore beside = FeedlogStore.OpenReadOnlyAsync(temp.Folder, options).AsTask().Result;
                ulong seen = 0;
                ReadUntil(() => seen = CheckRefresh(beside, seen), ref views, done.Token);
                beside.DisposeAsync().AsTask().Wait();
            }))
            .ToArray();

        await WriteAsync(store, WriterRounds);
        await done.CancelAsync();
        await Task.WhenAll(readers);

        output.WriteLine($"{views} views while {WriterRounds} groups were written.");
        Assert.True(views >= ReaderCount);
    }

    [Fact]
    public async Task ReadOnlyStore_AfterRefresh_SeesAllThatWasAcknowledged()
    {
        CrashStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options(ReadMode.Positioned));
        await using FeedlogStore beside = await FeedlogStore.OpenReadOnlyAsync(storage, Options(ReadMode.Positioned));
        for (int round = 0; round < 40; round++)
        {
            AppendResult result = await store.AppendAsync(Draft(round, 0));
            bool isNew = beside.Refresh();

            Assert.True(isNew);
            Assert.Equal(result.Sequence, beside.LastSequence);
            Assert.True(beside.TryGet(result.Id, out Record? found));
            AssertDraft(round, 0, found);
            Assert.False(beside.Refresh());
        }
    }

    [Fact]
    public async Task Reader_OfOneKey_NeverSeesAnOlderVersionAgain()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Options(ReadMode.Mapped));
        await store.AppendAsync("0", "counter");
        using CancellationTokenSource done = new();
        long views = 0;
        Task[] readers = Enumerable.Range(0, ReaderCount)
            .Select(_ => OnThread(() =>
            {
                long last = 0;
                ReadUntil(() => last = CheckCounter(store, last), ref views, done.Token);
            }))
            .ToArray();

        for (int i = 1; i <= WriterRounds; i++)
        {
            string text = i.ToString(CultureInfo.InvariantCulture);
            await store.AppendAsync(
                new RecordDraft(text) { Key = "counter" }, new AppendOptions { Durability = Durability.None });
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.True(views >= ReaderCount);
    }

    [Fact]
    public async Task SecondWriter_InTheSameProcess_IsRefusedAndTold()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync();

        FeedlogLockedException refusal =
            await Assert.ThrowsAsync<FeedlogLockedException>(async () => await temp.OpenAsync());

        Assert.Equal(FeedlogErrorCode.Locked, refusal.Code);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal.Holder, StringComparison.Ordinal);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Remedy);
        await store.AppendAsync("the first writer goes on");
    }

    [Fact]
    public async Task ManyProducers_OnTheirOwnThreads_AreAllWrittenInTheirOwnOrder()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Options(ReadMode.Mapped));
        int perProducer = TestLevel.Count(150, 2_000, 100_000);
        ConcurrentDictionary<int, ulong[]> sequences = new();
        Task[] producers = Enumerable.Range(0, ReaderCount)
            .Select(producer => Task.Run(async () =>
            {
                ulong[] given = new ulong[perProducer];
                for (int i = 0; i < perProducer; i++)
                {
                    AppendOptions options = new() { Durability = (Durability)(i % 3) };
                    given[i] = (await store.AppendAsync(Draft(i, producer), options)).Sequence;
                }

                sequences[producer] = given;
            }))
            .ToArray();
        await Task.WhenAll(producers);

        Assert.All(sequences.Values, given => Assert.Equal(given.Order(), given));
        Assert.Equal(ReaderCount * perProducer, sequences.Values.SelectMany(given => given).Distinct().Count());
        foreach ((int producer, ulong[] given) in sequences)
        {
            for (int i = 0; i < perProducer; i++)
            {
                Assert.True(store.TryGetBySequence(given[i], out Record? found));
                AssertDraft(i, producer, found);
            }
        }
    }

    private static FeedlogOptions Options(ReadMode readMode) => new()
    {
        SegmentBytes = 16 * 1024,
        TailBytes = 6 * 1024,
        CloseTailBytes = 1,
        ReadMode = readMode,
    };

    private static Task OnThread(Action body) => Task.Factory.StartNew(
        body, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // At least one look is taken after the end, so that the last state is looked at too.
    private static void ReadUntil(Action look, ref long views, CancellationToken done)
    {
        bool isLast;
        do
        {
            isLast = done.IsCancellationRequested;
            look();
            Interlocked.Increment(ref views);
        }
        while (!isLast);
    }

    private static async Task WriteAsync(FeedlogStore store, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            RecordDraft[] drafts = Enumerable.Range(0, GroupSize).Select(part => Draft(round, part)).ToArray();
            Durability durability = round % 50 == 0 ? Durability.Durable : Durability.None;
            await store.AppendManyAsync(drafts, new AppendOptions { Durability = durability });
        }
    }

    private static void CheckSnapshots(FeedlogStore store)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        Record[] first = CheckPrefix(snapshot);
        using FeedlogSnapshot later = store.OpenSnapshot();
        Assert.True(later.Sequence >= snapshot.Sequence, "A later snapshot shows less.");
        Record[] again = snapshot.Scan().ToArray();
        Assert.Equal(first.Select(record => record.Sequence), again.Select(record => record.Sequence));
        CheckPrefix(later);
    }

    private static ulong CheckRefresh(FeedlogStore beside, ulong seen)
    {
        ulong before = beside.LastSequence;
        bool isNew = beside.Refresh();
        Assert.True(beside.LastSequence >= before, "Refreshing went backwards.");
        if (isNew) Assert.True(beside.LastSequence > before, "Refresh found something, and nothing is new.");
        using FeedlogSnapshot snapshot = beside.OpenSnapshot();
        CheckPrefix(snapshot);
        Assert.True(snapshot.Sequence >= seen);
        return snapshot.Sequence;
    }

    private static Record[] CheckPrefix(FeedlogSnapshot snapshot)
    {
        Record[] records = snapshot.Scan().ToArray();
        Assert.True(records.Length % GroupSize == 0, $"{records.Length} records: a group is halved.");
        for (int i = 0; i < records.Length; i++)
        {
            AssertDraft(i / GroupSize, i % GroupSize, records[i]);
            if (i > 0) Assert.True(records[i].Sequence > records[i - 1].Sequence);
        }

        ulong last = records.Length == 0 ? 0 : records[^1].Sequence;
        Assert.Equal(snapshot.Sequence, last);
        if (records.Length > 0) Assert.True(snapshot.TryGet(records[records.Length / 2].Id, out _));
        return records;
    }

    private static long CheckCounter(FeedlogStore store, long last)
    {
        Assert.True(store.TryGet("counter", out Record? found), "The key vanished while it was superseded.");
        long value = long.Parse(found.Content, CultureInfo.InvariantCulture);
        Assert.True(value >= last, $"Saw {value} after {last}.");
        return value;
    }

    private static RecordDraft Draft(int round, int part) => new()
    {
        ContentBytes = Model.DraftMaker.TextOf(round * 31 + part, 20 + round % 200),
        Kind = part == 0 ? "first" : "later",
    };

    private static void AssertDraft(int round, int part, Record found)
    {
        RecordDraft draft = Draft(round, part);
        if (!found.ContentBytes.Span.SequenceEqual((draft.ContentBytes ?? default).Span))
            Assert.Fail($"Record {part} of group {round} is something else: {found}.");
        Assert.Equal(draft.Kind, found.Kind);
    }
}
