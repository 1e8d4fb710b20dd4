using Feedlog.Tests.Property.Faults;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property;

/// <summary>
/// Every sync of a small piece of work fails in turn: from then on nothing is acknowledged, reading goes on, and what
/// was acknowledged before is there after reopening.
/// </summary>
public sealed class SyncFailureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FailedSync_AtEveryPlace_EndsAllWriting(bool isPersistent)
    {
        const int syncsMax = 500;
        int poisoned = 0;
        for (int nth = 1; nth <= syncsMax; nth++)
        {
            FaultyWork work = new(ReadMode.Mapped, sealsIndexes: false);
            work.Begin(null);
            Assert.True(await work.TryOpenAsync());
            work.Storage.Set(new StorageFault { Calls = StorageCalls.Sync, Nth = nth, IsPersistent = isPersistent });
            await WriteUntilItFailsAsync(work);
            if (work.Storage.FiredCount == 0) break;

            poisoned++;
            await AssertPoisonedAsync(work);
            await work.AssertSurvivesAsync(CrashImage.Sectors, PropertyRun.RandomFor($"sync {nth}"));
            await work.CloseAsync();
            await work.AssertReopensAsync();
        }

        const int syncsAtLeast = 8;
        Assert.True(poisoned >= syncsAtLeast, $"Only {poisoned} syncs were met.");
    }

    [Theory]
    [InlineData(".idx")]
    [InlineData("index")]
    public async Task FailedSync_OfAnIndex_EndsNothing(string pathEnd)
    {
        const int syncsMax = 100;
        int failed = 0;
        for (int nth = 1; nth <= syncsMax; nth++)
        {
            FaultyWork work = new(ReadMode.Mapped);
            work.Begin(null);
            Assert.True(await work.TryOpenAsync());
            work.Storage.Set(new StorageFault
            {
                Calls = pathEnd == "index" ? StorageCalls.SyncFolder : StorageCalls.Sync,
                Nth = nth,
                PathEnd = pathEnd,
            });
            for (int i = 0; i < 14; i++)
            {
                Attempt attempt = await work.AppendAsync(Durability.Durable, 1 + (i % 2), 700);
                Assert.True(attempt.IsAcknowledged, attempt.Failure?.Message);
            }

            if (work.Storage.FiredCount == 0) break;
            failed++;
            await work.AssertSurvivesAsync(CrashImage.Sectors, PropertyRun.RandomFor($"index sync {nth}"));
            await work.CloseAsync();
            await work.AssertReopensAsync();
        }

        Assert.True(failed >= 3, $"Only {failed} syncs were met.");
    }

    [Fact]
    public async Task FailedSync_OfADurableAppend_FailsThatAppend()
    {
        FaultyWork work = new(ReadMode.Mapped);
        work.Begin(null);
        Assert.True(await work.TryOpenAsync());
        Attempt before = await work.AppendAsync(Durability.Durable, 1, 50);
        work.Storage.Set(new StorageFault { Calls = StorageCalls.Sync, Nth = 1, PathEnd = ".feed" });

        Attempt failing = await work.AppendAsync(Durability.Durable, 2, 50);

        Assert.True(before.IsAcknowledged);
        FeedlogPoisonedException failure = Assert.IsType<FeedlogPoisonedException>(failing.Failure);
        Assert.Equal(FeedlogErrorCode.Poisoned, failure.Code);
        Assert.IsAssignableFrom<IOException>(failure.InnerException);
        await AssertPoisonedAsync(work);
        await work.CloseAsync();
        await work.AssertReopensAsync();
    }

    [Fact]
    public async Task FailedSync_LostPages_AreWrittenAgainByTheNextOpening()
    {
        // The kernel marks pages clean after a failed sync: what reopening finds in memory is not on the medium.
        FaultyWork work = new(ReadMode.Mapped);
        work.Begin(null);
        Assert.True(await work.TryOpenAsync());
        await work.AppendAsync(Durability.Durable, 1, 50);
        work.Storage.Set(new StorageFault { Calls = StorageCalls.Sync, Nth = 1, PathEnd = ".feed" });
        Attempt lost = await work.AppendAsync(Durability.Durable, 1, 60);
        Assert.False(lost.IsAcknowledged);
        await work.CloseAsync();
        work.Storage.Set(null);

        Assert.True(await work.TryOpenAsync());
        bool isRescued = work.Store?.TryGet(lost.Drafts[0].Id ?? default, out _) ?? false;
        Attempt next = await work.AppendAsync(Durability.Durable, 1, 70);
        if (isRescued) lost.Results = [new AppendResult(lost.Drafts[0].Id ?? default, 0, default, default)];

        Assert.True(next.IsAcknowledged);
        Assert.True(isRescued, "The group was whole in memory: the store should have kept it.");
        await AssertStillThereAsync(work, [lost, next]);
    }

    private static async Task AssertStillThereAsync(FaultyWork work, IReadOnlyList<Attempt> attempts)
    {
        CrashStorage after = work.LosePower(CrashImage.Nothing, new Random(1));
        await using FeedlogStore store = await FeedlogStore.OpenAsync(after, work.Options);
        foreach (Attempt attempt in attempts) Assert.True(store.TryGet(attempt.Drafts[0].Id ?? default, out _));
    }

    private static async Task WriteUntilItFailsAsync(FaultyWork work)
    {
        const int appends = 14;
        for (int i = 0; i < appends && work.Storage.FiredCount == 0; i++)
        {
            Durability durability = i % 3 == 1 ? Durability.Interval : Durability.Durable;
            Attempt attempt = await work.AppendAsync(durability, 1 + (i % 2), 700);
            bool mayFail = work.Storage.FiredCount > 0;
            if (!mayFail) Assert.True(attempt.IsAcknowledged, attempt.Failure?.Message);
        }

        await work.FlushAsync();
    }

    private static async Task AssertPoisonedAsync(FaultyWork work)
    {
        foreach (Durability durability in Enum.GetValues<Durability>())
        {
            Attempt attempt = await work.AppendAsync(durability, 1, 100);
            Assert.False(attempt.IsAcknowledged, $"{durability} was acknowledged after a failed sync.");
            Assert.IsType<FeedlogPoisonedException>(attempt.Failure);
        }

        Assert.IsType<FeedlogPoisonedException>(await work.FlushAsync());
        FeedlogStore store = work.Store ?? throw new InvalidOperationException("The store is not open.");
        await Assert.ThrowsAsync<FeedlogPoisonedException>(async () => await store.DeleteAsync(new RecordId(1)));
        Assert.True(await work.ReadAllAsync(), "Reading must go on after a failed sync.");
    }
}
