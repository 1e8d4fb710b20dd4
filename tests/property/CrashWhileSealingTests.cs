using Feedlog.Tests.Property.Crashes;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// The power is cut at every step while manifests change and index files are made and merged; each image is opened and
/// held against the nine clauses of "nothing lost".
/// </summary>
public sealed class CrashWhileSealingTests(ITestOutputHelper output)
{
    [Fact]
    public Task Crash_WhileManifestsChange_LosesNothing() =>
        CheckAsync("manifest change", new Workload(), LogWorkloads.ManifestChangeAsync);

    [Fact]
    public Task Crash_WhileTailsAreSealed_LosesNothing() => CheckAsync(
        "index build", new Workload { TailBytes = 900, CloseTailBytes = long.MaxValue }, IndexWorkloads.IndexBuildAsync);

    [Fact]
    public Task Crash_WhileIndexFilesAreMerged_LosesNothing() =>
        CheckAsync("merge", new Workload { TailBytes = 600 }, IndexWorkloads.MergeAsync);

    [Fact]
    public Task Crash_WhileTheDeathsOfSealedRecordsAreSealed_LosesNothing() =>
        CheckAsync("deaths", new Workload { TailBytes = 500 }, IndexWorkloads.DeathsAsync);

    [Fact]
    public Task Crash_WhileVectorsAreSealed_LosesNothing() =>
        CheckAsync("vectors", new Workload { TailBytes = 600 }, IndexWorkloads.VectorsAsync);

    private Task CheckAsync(string name, Workload work, Func<Workload, Task> script) =>
        CrashRun.CheckAsync(name, work, script, floor: 100, output);
}
