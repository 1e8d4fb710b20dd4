using Feedlog.Tests.Property.Crashes;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// The power is cut at every step while stores are closed, recover and make lost index files anew; each image is opened
/// and held against the nine clauses of "nothing lost".
/// </summary>
public sealed class CrashWhileReopeningTests(ITestOutputHelper output)
{
    [Fact]
    public Task Crash_DuringRecovery_LosesNothing() =>
        CheckAsync("recovery", new Workload(), LogWorkloads.RecoveryAsync);

    [Fact]
    public Task Crash_AroundTheCheckpointOfAClose_LosesNothing() => CheckAsync(
        "checkpoint", new Workload { TailBytes = long.MaxValue, CloseTailBytes = 1 }, IndexWorkloads.CheckpointAsync);

    [Fact]
    public Task Crash_WhileLostIndexFilesAreMadeAnew_LosesNothing() => CheckAsync(
        "index loss", new Workload { TailBytes = 500, CloseTailBytes = 1 }, IndexWorkloads.IndexLossAsync);

    private Task CheckAsync(string name, Workload work, Func<Workload, Task> script) =>
        CrashRun.CheckAsync(name, work, script, floor: 100, output);
}
