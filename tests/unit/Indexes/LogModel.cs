using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Views;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>A seeded stretch of a log as plain lists, and what the answers about it should be.</summary>
internal sealed class LogModel : IFrameProbe
{
    /// <summary>Ways to choose ids, from harmless to hostile.</summary>
    public static readonly string[] IdStyles = ["random", "sequential", "high", "low", "some", "tags"];

    public const ulong FirstSequence = 1000;
    public const ulong FirstGroup = 50;
    private const long Year2000Ms = 946_684_800_000;

    private readonly Dictionary<FrameAddress, RunSlot> _byAddress = [];

    /// <summary>Makes a log.</summary>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="slotCount">Number of slots.</param>
    /// <param name="idStyle">One of <see cref="IdStyles"/>.</param>
    /// <param name="keyCount">How many different keys there are.</param>
    public LogModel(int seed, int slotCount, string idStyle = "random", int keyCount = 20)
    {
        Random random = new(seed);
        WideHash[] keys = Enumerable.Range(0, keyCount).Select(_ => NextHash(random)).ToArray();
        // Keys that share their tag, with the upper half and without, and one that shares the lower half.
        if (keyCount > 3) keys[1] = keys[0] with { Low = (ulong)random.NextInt64() };
        if (keyCount > 3) keys[2] = keys[0] with { High = (ulong)random.NextInt64() };
        if (keyCount > 4) keys[3] = keys[4] with { High = keys[4].High ^ 2 };
        ulong sequence = FirstSequence;
        ulong segment = 3;
        long offset = 120;
        while (Slots.Count < slotCount)
        {
            if (random.Next(200) == 0)
            {
                segment += (ulong)random.Next(1, 3);
                offset = 120;
                if (random.Next(2) == 0) sequence += (ulong)random.Next(1, 1000);
            }

            int inGroup = Math.Min(random.Next(1, 8), slotCount - Slots.Count);
            for (int i = 0; i < inGroup; i++)
            {
                Slots.Add(NextSlot(random, sequence++, segment, offset, idStyle, keys));
                offset += random.Next(8, 40) * 8;
            }

            offset += 96;
            long recordedAtMs = Year2000Ms + Groups.Count / 3 * 10 + (random.Next(10) == 0 ? -5000 : 0);
            Groups.Add(new ModelGroup(recordedAtMs, sequence - 1, Slots.Count, segment, offset));
        }

        AddDeaths(random);
        foreach (RunSlot slot in Slots) _byAddress.Add(slot.Address, slot);
    }

    public static StoreIdentity Store { get; } = new()
    {
        Id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        Salt = 0x0123_4567_89AB_CDEF,
    };

    public List<RunSlot> Slots { get; } = [];

    public List<ModelGroup> Groups { get; } = [];

    public List<(ulong Victim, ulong Killer, bool ByTombstone)> Deaths { get; } = [];

    public IEnumerable<RunSlot> Records => Slots.Where(slot => slot.IsRecord);

    public bool HasId(FrameAddress address, ulong id) => _byAddress[address].IsRecord && _byAddress[address].Id == id;

    public bool HasKey(FrameAddress address, WideHash keyHash) => _byAddress[address].IsRecord &&
        _byAddress[address].HasKey && _byAddress[address].KeyHash == keyHash;

    /// <summary>Cuts the groups into so many stretches of about the same length.</summary>
    public IEnumerable<Range> Cut(int parts)
    {
        for (int i = 0; i < parts; i++)
        {
            Range range = (Groups.Count * i / parts)..(Groups.Count * (i + 1) / parts);
            if (range.Start.Value < range.End.Value) yield return range;
        }
    }

    /// <summary>What an index file of some groups covers.</summary>
    public IndexCoverage Coverage(Range groups)
    {
        ModelGroup last = Groups[groups.End.Value - 1];
        return new IndexCoverage
        {
            FirstSequence = groups.Start.Value == 0 ? FirstSequence : Groups[groups.Start.Value - 1].LastSequence + 1,
            LastSequence = last.LastSequence,
            FirstGroup = FirstGroup + (ulong)groups.Start.Value,
            LastGroup = FirstGroup + (ulong)groups.End.Value - 1,
            LastCommit = 0xABCD + last.LastSequence,
            EndSegment = last.Segment,
            EndOffsetBytes = last.EndOffsetBytes,
        };
    }

    /// <summary>Fills a builder with some groups.</summary>
    public RunBuilder Builder(Range groups)
    {
        RunBuilder builder = new();
        int slot = groups.Start.Value == 0 ? 0 : Groups[groups.Start.Value - 1].SlotLimit;
        foreach (ModelGroup group in Groups.Take(groups))
        {
            for (; slot < group.SlotLimit; slot++) builder.Add(Slots[slot]);
            builder.AddGroup(group.RecordedAtMs, group.LastSequence);
        }

        return builder;
    }

    /// <summary>Fills a builder with the deaths whose killers lie in some groups.</summary>
    public DeathsBuilder DeathsBuilder(Range groups)
    {
        IndexCoverage coverage = Coverage(groups);
        DeathsBuilder builder = new();
        foreach ((ulong victim, ulong killer, bool byTombstone) in Deaths)
        {
            if (killer >= coverage.FirstSequence && killer <= coverage.LastSequence)
                builder.Add(victim, killer, byTombstone);
        }

        return builder;
    }

    private static RunSlot NextSlot(
        Random random, ulong sequence, ulong segment, long offset, string idStyle, WideHash[] keys)
    {
        bool isRecord = random.Next(8) != 0;
        bool hasKey = keys.Length > 0 && random.Next(3) != 0;
        // The first key has most of the versions.
        WideHash key = hasKey ? keys[random.Next(2) == 0 ? 0 : random.Next(keys.Length)] : default;
        return new RunSlot
        {
            Sequence = sequence,
            Address = FrameAddress.At(segment, offset),
            IsRecord = isRecord,
            Id = NextId(random, sequence, idStyle),
            TimestampMs = random.Next(4) switch
            {
                0 => -random.NextInt64(1L << 45),
                1 => Year2000Ms,
                _ => Year2000Ms + (long)sequence * 1000 + random.Next(-3000, 3000),
            },
            ExpiresAtMs = random.Next(5) == 0 ? random.NextInt64(-100, 100) * 1000 : long.MaxValue,
            KeyHash = key,
            HasKey = hasKey,
        };
    }

    private static ulong NextId(Random random, ulong sequence, string style) => style switch
    {
        "sequential" => sequence,
        "high" => 0xFFFF_FFFF_0000_0000 | sequence,
        "low" => sequence << 40,
        // A few tags, each of many ids.
        "tags" => Unmix.Of((ulong)random.Next(40) << 40 | sequence) ^ Store.Salt,
        "some" => random.Next(2) == 0 ? 0 : (ulong)random.NextInt64(),
        _ => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
    };

    private static WideHash NextHash(Random random) =>
        new((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue));

    private void AddDeaths(Random random)
    {
        HashSet<ulong> dead = [];
        for (int i = 1; i < Slots.Count; i++)
        {
            if (random.Next(2) == 0) continue;
            ulong victim = Slots[random.Next(4) == 0 ? random.Next(i) : Math.Max(0, i - random.Next(1, 60))].Sequence;
            if (victim < Slots[i].Sequence && dead.Add(victim))
                Deaths.Add((victim, Slots[i].Sequence, random.Next(2) == 0));
        }
    }
}
