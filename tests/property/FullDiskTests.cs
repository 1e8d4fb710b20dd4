using Feedlog.Tests.Property.Faults;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property;

/// <summary>A full disk stops writing, never reading; and writing goes on when there is room again.</summary>
public sealed class FullDiskTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public async Task FullDisk_ForAWhile_OnlyStopsWriting(double writtenPart)
    {
        const int callsMax = 40;
        int refusals = 0;
        for (int nth = 1; nth <= callsMax; nth++) refusals += await FillAsync(nth, writtenPart);
        Assert.True(refusals >= callsMax, $"Only {refusals} appends were refused in {callsMax} runs.");
    }

    private static async Task<int> FillAsync(int nth, double writtenPart)
    {
        FaultyWork work = new(ReadMode.Positioned);
        work.Begin(null);
        Assert.True(await work.TryOpenAsync());
        await work.AppendAsync(Durability.Durable, 1, 100);
        await work.AppendAsync(Durability.Durable, 2, 900);

        work.Storage.Set(new StorageFault
        {
            Calls = StorageCalls.NeedsRoom,
            Nth = nth,
            IsPersistent = true,
            Errno = StorageFault.NoSpace,
            WrittenPart = writtenPart,
            SparesReservedRoom = true,
        });
        int refusals = 0;
        for (int i = 0; i < 12 || work.Storage.FiredCount == 0; i++)
        {
            Attempt attempt = await work.AppendAsync(i % 2 == 0 ? Durability.Durable : Durability.Interval, 1, 800);
            if (attempt.Failure is { } failure) Assert.Equal(FeedlogErrorCode.StorageFull, failure.Code);
            if (!attempt.IsAcknowledged) refusals++;
            Assert.True(await work.ReadAllAsync(), "Reading must go on while the disk is full.");
        }

        work.Storage.Set(null);
        for (int i = 0; i < 6; i++)
        {
            Attempt attempt = await work.AppendAsync(Durability.Durable, 1, 800);
            Assert.True(attempt.IsAcknowledged, $"There is room again, and still: {attempt.Failure?.Message}");
        }

        Assert.True(await work.ReadAllAsync());
        await work.AssertSurvivesAsync(CrashImage.Sectors, new Random(nth));
        Assert.Null(await work.CloseAsync());
        await work.AssertReopensAsync();
        return refusals;
    }
}
