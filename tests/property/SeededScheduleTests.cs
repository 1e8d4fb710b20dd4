using System.Globalization;
using System.Text.Json;
using Feedlog.Tests.Property.Crashes;
using Feedlog.Tests.Property.Model;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// The writer, the background worker that seals and merges, and readers run side by side, and a seed decides at each of
/// their calls of the storage who is held up. Readers see growing prefixes of sound records; in the end, and after a
/// power loss, everything is what the model says.
/// </summary>
public sealed class SeededScheduleTests(ITestOutputHelper output)
{
    private const int Operations = 40;

    private static readonly string[] s_keys = ["alpha", "beta", "gamma"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task AnySchedule_OfWriterSealerMergerAndReaders_AnswersLikeTheModel()
    {
        int schedules = TestLevel.Count(20, 200, 2000);
        long reads = 0;
        for (int i = 0; i < schedules; i++)
        {
            string name = $"schedule {i}";
            try
            {
                reads += await RunAsync(name).WaitAsync(s_patience);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{name}: {exception.Message} {PropertyRun.Hint}", exception);
            }
        }

        output.WriteLine($"{schedules} schedules, {reads} records read meanwhile. {PropertyRun.Hint}");
        TestCounts.Write("schedules", new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["schedules"] = schedules,
            ["reads"] = reads,
        });
        Assert.True(reads > schedules, "Nobody read while the store was written.");
    }

    private static async Task<long> RunAsync(string name)
    {
        Random random = PropertyRun.RandomFor(name);
        int holdUpOneIn = random.Next(2, 12);
        int seed = random.Next();
        int call = 0;
        Workload work = new()
        {
            TailBytes = random.Next(300, 3000),
            SealsInline = false,
            Between = storage => new FaultStorage(storage)
            {
                Hook = (_, _) => HoldUp(seed + Interlocked.Increment(ref call), holdUpOneIn),
            },
        };
        await work.OpenAsync();
        using CancellationTokenSource stop = new();
        Task<long>[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => Read(work.Store, stop.Token)))];
        for (int i = 0; i < Operations; i++) await OperateAsync(work, random);
        await stop.CancelAsync();
        long[] reads = await Task.WhenAll(readers);

        AssertEqual(work.Store, work);
        await work.CloseAsync();
        await using FeedlogStore after =
            await FeedlogStore.OpenAsync(work.Storage.PowerLoss(CrashImage.Nothing, random), work.Options);
        AssertEqual(after, work);
        return reads.Sum();
    }

    // The same numbers hold up the same calls, but who makes them depends on all the others before.
    private static void HoldUp(int number, int oneIn)
    {
        Random random = new(number);
        if (random.Next(oneIn) != 0) return;
        if (random.Next(4) == 0) Thread.Sleep(random.Next(2));
        else Thread.SpinWait(random.Next(2000));
    }

    private static async Task OperateAsync(Workload work, Random random)
    {
        Durability durability = (Durability)random.Next(3);
        string key = DraftMaker.Pick(random, s_keys);
        switch (random.Next(8))
        {
            case 0:
                await work.AppendManyAsync(random.Next(2, 5), random.Next(200), durability);
                break;
            case 1 when work.Model.Unended(key, null) is not null:
                await work.DeleteAsync(key, durability);
                break;
            case 2:
                await work.AppendAsync(random.Next(500, 2500), null, durability);
                break;
            case 3:
                await work.FlushAsync();
                break;
            default:
                await work.AppendAsync(random.Next(200), key, durability);
                break;
        }
    }

    private static long Read(FeedlogStore store, CancellationToken stop)
    {
        long reads = 0;
        ulong before = 0;
        while (!stop.IsCancellationRequested)
        {
            using FeedlogSnapshot snapshot = store.OpenSnapshot();
            Assert.True(snapshot.Sequence >= before, "A later snapshot holds less.");
            before = snapshot.Sequence;
            foreach (Record record in snapshot.Scan())
            {
                Assert.True(record.Sequence <= before, "A snapshot holds what came after it.");
                AssertSound(record);
                Assert.True(snapshot.TryGet(record.Id, out _), $"{record.Id} is listed and not found.");
                reads++;
            }

            foreach (string key in s_keys)
            {
                if (snapshot.TryGet(key, null, out Record? found)) AssertSound(found);
            }

            Thread.Sleep(1);
        }

        return reads;
    }

    private static void AssertSound(Record record)
    {
        using JsonDocument metadata = JsonDocument.Parse(record.MetadataBytes);
        int made = metadata.RootElement.GetProperty("made").GetInt32();
        bool isSound = record.ContentBytes.Span.SequenceEqual(DraftMaker.TextOf(made, record.ContentBytes.Length));
        Assert.True(isSound, string.Create(CultureInfo.InvariantCulture, $"Record {made} is not what was appended."));
    }

    private static void AssertEqual(FeedlogStore store, Workload work)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        StoreComparison.AssertEqual(work.Model.ViewAt(work.Model.LastSequence, work.Time.NowMs), snapshot);
    }
}
