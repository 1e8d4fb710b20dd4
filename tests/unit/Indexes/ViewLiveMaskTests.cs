using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Tail;
using Feedlog.Indexing.Views;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>
/// Who of a chunk is alive, now and as of any sequence, is what the list of deaths says, wherever the deaths lie: in
/// files, in tails that wait, in the one that is being written.
/// </summary>
public sealed class ViewLiveMaskTests
{
    private const int FileCount = 3;
    private const int TailCount = 2;

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 300)]
    [InlineData(3, 3000)]
    [InlineData(4, 3000)]
    [InlineData(5, 9000)]
    public void LiveMask_OfAnyChunkAsOfAnySequence_IsWhatTheListSays(int seed, int slotCount)
    {
        LogModel log = new(seed, slotCount);
        Dictionary<ulong, ulong> killers = log.Deaths.ToDictionary(death => death.Victim, death => death.Killer);
        IndexParts parts = PartsOf(log);
        Random random = new(seed);
        ulong lastSequence = log.Slots[^1].Sequence;
        int deadBits = 0;
        for (int round = 0; round < 4000; round++)
        {
            ulong first = (ulong)random.NextInt64((long)LogModel.FirstSequence - 70, (long)lastSequence + 3);
            int chunk = random.Next(1, 65);
            ulong asOf = random.Next(3) switch
            {
                0 => ulong.MaxValue,
                1 => (ulong)random.NextInt64((long)LogModel.FirstSequence - 1, (long)lastSequence + 2),
                _ => first + (ulong)random.Next(90),
            };
            IndexView view = new(parts, parts.Active.Slots.Count, asOf, 0, LogModel.Store.Salt, UsesHotKeys: false, log);
            ulong expected = Expected(killers, first, chunk, asOf);
            ulong actual = view.LiveMask(first, chunk);
            Assert.True(expected == actual, $"{chunk} slots from {first} as of {asOf}: {actual:X}, not {expected:X}.");
            deadBits += chunk - System.Numerics.BitOperations.PopCount(actual);
        }

        Assert.True(deadBits > 1000, $"Only {deadBits} bits were dead.");
    }

    [Fact]
    public void Killer_AsOfAnySequence_IsWhatTheListSays()
    {
        LogModel log = new(7, 2000);
        IndexParts parts = PartsOf(log);
        Dictionary<ulong, (ulong Killer, bool ByTombstone)> deaths =
            log.Deaths.ToDictionary(death => death.Victim, death => (death.Killer, death.ByTombstone));
        foreach (RunSlot slot in log.Slots)
        {
            bool isDead = deaths.TryGetValue(slot.Sequence, out (ulong Killer, bool ByTombstone) death);
            foreach (ulong asOf in new[] { death.Killer - 1, death.Killer, ulong.MaxValue })
            {
                if (!isDead && asOf != ulong.MaxValue) continue;
                IndexView view = new(parts, parts.Active.Slots.Count, asOf, 0, LogModel.Store.Salt, UsesHotKeys: false, log);
                bool isFound = view.TryFindKiller(slot.Sequence, out ulong killer, out bool byTombstone);
                Assert.Equal(isDead && death.Killer <= asOf, isFound);
                if (isFound) Assert.Equal(death, (killer, byTombstone));
            }
        }
    }

    private static ulong Expected(Dictionary<ulong, ulong> killers, ulong first, int slotCount, ulong asOf)
    {
        ulong alive = 0;
        for (int i = 0; i < slotCount; i++)
        {
            bool isDead = killers.TryGetValue(first + (ulong)i, out ulong killer) && killer <= asOf;
            if (!isDead) alive |= 1UL << i;
        }

        return alive;
    }

    // The log in three files of deaths, two tails that wait and one that is being written.
    private static IndexParts PartsOf(LogModel log)
    {
        IndexFolder folder = new();
        Range[] stretches = log.Cut(FileCount + TailCount + 1).ToArray();
        List<SharedIndexFile<RunReader>> runs = [];
        List<SharedIndexFile<DeathsReader>> deaths = [];
        foreach (Range stretch in stretches.Take(FileCount))
        {
            RunReader run = folder.OpenRun(folder.WriteRun(log, stretch));
            runs.Add(new SharedIndexFile<RunReader>(run, run.Entry.ToString(), folder.Storage));
            if (log.DeathsBuilder(stretch).Count == 0) continue;
            DeathsReader file = folder.OpenDeaths(folder.WriteDeaths(log, stretch));
            deaths.Add(new SharedIndexFile<DeathsReader>(file, file.Entry.ToString(), folder.Storage));
        }

        IEnumerable<TailIndex> tails = stretches.Skip(FileCount).Select(stretch => TailOf(log, stretch));
        return new IndexParts(new SealedIndexes(runs, deaths, [], []), tails, [], null, 0);
    }

    private static TailIndex TailOf(LogModel log, Range stretch)
    {
        IndexCoverage coverage = log.Coverage(stretch);
        Dictionary<ulong, (ulong Victim, bool ByTombstone)> deaths =
            log.Deaths.ToDictionary(death => death.Killer, death => (death.Victim, death.ByTombstone));
        TailIndex tail = new(long.MinValue);
        foreach (RunSlot slot in log.Slots)
        {
            if (slot.Sequence < coverage.FirstSequence || slot.Sequence > coverage.LastSequence) continue;
            (ulong victim, bool byTombstone) = deaths.GetValueOrDefault(slot.Sequence);
            FrameHeader header = new()
            {
                Type = byTombstone ? FrameType.Tombstone : FrameType.Record,
                TotalLengthBytes = FrameLayout.HeaderBytes,
                Sequence = slot.Sequence,
                Id = slot.Sequence,
                TimestampMs = slot.TimestampMs,
            };
            tail.Apply(header, slot.Address, slot.KeyHash, slot.ExpiresAtMs, victim);
        }

        return tail;
    }
}
