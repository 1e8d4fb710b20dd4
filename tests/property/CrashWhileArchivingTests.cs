using Feedlog.Tests.Property.Crashes;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// The power is cut at every step while segments become shards and shards other shards, and while records are purged;
/// each image is opened and held against the nine clauses of "nothing lost".
/// </summary>
public sealed class CrashWhileArchivingTests(ITestOutputHelper output)
{
    [Fact]
    public Task Crash_WhileSegmentsAreArchived_LosesNothing() =>
        CheckAsync("archive", new Workload { TailBytes = 1500 }, ColdWorkloads.ArchiveAsync);

    [Fact]
    public Task Crash_WhileTheNextProcessArchives_LosesNothing() => CheckAsync(
        "archive again", new Workload { TailBytes = 1500, CloseTailBytes = 1 }, ColdWorkloads.ArchiveAgainAsync);

    [Fact]
    public Task Crash_WhileShardsAreMerged_LosesNothing() => CheckAsync(
        "merge shards", new Workload { TailBytes = 1500 }, ColdWorkloads.MergeAsync);

    [Fact]
    public Task Crash_WhileChunksArePromoted_LosesNothing() => CheckAsync(
        "promote chunks", new Workload { TailBytes = 1500 }, ColdWorkloads.PromoteAsync);

    [Fact]
    public Task Crash_WhileRecordsArePurged_LosesNothingElse() =>
        CheckAsync("purge", new Workload { TailBytes = 1500 }, ColdWorkloads.PurgeAsync);

    [Fact]
    public Task Crash_WhileAProcessWithThreadsPurges_LosesNothingElse() => CheckAsync(
        "purge in threads", new Workload { TailBytes = 1500, SealsInline = false }, ColdWorkloads.PurgeAsync);

    private Task CheckAsync(string name, Workload work, Func<Workload, Task> script) =>
        CrashRun.CheckAsync(name, work, script, floor: 100, output);
}
