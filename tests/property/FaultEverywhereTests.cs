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
        }

        return faults;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_AtEveryCall_LosesNothingAcknowledged(
        StorageCalls calls, int errno, bool isPersistent, double writtenPart)
    {
        int fired = 0;
        int runs = 0;
        Random random = PropertyRun.RandomFor($"{calls} {errno} {isPersistent} {writtenPart}");
        foreach (ReadMode readMode in Enum.GetValues<ReadMode>())
        {
            // The first calls are all met at every level, the many later ones in turn.
            const int allUpTo = 20;
            int step = TestLevel.Count(3, 1, 1);
            for (int nth = 1; nth <= CallsMax; nth += nth < allUpTo ? 1 : 1 + random.Next(step))
            {
                StorageFault fault = new()
                {
                    Calls = calls,
                    Nth = nth,
                    IsPersistent = isPersistent,
                    Errno = errno,
                    WrittenPart = writtenPart,
                };
                runs++;
                if (!await RunAsync(fault, readMode, random)) break;
                fired++;
                Assert.True(nth < CallsMax - step, "The work never got by without the fault.");
            }
        }

        output.WriteLine($"{runs} runs, {fired} with a fault. {PropertyRun.Hint}");
    }

    private static async Task<bool> RunAsync(StorageFault fault, ReadMode readMode, Random random)
    {
        FaultyWork work = new(readMode);
        work.Begin(fault);
        try
        {
            await work.RunAsync();
            await work.AssertSurvivesAsync((CrashImage)random.Next(7), random);
            await work.CloseAsync();
            int fired = work.Storage.FiredCount;
            await work.AssertSurvivesAsync(CrashImage.Nothing, random);
            await work.AssertReopensAsync();
            return fired > 0;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"{fault}, {readMode}: {exception.Message} {PropertyRun.Hint}", exception);
        }
    }
}
