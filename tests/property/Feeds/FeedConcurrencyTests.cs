using System.Collections.Concurrent;
using System.Globalization;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property.Feeds;

/// <summary>
/// One store, several producers, and several subscribers at once, in the writing process and beside it, that stop and
/// go on at random while segments roll: each gets every change exactly once and in order.
/// </summary>
public sealed class FeedConcurrencyTests(ITestOutputHelper output)
{
    private const int SubscribersPerKind = 2;
    private const int KeyCount = 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private static int Rounds => TestLevel.Count(600, 5_000, 100_000);

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Subscribers_WhileTheWriterRolls_GetEveryChangeOnceAndInOrder(ReadMode readMode)
    {
        using TempStore temp = new();
        FeedlogOptions options = new()
        {
            SegmentBytes = 16 * 1024,
            ReadMode = readMode,
            SyncInterval = TimeSpan.FromMilliseconds(5),
        };
        await using FeedlogStore store = await temp.OpenAsync(options);
        ConcurrentDictionary<ulong, string> written = [];
        TaskCompletionSource<ulong> lastSequence = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int>[] subscribers =
        [
            .. Enumerable.Range(0, SubscribersPerKind).Select(i => FollowAsync(
                () => ValueTask.FromResult(store), ownsStore: false, RandomOf($"subscriber {i}"), lastSequence.Task,
                written)),
            .. Enumerable.Range(0, SubscribersPerKind).Select(i => FollowAsync(
                () => FeedlogStore.OpenReadOnlyAsync(temp.Folder, options), ownsStore: true,
                RandomOf($"subscriber beside {i}"), lastSequence.Task, written)),
        ];

        output.WriteLine(PropertyRun.Hint);
        await Task.WhenAll(WriteAsync(store, 0, written), WriteAsync(store, 1, written)).WaitAsync(s_patience);
        await store.FlushAsync();
        lastSequence.SetResult(store.LastSequence);
        int[] starts = await Task.WhenAll(subscribers).WaitAsync(s_patience);

        Assert.Equal(store.LastSequence, (ulong)written.Count);
        output.WriteLine($"{written.Count} changes, {store.GetStats().Segments} segments, " +
            $"{string.Join(", ", starts)} subscriptions.");
    }

    private static Random RandomOf(string use) => PropertyRun.RandomFor($"{nameof(FeedConcurrencyTests)} {use}");

    private static async Task WriteAsync(FeedlogStore store, int producer, ConcurrentDictionary<ulong, string> written)
    {
        Random random = RandomOf($"producer {producer}");
        for (int i = 0; i < Rounds; i++)
        {
            string content = string.Create(CultureInfo.InvariantCulture, $"{producer}.{i} ") +
                new string('x', random.Next(300));
            string key = "k" + random.Next(KeyCount).ToString(CultureInfo.InvariantCulture);
            AppendOptions options = new() { Durability = (Durability)random.Next(3) };
            AppendResult result = await store.AppendAsync(new RecordDraft(content) { Key = key }, options);
            Assert.Equal(content, written.GetOrAdd(result.Sequence, content));
        }
    }

    // Returns how often it subscribed.
    private static async Task<int> FollowAsync(
        Func<ValueTask<FeedlogStore>> open, bool ownsStore, Random random, Task<ulong> lastSequence,
        ConcurrentDictionary<ulong, string> written)
    {
        await Task.Yield();
        Dictionary<string, (RecordId Id, ulong Sequence)> live = [];
        int starts = 0;
        for (ulong next = 1; !lastSequence.IsCompleted || next <= await lastSequence; starts++)
        {
            FeedlogStore store = await open();
            int wanted = random.Next(1, 400);
            using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(random.Next(1, 300)));
            try
            {
                await foreach (Change change in store.Subscribe(next, stop.Token))
                {
                    Check(change, next, live, written);
                    next++;
                    if (--wanted == 0) break;
                }
            }
            catch (OperationCanceledException)
            {
                // It goes on from where it was.
            }

            if (ownsStore) await store.DisposeAsync();
        }

        return starts;
    }

    private static void Check(
        Change change, ulong expected, Dictionary<string, (RecordId Id, ulong Sequence)> live,
        ConcurrentDictionary<ulong, string> written)
    {
        Record record = change.Record ?? throw new InvalidOperationException("A deletion that nobody made.");
        Assert.Equal(expected, change.Sequence);
        string content = written.GetOrAdd(change.Sequence, record.Content); // Its producer may learn of it later.
        Assert.Equal(content, record.Content);
        bool hasEnded = live.TryGetValue(record.Key ?? "", out (RecordId Id, ulong Sequence) ended);
        Assert.Equal(hasEnded ? ended.Id : null, change.Ended);
        Assert.Equal(ended.Sequence, change.EndedSequence);
        live[record.Key ?? ""] = (record.Id, record.Sequence);
    }
}
