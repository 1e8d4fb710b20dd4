using Feedlog.Tests.Property.Crashes;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// The power is cut at every step of small pieces of work on the log, with every image of what the medium may then
/// hold; each is opened and held against the nine clauses of "nothing lost".
/// </summary>
public sealed class CrashWhileWritingTests(ITestOutputHelper output)
{
    [Fact]
    public Task Crash_DuringAppends_LosesNothing() => CheckAsync("append", LogWorkloads.AppendAsync);

    [Fact]
    public Task Crash_WhileGroupsForm_LosesNothing() => CheckAsync("group", LogWorkloads.GroupAsync);

    [Fact]
    public Task Crash_DuringAppendMany_LosesNothing() => CheckAsync("append many", LogWorkloads.AppendManyAsync);

    [Fact]
    public Task Crash_WhileSegmentsRoll_LosesNothing() => CheckAsync("roll", LogWorkloads.RollAsync);

    [Fact]
    public Task Crash_WhileNamesAreSuperseded_LosesNothing() => CheckAsync("supersede", LogWorkloads.SupersedeAsync);

    [Fact]
    public Task Crash_WhileRecordsAreEmbedded_LosesNothing() => CheckAsync("embed", LogWorkloads.EmbedAsync);

    [Fact]
    public Task Crash_WhileRecordsAreDeleted_LosesNothing() => CheckAsync("delete", LogWorkloads.DeleteAsync);

    [Fact]
    public Task Crash_WhileRecordsExpire_LosesNothing() => CheckAsync("expire", LogWorkloads.ExpireAsync);

    [Fact]
    public Task Crash_WhileClosingAndReopening_LosesNothing() => CheckAsync("reopen", LogWorkloads.ReopenAsync);

    private Task CheckAsync(string name, Func<Workload, Task> script) =>
        CrashRun.CheckAsync(name, new Workload(), script, floor: 100, output);
}
