using Feedlog.Extensions.DependencyInjection;
using Feedlog.Extensions.Hosting;
using Feedlog.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feedlog.Tests.Hosting;

/// <summary>A store in a host: opened, used, judged and closed.</summary>
public sealed class AddFeedlogTests
{
    [Fact]
    public async Task Host_OpensTheStoreBeforeOthersStart_AndClosesItAfterTheyHaveStopped()
    {
        using TempStore temp = new();
        using LogLines log = new();
        HostApplicationBuilder builder = Builder(log);
        builder.Services.AddHostedService<EarlyAndLateWriter>();
        builder.Services.AddFeedlog(options => options.Path = temp.Folder);
        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            await host.StopAsync();
        }

        Assert.Single(log.Of(1));
        Assert.Single(log.Of(5));
        await using FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(temp.Folder);
        Assert.True(store.TryGet("early", out _));
        Assert.True(store.TryGet("late", out _));
    }

    [Fact]
    public async Task Container_WithoutAHost_OpensTheStoreWhenItIsAskedFor()
    {
        using TempStore temp = new();
        ServiceCollection services = new();
        services.AddFeedlog(options => options.Path = temp.Folder);
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            Assert.False(Directory.Exists(temp.Folder));
            FeedlogStore store = provider.GetRequiredService<FeedlogStore>();
            Assert.Same(store, provider.GetRequiredService<FeedlogStore>());
            await store.AppendAsync("kept", "key");
        }

        await using FeedlogStore again = await temp.OpenAsync();
        Assert.True(again.TryGet("key", out _));
        Assert.True(again.OpenReport.WasClean);
    }

    [Fact]
    public async Task OpenLazily_LeavesTheStoreAloneUntilItIsAskedFor()
    {
        using TempStore temp = new();
        HostApplicationBuilder builder = Builder(new LogLines());
        builder.Services.AddFeedlog(options =>
        {
            options.Path = temp.Folder;
            options.OpenLazily = true;
        });
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.False(Directory.Exists(temp.Folder));
        Assert.NotNull(host.Services.GetRequiredService<FeedlogStore>());
        Assert.True(Directory.Exists(temp.Folder));
        await host.StopAsync();
    }

    [Fact]
    public async Task KeyedStores_AreKeptApart()
    {
        using TempStore one = new();
        using TempStore other = new();
        HostApplicationBuilder builder = Builder(new LogLines());
        builder.Services.AddKeyedFeedlog("one", options => options.Path = one.Folder);
        builder.Services.AddKeyedFeedlog("other", options => options.Path = other.Folder);
        builder.Services.AddHealthChecks().AddFeedlog("one").AddFeedlog("other");
        using IHost host = builder.Build();
        await host.StartAsync();
        FeedlogStore first = host.Services.GetRequiredKeyedService<FeedlogStore>("one");
        FeedlogStore second = host.Services.GetRequiredKeyedService<FeedlogStore>("other");

        await first.AppendAsync("text", "key");

        Assert.False(second.TryGet("key", out _));
        Assert.NotSame(
            host.Services.GetRequiredKeyedService<FeedlogAlarms>("one"),
            host.Services.GetRequiredKeyedService<FeedlogAlarms>("other"));
        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(["feedlog-one", "feedlog-other"], health.Entries.Keys.Order());
        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.Equal(1L, health.Entries["feedlog-one"].Data["records"]);
        await host.StopAsync();
    }

    [Fact]
    public async Task Store_ThatCannotBeOpened_KeepsTheHostFromStarting_AndIsUnhealthy()
    {
        using TempStore temp = new();
        using LogLines log = new();
        await using FeedlogStore holder = await temp.OpenAsync();
        HostApplicationBuilder builder = Builder(log);
        builder.Services.AddFeedlog(options => options.Path = temp.Folder);
        builder.Services.AddHealthChecks().AddFeedlog();
        using IHost host = builder.Build();

        await Assert.ThrowsAsync<FeedlogLockedException>(() => host.StartAsync());

        Assert.Single(log.Of(4));
        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
    }

    [Fact]
    public async Task Configuration_SetsWhatItNames()
    {
        using TempStore temp = new();
        HostApplicationBuilder builder = Builder(new LogLines());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Memory:Path"] = temp.Folder,
            ["Memory:analyzer"] = "english",
            ["Memory:Durability"] = "interval",
            ["Memory:Upkeep"] = "false",
        });
        builder.Services.AddFeedlog(builder.Configuration.GetSection("Memory"));
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.Equal("english", host.Services.GetRequiredService<FeedlogStore>().Analyzer);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Memory:Durabilty", "none", "Memory:Durabilty is no setting")]
    [InlineData("Memory:Durability", "7", "Memory:Durability is '7'; it must be Durable or Interval or None")]
    [InlineData("Memory:QueueBytes", "many", "a whole number")]
    [InlineData("Memory:Budgets:Apend", "00:00:01", "Memory:Budgets:Apend is no setting")]
    [InlineData("Memory:Upkeep:ScrubPeriod", "soon", "a time such as")]
    public void Configuration_ThatIsWrong_IsRefusedByName(string name, string value, string message)
    {
        ConfigurationManager configuration = new();
        configuration.AddInMemoryCollection(new Dictionary<string, string?> { [name] = value });

        FormatException failure = Assert.Throws<FormatException>(
            () => SettingsReader.Read(new FeedlogHostOptions(), configuration.GetSection("Memory")));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_ReachesEverySettingThatTheDocsList()
    {
        ConfigurationManager configuration = new();
        Dictionary<string, string?> settings = [];
        foreach (string[] row in HostingDocs.Rows("## Settings")) settings["F:" + row[0]] = row[1];
        configuration.AddInMemoryCollection(settings);
        FeedlogHostOptions options = new() { Upkeep = null };

        SettingsReader.Read(options, configuration.GetSection("F"));

        Assert.Equal(SettingsReader.Names.Order(), settings.Keys.Select(key => key[2..]).Order());
        Assert.Equal(TimeSpan.FromMilliseconds(20), options.Budgets.Append);
        Assert.Equal(TimeSpan.FromDays(7), options.Upkeep!.ScrubPeriod);
    }

    private static HostApplicationBuilder Builder(LogLines log)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        return builder;
    }
}
