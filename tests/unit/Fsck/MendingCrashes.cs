using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Fsck.Commands;
using Feedlog.Fsck.Copying;
using Feedlog.Fsck.Repairing;
using Feedlog.Fsck.Salvaging;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Xunit.Abstractions;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>
/// fsck itself is killed, loses the power, or is refused a call, at every call that it makes: the store is no worse, and
/// what was being made is whole or no store at all.
/// </summary>
public sealed class MendingCrashes(ITestOutputHelper output)
{
    public static TheoryData<string> Damages() => RepairTests.Damages();

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Repair_EndedAtAnyStep_LeavesAStoreThatCanStillBeRepairedWithoutLoss(string damage)
    {
        StoreImage image = await RepairTests.StoreAsync();
        string[] expected = await StoreRecords.LivingAsync(image.ToStorage());
        RepairTests.Plant(image, damage);
        CrashStorage start = Durable(image);

        int images = await ForEachCrashAsync(start, storage => Repair(storage), async crashed =>
        {
            CheckReport left = Repair(crashed);
            Assert.Empty(left.Findings);
            Assert.Equal(expected, await StoreRecords.LivingAsync(crashed));
        });

        output.WriteLine($"{damage}: {images} images");
    }

    [Fact]
    public async Task Reindex_EndedAtAnyStep_LeavesAStoreWithAllItsRecords()
    {
        StoreImage image = await RepairTests.StoreAsync();
        string[] expected = await StoreRecords.LivingAsync(image.ToStorage());
        CrashStorage start = Durable(image);

        await ForEachCrashAsync(start, storage => ReindexCommand.Run(storage, null, default), async crashed =>
        {
            Assert.Equal(0, new StoreCheck(crashed, new CheckOptions { IsDeep = true }).Run().Exit & ~ExitCode.Benign);
            Assert.Equal(expected, await StoreRecords.LivingAsync(crashed));
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NewStore_CutShortAtAnyStep_IsNoStoreOrAWholeOne(bool isBackup)
    {
        StoreImage image = await RepairTests.StoreAsync();
        string[] expected = await StoreRecords.LivingAsync(image.ToStorage());
        if (!isBackup) image.Remove(StoreLayout.Manifest);
        MemoryStorage source = image.ToStorage();

        await ForEachCrashAsync(new CrashStorage(), target => Make(source, target, isBackup), async crashed =>
        {
            if (!crashed.List("").Contains(StoreLayout.Manifest)) return;
            Assert.Equal(0, new StoreCheck(crashed).Run().Exit);
            Assert.Equal(expected, await StoreRecords.LivingAsync(crashed));
        });

        StoreImage after = StoreImage.Of(source);
        Assert.Equal(image.Paths, after.Paths);
        Assert.All(image.Paths, path => Assert.Equal(image[path], after[path]));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Repair_AnyCallRefused_LeavesAStoreThatCanStillBeRepairedWithoutLoss(string damage)
    {
        StoreImage image = await RepairTests.StoreAsync();
        string[] expected = await StoreRecords.LivingAsync(image.ToStorage());
        RepairTests.Plant(image, damage);
        int stride = TestLevel.Count(onShort: 23, onCi: 5, onSoak: 1);
        int seed = TestLevel.FromEnvironment("FEEDLOG_TEST_SEED", Environment.TickCount);
        output.WriteLine($"FEEDLOG_TEST_SEED={seed}");
        int first = 1 + new Random(seed).Next(stride);
        int runs = 0;
        foreach (bool isPersistent in new[] { false, true })
        {
            for (int nth = first; ; nth += stride)
            {
                MemoryStorage medium = image.ToStorage();
                FaultStorage storage = new(medium);
                storage.Set(new StorageFault
                {
                    Calls = StorageCalls.Any,
                    Nth = nth,
                    IsPersistent = isPersistent,
                    WrittenPart = 0.5,
                });
                try
                {
                    Repair(storage);
                }
                catch (Exception failure) when (failure is IOException or CommandException)
                {
                    // It says that it could not; what counts is what it leaves.
                }

                runs++;
                if (storage.FiredCount == 0) break;
                Assert.Empty(Repair(medium).Findings);
                if (runs % 5 == 0) Assert.Equal(expected, await StoreRecords.LivingAsync(medium));
            }
        }

        output.WriteLine($"{damage}: {runs} runs");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NewStore_AnyCallRefused_IsNoStoreOrAWholeOne(bool isBackup)
    {
        StoreImage image = await RepairTests.StoreAsync();
        MemoryStorage source = image.ToStorage();
        for (int nth = 1; ; nth++)
        {
            MemoryStorage medium = new();
            FaultStorage target = new(medium);
            target.Set(new StorageFault { Calls = StorageCalls.Any, Nth = nth, WrittenPart = 0.5 });
            try
            {
                Make(source, target, isBackup);
            }
            catch (Exception failure) when (failure is IOException or CommandException)
            {
                // As above.
            }

            if (medium.List("").Contains(StoreLayout.Manifest)) Assert.Equal(0, new StoreCheck(medium).Run().Exit);
            if (target.FiredCount == 0) break;
        }
    }

    private static CheckReport Repair(IStorage storage) =>
        new RepairRun(storage, null, RepairArea.All, new CheckOptions(), default).Apply();

    private static void Make(IStorage source, IStorage target, bool isBackup)
    {
        if (isBackup) new BackupRun(source, target, new CheckOptions(), default).Run();
        else new SalvageRun(source, target, new CheckOptions(), default).Run();
    }

    // Does the work once, and then looks at what a kill or a power cut would have left after each of its steps.
    private async Task<int> ForEachCrashAsync(
        CrashStorage start, Action<IStorage> work, Func<CrashStorage, Task> check)
    {
        int seed = TestLevel.FromEnvironment("FEEDLOG_TEST_SEED", Environment.TickCount);
        output.WriteLine($"FEEDLOG_TEST_SEED={seed}");
        Random random = new(seed);
        CrashStorage worker = start.Copy();
        worker.IsRecording = true;
        work(worker);
        CrashReplay replay = new(start, worker.Steps);
        CrashImage[] kinds = Enum.GetValues<CrashImage>();
        int stride = TestLevel.Count(onShort: 4, onCi: 3, onSoak: 1);
        int images = 0;
        for (int step = random.Next(stride); replay.MoveNext(); step++)
        {
            if (step % stride != 0) continue;
            foreach (CrashImage kind in new[] { CrashImage.Everything, kinds[random.Next(kinds.Length)] })
            {
                CrashStorage crashed = replay.PowerLoss(kind, random);
                try
                {
                    await check(crashed);
                }
                catch (Exception failure)
                {
                    throw new InvalidOperationException(
                        $"seed {seed}, after step {replay.Position} ({replay.Current}), {kind}: {failure.Message}", failure);
                }

                images++;
            }
        }

        Assert.True(images > 0);
        return images;
    }

    private static CrashStorage Durable(StoreImage image)
    {
        CrashStorage storage = new();
        foreach (string folder in new[] { "", StoreLayout.HotFolder, StoreLayout.IndexFolder }) storage.CreateFolder(folder);
        foreach (string path in image.Paths)
        {
            using IStorageFile file = storage.Open(path, StorageOpen.Create);
            file.Write(0, image[path]);
        }

        return storage.Copy();
    }
}
