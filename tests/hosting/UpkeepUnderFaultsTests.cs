using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Feedlog.Extensions.DependencyInjection;
using Feedlog.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feedlog.Tests.Hosting;

/// <summary>
/// A host that runs upkeep under load while every job fails again and again: it goes on serving, and what it tells
/// matches what was done. Seconds as a rule; FEEDLOG_UPKEEP_SECONDS, or the level soak, for ten minutes.
/// </summary>
public sealed class UpkeepUnderFaultsTests
{
    private const int Keys = 500;
    private const int FaultOneIn = 3;
    private const int WaitsMax = 1200;

    private static readonly string[] s_jobs = ["seal", "merge", "scrub", "embed", "archive", "statistics"];

    [Fact]
    public async Task Host_WithFaultsInEveryJob_GoesOnServing()
    {
        int seconds = TestLevel.FromEnvironment("FEEDLOG_UPKEEP_SECONDS", TestLevel.Count(6, 20, 600));
        int seed = TestLevel.FromEnvironment("FEEDLOG_UPKEEP_SEED", 20260314);
        using TempStore temp = new();
        using LogLines log = new();
        Random random = new(seed);
        ConcurrentDictionary<string, int> faults = new();
        ConcurrentDictionary<string, int> turns = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddFeedlog(options =>
        {
            options.Path = temp.Folder;
            options.Store = new FeedlogOptions
            {
                Name = nameof(UpkeepUnderFaultsTests),
                SegmentBytes = 256 * 1024,
                TailBytes = 64 * 1024,
                CloseTailBytes = 1,
            };
            options.Upkeep = new UpkeepOptions
            {
                IdleTime = TimeSpan.Zero,
                ScrubPeriod = TimeSpan.FromMinutes(1),
                ScrubBytes = 64 * 1024,
                FailurePause = TimeSpan.FromMilliseconds(1),
                Archive = new ArchiveOptions { KeepSegments = 1 },
                Embedding = new EmbeddingOptions { Generator = new FakeGenerator() },
                BeforeJob = job =>
                {
                    bool isFirst = turns.AddOrUpdate(job, 1, (_, count) => count + 1) == 1;
                    if (!isFirst && random.Next(FaultOneIn) != 0) return;
                    faults.AddOrUpdate(job, 1, (_, count) => count + 1);
                    throw new IOException($"Injected into {job}.");
                },
            };
        });
        long appends = 0;
        using MeterListener listener = Listen(() => Interlocked.Increment(ref appends));
        using IHost host = builder.Build();
        await host.StartAsync();
        FeedlogStore store = host.Services.GetRequiredService<FeedlogStore>();
        using CancellationTokenSource stop = new();
        Task<long[]> writing = Task.WhenAll(
            Enumerable.Range(0, 2).Select(writer => Task.Run(() => WriteAsync(store, writer, stop.Token))));

        await Task.Delay(TimeSpan.FromSeconds(seconds));
        // On a machine that has much else to do a job may come late.
        for (int waits = 0; waits < WaitsMax && !HasEachWorked(); waits++) await Task.Delay(100);
        await stop.CancelAsync();
        long[] written = await writing;
        await ReadAllAsync(store, written);

        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
            .IsCancellationRequested);
        Assert.Equal(written.Sum(), Interlocked.Read(ref appends));
        Assert.Equal(Math.Min(written[0], Keys) + Math.Min(written[1], Keys), store.GetStats().Frames);
        Assert.True(HasEachWorked(), $"seed {seed}: faults {Text(faults)}, turns {Text(turns)}");
        await host.StopAsync();
        // The last turn may end with the host, and then nobody is told of it.
        int told = log.Of(21).Count(line => line.Contains("Injected", StringComparison.Ordinal));
        Assert.InRange(told, faults.Values.Sum() - 1, faults.Values.Sum());
        Assert.Empty(log.Of(22));
        Assert.Empty(log.Of(23));
        TestCounts.Write("upkeep", new Dictionary<string, double>
        {
            ["faults"] = faults.Values.Sum(),
            ["turns"] = turns.Values.Sum(),
            ["appends"] = appends,
        });

        bool HasEachWorked() => s_jobs.All(
            job => faults.GetValueOrDefault(job) > 0 && turns[job] > faults[job]);
    }

    private static string Text(IEnumerable<KeyValuePair<string, int>> counts) => string.Join(", ", counts);

    private static async Task<long> WriteAsync(FeedlogStore store, int writer, CancellationToken stop)
    {
        AppendOptions soon = new() { Durability = Durability.Interval };
        long count = 0;
        while (!stop.IsCancellationRequested)
        {
            RecordDraft draft = new($"{count} of {writer}") { Key = $"{writer}/{count % Keys}" };
            await store.AppendAsync(draft, soon, CancellationToken.None);
            if (!store.TryGet($"{writer}/{count % Keys}", out Record? found) || found.Content != draft.Content)
                throw new InvalidOperationException($"Record {count} of {writer} was not found.");
            count++;
            if (count % 100 == 0) await Task.Delay(20, CancellationToken.None);
        }

        return count;
    }

    private static async Task ReadAllAsync(FeedlogStore store, long[] written)
    {
        await store.FlushAsync();
        for (int writer = 0; writer < written.Length; writer++)
        {
            for (long count = Math.Max(0, written[writer] - Keys); count < written[writer]; count++)
            {
                Assert.True(store.TryGet($"{writer}/{count % Keys}", out Record? found));
                Assert.Equal($"{count} of {writer}", found.Content);
            }
        }
    }

    private static MeterListener Listen(Action onAppend)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                bool isOurs = instrument.Meter.Tags?.Any(tag => (string?)tag.Value == nameof(UpkeepUnderFaultsTests)) == true;
                if (isOurs && instrument.Name == "feedlog.append.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => onAppend());
        listener.Start();
        return listener;
    }
}
