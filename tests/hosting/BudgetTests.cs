using System.Collections.Concurrent;
using System.Reflection;
using Feedlog.Extensions.DependencyInjection;
using Feedlog.Extensions.Hosting;
using Feedlog.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Feedlog.Tests.Hosting;

/// <summary>Budgets of latency: what exceeds them is told, what does not is not.</summary>
public sealed class BudgetTests
{
    [Fact]
    public async Task Budget_ThatIsExceeded_IsAnEventALogLineAndDegraded()
    {
        using TempStore temp = new();
        using LogLines log = new();
        ServiceCollection services = new();
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddFeedlog(options =>
        {
            options.Path = temp.Folder;
            options.Budgets.Append = TimeSpan.FromTicks(1);
            options.Budgets.Get = TimeSpan.FromMinutes(1);
            options.Budgets.CallsMin = 5;
            options.Budgets.Window = TimeSpan.FromDays(1);
        });
        services.AddHealthChecks().AddFeedlog();
        await using ServiceProvider provider = services.BuildServiceProvider();
        FeedlogStore store = provider.GetRequiredService<FeedlogStore>();
        FeedlogAlarms alarms = provider.GetRequiredService<FeedlogAlarms>();
        ConcurrentQueue<BudgetAlarm> raised = new();
        alarms.Exceeded += (_, alarm) => raised.Enqueue(alarm);
        BudgetWatch watch = provider.GetRequiredKeyedService<StoreHost>("default").Watch!;

        for (int i = 0; i < 4; i++) await store.AppendAsync($"text {i}", "key");
        watch.EndWindow();
        Assert.Empty(raised);

        for (int i = 0; i < 5; i++) await store.AppendAsync($"text {i}", "key");
        for (int i = 0; i < 5; i++) Assert.True(store.TryGet("key", out _));
        watch.EndWindow();

        BudgetAlarm told = Assert.Single(raised);
        Assert.Equal(("default", "feedlog.append.duration", 5), (told.Store, told.Instrument, told.Calls));
        Assert.True(told.P99 > told.Budget);
        Assert.Single(log.Of(10));
        HealthCheckService health = provider.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Degraded, (await health.CheckHealthAsync()).Status);

        watch.EndWindow();
        Assert.Empty(alarms.Current);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
    }

    [Fact]
    public async Task Handler_ThatThrows_IsLoggedAndGoesNoFurther()
    {
        using TempStore temp = new();
        using LogLines log = new();
        ServiceCollection services = new();
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddFeedlog(options =>
        {
            options.Path = temp.Folder;
            options.Budgets.Append = TimeSpan.FromTicks(1);
            options.Budgets.CallsMin = 1;
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<FeedlogStore>().AppendAsync("text");
        provider.GetRequiredService<FeedlogAlarms>().Exceeded += (_, _) => throw new InvalidOperationException("mine");

        provider.GetRequiredKeyedService<StoreHost>("default").Watch!.EndWindow();

        Assert.Single(log.Of(11));
    }

    [Fact]
    public void Durations_AreCountedInNarrowBuckets()
    {
        const int seed = 20260314;
        Random random = new(seed);
        for (int round = 0; round < 200; round++)
        {
            DurationCounts counts = new();
            double[] seconds = [.. Enumerable.Range(0, 1 + random.Next(500))
                .Select(_ => Math.Pow(10, -8 + 10 * random.NextDouble()))];
            foreach (double each in seconds) counts.Add(each);
            Array.Sort(seconds);
            double exact = seconds[(int)Math.Ceiling(seconds.Length * 0.99) - 1];

            double found = counts.Take(0.99, out long count).TotalSeconds;

            Assert.Equal(seconds.Length, count);
            Assert.True(
                found >= exact * 0.999 - 1e-7 && found <= exact * (1 + 1.0 / 16) + 2e-7,
                $"seed {seed}, round {round}: {found} for {exact}");
            Assert.Equal(TimeSpan.Zero, counts.Take(0.99, out count));
            Assert.Equal(0, count);
        }
    }

    [Fact]
    public void Events_AreExactlyThoseListedInTheDocs()
    {
        string[] actual = [.. typeof(BudgetWatch).Assembly.GetType("Feedlog.Extensions.Hosting.Log")!
            .GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .Select(each => $"{each.EventId} {each.Level}").Order()];

        Assert.Equal(HostingDocs.Rows("## Events in the log").Select(row => $"{row[0]} {row[1]}").Order(), actual);
        Assert.NotEmpty(actual);
    }
}
