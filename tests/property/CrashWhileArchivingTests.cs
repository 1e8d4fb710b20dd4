using Feedlog.Tests.Property.Crashes;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// The power is cut at every step while segments become shards; each image is opened and held against the nine clauses
/// of "nothing lost".
/// </summary>
public sealed class CrashWhileArchivingTests(ITestOutputHelper output)
{
    [Fact]
    public Task Crash_WhileSegmentsAreArchived_LosesNothing() =>
        CheckAsync("archive", new Workload { TailBytes = 1500 }, ColdWorkloads.ArchiveAsync);

    [Fact]
    public Task Crash_WhileTheNextProcessArchives_LosesNothing() => CheckAsync(
        "archive again", new Workload { TailBytes = 1500, CloseTailBytes = 1 }, ColdWorkloads.ArchiveAgainAsync);

    private Task CheckAsync(string name, Workload work, Func<Workload, Task> script) =>
        CrashRun.CheckAsync(name, work, script, floor: 100, output);
}
