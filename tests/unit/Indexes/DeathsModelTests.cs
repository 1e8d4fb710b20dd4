using Feedlog.Format.Indexes;
using Feedlog.Indexing.Sealed;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>Files of deaths, built and merged, answer as plain lists do.</summary>
public sealed class DeathsModelTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 50)]
    [InlineData(4, 600)]
    [InlineData(5, 4000)]
    public void Deaths_AnswerAsTheLogDoes(int seed, int slotCount)
    {
        LogModel log = new(seed, slotCount);
        IndexFolder folder = new();
        IndexFileEntry entry = folder.WriteDeaths(log, ..log.Groups.Count);
        using DeathsReader mapped = folder.OpenDeaths(entry);
        using DeathsReader positioned = folder.OpenDeaths(entry, isMapped: false);
        Assert.Equal(entry, mapped.Entry);
        Assert.Equal(log.Coverage(..log.Groups.Count), mapped.Coverage);
        AssertAnswers(mapped, log, seed);
        AssertAnswers(positioned, log, seed);
    }

    [Theory]
    [InlineData(11, 50, 2)]
    [InlineData(12, 4000, 2)]
    [InlineData(13, 4000, 9)]
    public void Merge_IsTheFileThatIsBuiltFromAll(int seed, int slotCount, int parts)
    {
        LogModel log = new(seed, slotCount);
        IndexFolder folder = new();
        IndexFileEntry whole = folder.WriteDeaths(log, ..log.Groups.Count);
        DeathsReader[] inputs = log.Cut(parts)
            .Select((range, i) => folder.OpenDeaths(folder.WriteDeaths(log, range), isMapped: i % 2 == 0)).ToArray();
        IndexFileEntry merged = DeathsMerger.Merge(
            inputs, folder.Storage, LogModel.Store, folder.NextNumber(), IndexFolder.NowMs, CancellationToken.None);
        Assert.Equal(whole with { Number = merged.Number }, merged);
        using DeathsReader reader = folder.OpenDeaths(merged);
        AssertAnswers(reader, log, seed);
    }

    [Fact]
    public void Merge_MayLeaveOutGroupsInBetween_ButNotGoBack()
    {
        LogModel log = new(21, 900);
        IndexFolder folder = new();
        DeathsReader[] inputs = log.Cut(3).Select(range => folder.OpenDeaths(folder.WriteDeaths(log, range))).ToArray();
        IndexFileEntry merged = DeathsMerger.Merge(
            [inputs[0], inputs[2]], folder.Storage, LogModel.Store, folder.NextNumber(), 0, CancellationToken.None);
        Assert.Equal(inputs[0].Count + inputs[2].Count, merged.EntryCount);
        Assert.Equal(log.Coverage(..log.Groups.Count), merged.Coverage);
        Assert.Throws<ArgumentException>(() => DeathsMerger.Merge(
            [inputs[2], inputs[0]], folder.Storage, LogModel.Store, folder.NextNumber(), 0, CancellationToken.None));
    }

    [Fact]
    public void FileWithoutDeaths_KnowsNothing()
    {
        IndexFolder folder = new();
        IndexCoverage coverage = new LogModel(1, 1).Coverage(..1);
        IndexFileEntry entry = new DeathsBuilder().Write(folder.Storage, LogModel.Store, 3, coverage, 0);
        using DeathsReader reader = folder.OpenDeaths(entry);
        Assert.Equal(0, reader.Count);
        Assert.False(reader.TryFindKiller(1, out _, out _));
        Assert.Equal(0UL, reader.DeadMask(0, 64, ulong.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.PairAt(0));
    }

    [Fact]
    public void Mask_OfMoreThanItsBits_IsRefused()
    {
        LogModel log = new(31, 100);
        IndexFolder folder = new();
        using DeathsReader reader = folder.OpenDeaths(folder.WriteDeaths(log, ..log.Groups.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.DeadMask(0, 65, ulong.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.DeadMask(0, -1, ulong.MaxValue));
        Assert.Equal(0UL, reader.DeadMask(ulong.MaxValue - 3, 64, ulong.MaxValue));
    }

    private static void AssertAnswers(DeathsReader reader, LogModel log, int seed)
    {
        (ulong, ulong)[] pairs = log.Deaths.Select(death => (death.Victim, death.Killer)).Order().ToArray();
        Assert.Equal(pairs, Enumerable.Range(0, (int)reader.Count).Select(i => reader.PairAt(i)));
        Dictionary<ulong, (ulong Killer, bool ByTombstone)> deaths =
            log.Deaths.ToDictionary(death => death.Victim, death => (death.Killer, death.ByTombstone));
        for (ulong sequence = LogModel.FirstSequence - 2; sequence <= log.Slots[^1].Sequence + 2; sequence++)
        {
            bool isDead = deaths.TryGetValue(sequence, out (ulong Killer, bool ByTombstone) death);
            Assert.Equal(isDead, reader.TryFindKiller(sequence, out ulong killer, out bool byTombstone));
            Assert.Equal(death, (killer, byTombstone));
        }

        Random random = new(seed);
        for (ulong first = LogModel.FirstSequence - 70; first <= log.Slots[^1].Sequence + 2; first += 17)
        {
            int slotCount = random.Next(65);
            ulong asOf = random.Next(3) == 0 ? ulong.MaxValue : first + (ulong)random.Next(100);
            ulong expected = 0;
            for (int i = 0; i < slotCount; i++)
            {
                if (deaths.TryGetValue(first + (ulong)i, out var death) && death.Killer <= asOf) expected |= 1UL << i;
            }

            Assert.Equal(expected, reader.DeadMask(first, slotCount, asOf));
        }
    }
}
