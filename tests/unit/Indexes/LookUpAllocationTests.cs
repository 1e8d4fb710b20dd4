using Feedlog.Indexing.Sealed;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>Looking up does not allocate.</summary>
public sealed class LookUpAllocationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LookUps_AllocateNothing(bool isMapped)
    {
        LogModel log = new(1, 3000);
        IndexFolder folder = new();
        using RunReader run = folder.OpenRun(folder.WriteRun(log, ..log.Groups.Count), isMapped);
        using DeathsReader deaths = folder.OpenDeaths(folder.WriteDeaths(log, ..log.Groups.Count), isMapped);
        RunSlot[] slots = log.Records.Where(slot => slot.HasKey).ToArray();
        long found = LookUp(log, run, deaths, slots);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long again = LookUp(log, run, deaths, slots);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(found, again);
        Assert.True(found > slots.Length * 5);
    }

    private static long LookUp(LogModel log, RunReader run, DeathsReader deaths, RunSlot[] slots)
    {
        long found = 0;
        foreach (RunSlot slot in slots)
        {
            if (run.TryFindId(slot.Id, log, out _, out _)) found++;
            if (run.TryFindId(slot.Id + 1, log, out _, out _)) found++;
            if (run.TryFindKey(slot.KeyHash, slot.Sequence, log, out _, out _)) found++;
            if (run.TryFindSlot(slot.Sequence, out _, out _)) found++;
            if (run.CountTimesBefore(slot.TimestampMs) >= 0) found++;
            if (run.TimeAt(0).Sequence > 0) found++;
            if (run.TryRecordedAt(slot.Sequence, out long recordedAtMs)) found++;
            if (run.TrySequenceAt(recordedAtMs, out _)) found++;
            if (run.CountExpiredBy(slot.ExpiresAtMs) > 0) found++;
            if (deaths.TryFindKiller(slot.Sequence, out _, out _)) found++;
            if (deaths.DeadMask(slot.Sequence, 50, ulong.MaxValue) != 0) found++;
        }

        return found;
    }
}
