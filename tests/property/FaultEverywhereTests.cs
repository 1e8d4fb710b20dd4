using Feedlog.Tests.Property.Faults;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// One call of the storage after the other is made to fail, once or for good, until a run gets by without meeting the
/// fault. Whatever fails: nothing hangs, nothing wrong is read, no acknowledged record is lost, no group is halved.
/// </summary>
public sealed class FaultEverywhereTests(ITestOutputHelper output)
{
    private const int CallsMax = 5000;

    public static TheoryData<StorageCalls, int, bool, double> Faults()
    {
        TheoryData<StorageCalls, int, bool, double> faults = [];
        StorageCalls[] calls =
        [
            StorageCalls.CreateFolder, StorageCalls.List, StorageCalls.Open, StorageCalls.Rename, StorageCalls.Delete,
            StorageCalls.SyncFolder, StorageCalls.Read, StorageCalls.Write, StorageCalls.Allocate, StorageCalls.Sync,
            StorageCalls.Map, StorageCalls.TryLock, StorageCalls.Any,
        ];
        foreach (bool isPersistent in new[] { false, true })
        {
            foreach (StorageCalls call in calls) faults.Add(call, StorageFault.InputOutputError, isPersistent, 0);
            faults.Add(StorageCalls.Write, StorageFault.InputOutputError, isPersistent, 0.5);
            faults.Add(StorageCalls.Write, StorageFault.NoSpace, isPersistent, 0);
            faults.Add(StorageCalls.Write, StorageFault.NoSpace, isPersistent, 0.9);
            faults.Add(StorageCalls.NeedsRoom, StorageFault.NoSpace, isPersistent, 0.5);
            faults.Add(StorageCalls.NeedsRoom, StorageFault.OverQuota, isPersistent, 0);
            faults.Add(StorageCalls.Any, StorageFault.Interrupted, isPersistent, 0);
            faults.Add(StorageCalls.Sync | StorageCalls.SyncFolder, StorageFault.NoSpace, isPersistent, 0);
            faults.Add(StorageCalls.Sync | StorageCalls.SyncFolder, StorageFault.OverQuota, isPersistent, 0);
        }

        return faults;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_AtEveryCall_LosesNothingAcknowledged(
        StorageCalls calls, int errno, bool isPersistent, double writtenPart)
    {
        string name = $"{calls} {errno} {isPersistent} {writtenPart}";
        await SweepAsync("writing " + name, RunAsync, new StorageFault
        {
            Calls = calls,
            Nth = 1,
            IsPersistent = isPersistent,
            Errno = errno,
            WrittenPart = writtenPart,
        });
    }

    [Theory]
    [InlineData(StorageCalls.Any, StorageFault.InputOutputError, false, 0)]
    [InlineData(StorageCalls.Any, StorageFault.InputOutputError, true, 0)]
    [InlineData(StorageCalls.NeedsRoom, StorageFault.NoSpace, true, 0.5)]
    [InlineData(StorageCalls.Sync | StorageCalls.SyncFolder, StorageFault.InputOutputError, false, 0)]
    [InlineData(StorageCalls.Sync | StorageCalls.SyncFolder, StorageFault.InputOutputError, true, 0)]
    public Task Fault_WhileArchiving_LosesNothingAcknowledged(
        StorageCalls calls, int errno, bool isPersistent, double writtenPart) =>
        SweepAsync("archiving", ArchiveAsync, calls, errno, isPersistent, writtenPart);

    [Theory]
    [InlineData(StorageCalls.Any, StorageFault.InputOutputError, false, 0)]
    [InlineData(StorageCalls.Any, StorageFault.InputOutputError, true, 0)]
    [InlineData(StorageCalls.Delete, StorageFault.InputOutputError, false, 0)]
    [InlineData(StorageCalls.NeedsRoom, StorageFault.NoSpace, true, 0.5)]
    [InlineData(StorageCalls.Sync | StorageCalls.SyncFolder, StorageFault.InputOutputError, false, 0)]
    [InlineData(StorageCalls.Sync | StorageCalls.SyncFolder, StorageFault.InputOutputError, true, 0)]
    public Task Fault_WhilePurging_LosesNothingElse(
        StorageCalls calls, int errno, bool isPersistent, double writtenPart) =>
        SweepAsync("purging", PurgeAsync, calls, errno, isPersistent, writtenPart);

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(0.5, false)]
    [InlineData(0.5, true)]
    [InlineData(0.1, false)]
    [InlineData(0.1, true)]
    [InlineData(0.99, false)]
    public Task FaultOrShortRead_WhileReopening_LosesNothingAcknowledged(double readPart, bool isPersistent) =>
        SweepAsync($"reopening {readPart} {isPersistent}", ReopenAsync, new StorageFault
        {
            Calls = readPart == 0 ? StorageCalls.Any : StorageCalls.Read,
            Nth = 1,
            IsPersistent = isPersistent,
            ReadPart = readPart,
        });

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0.5, true)]
    public Task ShortRead_AtEveryCall_LosesNothingAcknowledged(double readPart, bool isPersistent) =>
        SweepAsync($"short reads {readPart} {isPersistent}", RunAsync, new StorageFault
        {
            Calls = StorageCalls.Read,
            Nth = 1,
            IsPersistent = isPersistent,
            ReadPart = readPart,
        });

    private Task SweepAsync(
        string what, Func<StorageFault, ReadMode, Random, Task<bool>> run, StorageCalls calls, int errno,
        bool isPersistent, double writtenPart) =>
        SweepAsync($"{what} {calls} {errno} {isPersistent}", run, new StorageFault
        {
            Calls = calls,
            Nth = 1,
            IsPersistent = isPersistent,
            Errno = errno,
            WrittenPart = writtenPart,
        });

    private async Task SweepAsync(
        string name, Func<StorageFault, ReadMode, Random, Task<bool>> run, StorageFault fault)
    {
        int fired = 0;
        int runs = 0;
        Random random = PropertyRun.RandomFor(name);
        foreach (ReadMode readMode in Enum.GetValues<ReadMode>())
        {
            // The first calls are all met at every level, the many later ones in turn.
            const int allUpTo = 20;
            int step = TestLevel.Count(6, 2, 1);
            for (int nth = 1; nth <= CallsMax; nth += nth < allUpTo ? 1 : 1 + random.Next(step))
            {
                runs++;
                if (!await RunAsync(run, fault with { Nth = nth }, readMode, random)) break;
                fired++;
                Assert.True(nth < CallsMax - step, "The work never got by without the fault.");
            }
        }

        output.WriteLine($"{runs} runs, {fired} with a fault. {PropertyRun.Hint}");
        TestCounts.Write($"faults/{name}", new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["runs"] = runs,
            ["fired"] = fired,
        });
    }

    private static async Task<bool> RunAsync(
        Func<StorageFault, ReadMode, Random, Task<bool>> run, StorageFault fault, ReadMode readMode, Random random)
    {
        try
        {
            return await run(fault, readMode, random);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"{fault}, {readMode}: {exception.Message} {PropertyRun.Hint}", exception);
        }
    }

    private static async Task<bool> RunAsync(StorageFault fault, ReadMode readMode, Random random)
    {
        FaultyWork work = new(readMode);
        work.Begin(fault);
        await work.RunAsync();
        return await EndAsync(work, random);
    }

    private static async Task<bool> ArchiveAsync(StorageFault fault, ReadMode readMode, Random random)
    {
        FaultyWork work = new(readMode);
        work.Begin(null);
        await work.RunAsync();
        work.Storage.Set(fault);
        await work.ArchiveAsync(keepSegments: 1);
        await work.AppendAsync(Durability.Durable, 1, 300);
        await work.ArchiveAsync(keepSegments: 0);
        await work.ReadAllAsync();
        // Promotes what was read, and merges what then lies beside it.
        await work.AppendAsync(Durability.Durable, 1, 200);
        await work.ArchiveAsync(keepSegments: 0);
        await work.ReadAllAsync();
        return await EndAsync(work, random);
    }

    private static async Task<bool> PurgeAsync(StorageFault fault, ReadMode readMode, Random random)
    {
        FaultyWork work = new(readMode);
        work.Begin(null);
        await work.RunAsync();
        await work.ArchiveAsync(keepSegments: 2);
        Attempt hot = await work.AppendAsync(Durability.Durable, 2, 400);
        Attempt named = await work.AppendAsync(Durability.Durable, 1, 300, "purged");
        Attempt cold = work.Attempts.First(attempt => attempt.Drafts.Count == 3);
        work.Storage.Set(fault);
        await work.PurgeAsync(hot);
        await work.AppendAsync(Durability.Durable, 1, 300);
        await work.PurgeAsync(cold);
        await work.PurgeAsync(named);
        await work.ReadAllAsync();
        return await EndAsync(work, random);
    }

    // Whether the fault was met: nothing may be lost to it, open, closed or opened again.
    private static async Task<bool> EndAsync(FaultyWork work, Random random)
    {
        await work.AssertSurvivesAsync((CrashImage)random.Next(7), random);
        await work.CloseAsync();
        int fired = work.Storage.FiredCount;
        await work.AssertSurvivesAsync(CrashImage.Nothing, random);
        await work.AssertReopensAsync();
        return fired > 0;
    }

    private static async Task<bool> ReopenAsync(StorageFault fault, ReadMode readMode, Random random)
    {
        FaultyWork work = new(readMode);
        work.Begin(null);
        await work.RunAsync();
        await work.ReopenAsync(fault);
        int fired = work.Storage.FiredCount;
        await work.AssertSurvivesAsync((CrashImage)random.Next(7), random);
        await work.AssertReopensAsync();
        return fired > 0;
    }
}
