using Feedlog.Format.Stores;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Index files that cannot be written cost memory and nothing else, and are tried again.</summary>
public sealed class IndexFailureTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly IndexWork _work = new();
    private readonly CrashStorage _medium = new();

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task FullIndexFolder_ForAWhile_DisturbsNobodyAndIsTriedAgain(bool sealsInline, bool isPersistent)
    {
        FaultStorage storage = new(_medium);
        FeedlogOptions options = _work.Options with { SealsInline = sealsInline };
        string answers;
        await using (FeedlogStore store = await Stores.OpenAsync(storage, options))
        {
            await _work.DoAsync(store, 40);
            storage.Set(FullIndexes(isPersistent));
            await _work.DoAsync(store, 40).WaitAsync(s_patience);
            await IndexWork.UntilAsync(() => storage.FiredCount > 0, "an index file cannot be written");
            Assert.Equal(80, _work.Made);
            if (isPersistent) _work.Answers(store);

            storage.Set(null);
            await _work.DoAsync(store, 15).WaitAsync(s_patience);
            await IndexWork.UntilAsync(() => Covered() + 20 > store.LastSequence, "it is tried again");
            answers = _work.Answers(store);
        }

        Assert.Equal(IndexWork.ListedPaths(_medium), IndexWork.PresentPaths(_medium));
        await using FeedlogStore again = await Stores.OpenAsync(_medium, options);
        Assert.Equal(0, again.OpenReport.ScannedFrames);
        Assert.Equal(answers, _work.Answers(again));
    }

    [Fact]
    public async Task FullIndexFolder_UntilTheEnd_IsScannedOnceMore()
    {
        FaultStorage storage = new(_medium);
        string answers;
        await using (FeedlogStore store = await Stores.OpenAsync(storage, _work.Options))
        {
            await _work.DoAsync(store, 40);
            storage.Set(FullIndexes(isPersistent: true));
            await _work.DoAsync(store, 40);
            answers = _work.Answers(store);
        }

        Assert.Equal(IndexWork.ListedPaths(_medium), IndexWork.PresentPaths(_medium));
        await using FeedlogStore again = await Stores.OpenAsync(_medium, _work.Options);
        Assert.True(again.OpenReport.WasClean);
        Assert.True(again.OpenReport.ScannedFrames > 20, $"{again.OpenReport}");
        Assert.Equal("", again.OpenReport.IndexFault);
        Assert.Equal(answers, _work.Answers(again));
    }

    [Fact]
    public async Task WaitingTails_BeyondTheirLimit_FailAppendsWithTheReasonUntilThereIsRoom()
    {
        FaultStorage storage = new(_medium);
        FeedlogOptions options = _work.Options with { SealsInline = false, WaitingTailBytesMax = 6000 };
        await using FeedlogStore store = await Stores.OpenAsync(storage, options);
        await _work.DoAsync(store, 20);
        storage.Set(FullIndexes(isPersistent: true));

        FeedlogException refusal = await Stores.RefusedAsync(
            FeedlogErrorCode.StorageFull, () => AppendUntilRefusedAsync(store).WaitAsync(s_patience));

        Assert.Contains(StoreLayout.IndexFolder, refusal.Message, StringComparison.Ordinal);
        Assert.True(store.TryGet(new RecordId(20), out _));
        _work.Answers(store);
        storage.Set(null);
        await IndexWork.UntilAsync(() => CanAppendAsync(store).Result, "there is room again");
        await _work.DoAsync(store, 5).WaitAsync(s_patience);
        Assert.True(store.TryGet(new RecordId((ulong)_work.Made), out _));
    }

    [Fact]
    public async Task WaitingTails_BeyondTheirLimit_WaitForAWorkerThatIsSlow()
    {
        FaultStorage storage = new(_medium);
        using ManualResetEventSlim gate = new(false);
        FeedlogOptions options = _work.Options with { SealsInline = false, WaitingTailBytesMax = 6000 };
        await using FeedlogStore store = await Stores.OpenAsync(storage, options);
        storage.Hook = (_, path) =>
        {
            if (path.StartsWith(StoreLayout.IndexFolder, StringComparison.Ordinal)) gate.Wait(s_patience);
        };

        Task working = _work.DoAsync(store, 150);
        await Task.WhenAny(working, Task.Delay(300));
        bool hadToWait = !working.IsCompleted;
        gate.Set();
        await working.WaitAsync(s_patience);

        Assert.True(hadToWait, "Appends did not wait for the worker.");
    }

    [Fact]
    public async Task ManifestThatCannotBeReplaced_DoesNotMakeTheWorkerSpin()
    {
        FaultStorage storage = new(_medium);
        FeedlogOptions options = _work.Options with { SealsInline = false, SegmentBytes = 1 << 20 };
        await using FeedlogStore store = await Stores.OpenAsync(storage, options);
        storage.Set(new StorageFault
        {
            Calls = StorageCalls.Rename,
            Nth = 1,
            IsPersistent = true,
            Errno = StorageFault.NoSpace,
        });
        await _work.DoAsync(store, 40);
        await IndexWork.UntilAsync(() => storage.FiredCount > 0, "the manifest cannot be replaced");

        int before = storage.FiredCount;
        await Task.Delay(500);

        Assert.InRange(storage.FiredCount - before, 0, 2);
        storage.Set(null);
        await IndexWork.UntilAsync(() => Covered() > 0, "it is tried again");
    }

    [Fact]
    public async Task Poison_EndsTheWorkOfTheBackgroundToo()
    {
        FaultStorage storage = new(_medium);
        FeedlogOptions options = _work.Options with { SealsInline = false, SegmentBytes = 1 << 20 };
        await using FeedlogStore store = await Stores.OpenAsync(storage, options);
        storage.Set(new StorageFault { Calls = StorageCalls.Sync, Nth = 1, IsPersistent = true, PathEnd = ".tmp" });
        await _work.DoAsync(store, 5);
        for (int i = 0; i < 10; i++)
        {
            AppendOptions unsynced = new() { Durability = Durability.None };
            try
            {
                await store.AppendAsync(new RecordDraft(new string('x', 900)), unsynced);
            }
            catch (FeedlogPoisonedException)
            {
                break;
            }
        }

        await IndexWork.UntilAsync(() => storage.FiredCount > 0, "a sync fails");
        await Task.Delay(100);
        int before = storage.Count(StorageCalls.Write);
        await Task.Delay(500);

        Assert.InRange(storage.Count(StorageCalls.Write) - before, 0, 20);
        Assert.True(store.TryGet(new RecordId(1), out _));
    }

    private static StorageFault FullIndexes(bool isPersistent) => new()
    {
        Calls = StorageCalls.Write | StorageCalls.Open,
        Nth = 1,
        IsPersistent = isPersistent,
        Errno = StorageFault.NoSpace,
        PathStart = StoreLayout.IndexFolder,
    };

    private static async Task AppendUntilRefusedAsync(FeedlogStore store)
    {
        for (int i = 0; i < 1000; i++)
            await store.AppendAsync(new RecordDraft(new string('x', 500)), new AppendOptions { Durability = Durability.None });
    }

    private static async Task<bool> CanAppendAsync(FeedlogStore store)
    {
        try
        {
            await store.AppendAsync("room?");
            return true;
        }
        catch (FeedlogException refusal) when (refusal.Code == FeedlogErrorCode.StorageFull)
        {
            return false;
        }
    }

    private ulong Covered() => IndexWork.Listed(_medium).Select(entry => entry.Coverage.LastSequence).DefaultIfEmpty().Max();
}
