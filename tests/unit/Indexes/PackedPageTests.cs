using System.Buffers.Binary;
using System.Numerics;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Sealed;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>Packed sections answer as plain sorted lists do, and are packed as FORMAT.md section 7.15 says.</summary>
public sealed class PackedPageTests
{
    public static TheoryData<string, int> Lists()
    {
        TheoryData<string, int> lists = [];
        foreach (string style in PackedLists.Styles)
        {
            foreach (int count in (int[])[2, 3, 250, 251, 5000]) lists.Add(style, count);
        }

        lists.Add("equal times", 16_384);
        lists.Add("equal times", 40_000);
        Random random = new(7);
        int more = TestLevel.Count(onShort: 20, onCi: 200, onSoak: 3000);
        for (int i = 0; i < more; i++)
            lists.Add(PackedLists.Styles[random.Next(PackedLists.Styles.Length)], random.Next(2, 20_000));
        return lists;
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Section_GivesBackEveryEntry(string style, int count)
    {
        TimeEntry[] entries = PackedLists.Make(style, count, seed: count);
        PackedFile file = PackedFile.Of(entries);
        foreach (bool isMapped in (bool[])[true, false])
        {
            using IndexFileReader reader = file.Open(isMapped, out PackedSection section);
            Assert.Equal(entries.Length, section.Count);
            Assert.True(section.MayHold(entries.Length));
            for (int i = 0; i < entries.Length; i++) Assert.Equal(entries[i], section.At(i));
            foreach (long index in (long[])[-1, entries.Length, long.MinValue, long.MaxValue])
                Assert.Throws<ArgumentOutOfRangeException>(() => section.At(index));
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Counts_AreThoseOfTheList(string style, int count)
    {
        TimeEntry[] entries = PackedLists.Make(style, count, seed: count);
        using IndexFileReader reader = PackedFile.Of(entries).Open(isMapped: true, out PackedSection section);
        int step = Math.Max(1, entries.Length / 200);
        List<long> bounds = [long.MinValue, long.MinValue + 1, -1, 0, 1, long.MaxValue - 1, long.MaxValue];
        for (int i = 0; i < entries.Length; i += step)
            bounds.AddRange([unchecked(entries[i].TimeMs - 1), entries[i].TimeMs, unchecked(entries[i].TimeMs + 1)]);
        foreach (long bound in bounds)
            Assert.Equal(entries.Count(entry => entry.TimeMs < bound), section.CountTimesBelow(bound));

        bool isRising = entries.Zip(entries.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence);
        for (int i = 0; isRising && i < entries.Length; i += step)
        {
            ulong sequence = entries[i].Sequence;
            Assert.Equal(i, section.CountSequencesBelow(sequence));
            if (sequence < ulong.MaxValue) Assert.Equal(i + 1, section.CountSequencesBelow(sequence + 1));
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Cursor_WalksAnyRangeInBothDirections(string style, int count)
    {
        TimeEntry[] entries = PackedLists.Make(style, count, seed: count);
        Random random = new(count);
        using IndexFileReader reader = PackedFile.Of(entries).Open(isMapped: false, out PackedSection section);
        for (int round = 0; round < 6; round++)
        {
            int first = round == 0 ? 0 : random.Next(entries.Length + 1);
            int limit = round == 0 ? entries.Length : random.Next(first, entries.Length + 1);
            Assert.Equal(entries[first..limit], Walk(new PackedCursor(section, first, limit, isReverse: false)));
            Assert.Equal(
                entries[first..limit].Reverse(), Walk(new PackedCursor(section, first, limit, isReverse: true)));
        }

        Assert.Empty(Walk(new PackedCursor(section, 1, 0, isReverse: true)));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Merge_IsTheSectionThatIsMadeAtOnce(string style, int count)
    {
        TimeEntry[] entries = PackedLists.Make(style, count, seed: count);
        Random random = new(count);
        int[] owners = [.. entries.Select(_ => random.Next(5))];
        List<IndexFileReader> readers = [];
        List<PackedSection> sections = [];
        foreach (int owner in owners.Distinct())
        {
            PackedFile part = PackedFile.Of(entries.Where((_, i) => owners[i] == owner));
            readers.Add(part.Open(isMapped: owner % 2 == 0, out PackedSection section));
            sections.Add(section);
        }

        PackedFile merged = new(new PackedMerge(sections, CancellationToken.None).CopyTo);
        Assert.Equal(PackedFile.Of(entries).Bytes, merged.Bytes);
        foreach (IndexFileReader reader in readers) reader.Dispose();
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Pages_ArePackedAsTheSpecificationSays(string style, int count)
    {
        TimeEntry[] entries = PackedLists.Make(style, count, seed: count);
        PackedFile file = PackedFile.Of(entries);
        using IndexFileReader reader = file.Open(isMapped: true, out PackedSection section);
        int first = 0;
        for (int page = 0; page < section.PageCount; page++)
        {
            ReadOnlySpan<byte> payload = file.Payload(page);
            int onPage = BinaryPrimitives.ReadUInt16LittleEndian(payload);
            TimeEntry[] own = entries[first..(first + onPage)];
            Head head = Head.Of(own);
            Assert.True(head.Fits);
            Assert.Equal(
                (head.TimeBits, head.SequenceBits, head.Slope, head.Unit),
                (payload[2], payload[3], (sbyte)payload[4], BinaryPrimitives.ReadUInt64LittleEndian(payload[8..])));
            Assert.Equal(own[0].TimeMs, BinaryPrimitives.ReadInt64LittleEndian(payload[16..]));
            Assert.Equal(head.Sequence, BinaryPrimitives.ReadUInt64LittleEndian(payload[24..]));
            int usedBytes = 32 + (onPage * (head.TimeBits + head.SequenceBits) + 7) / 8;
            Assert.False(payload[usedBytes..].ContainsAnyExcept((byte)0));
            first += onPage;
            bool isLast = first == entries.Length;
            Assert.Equal(page == section.PageCount - 1, isLast);
            if (!isLast) Assert.False(Head.Of(entries[(first - onPage)..(first + 1)]).Fits);
        }
    }

    [Fact]
    public void Seconds_InOrder_TakeLittle()
    {
        TimeEntry[] seconds = PackedLists.Make("seconds", 200_000, seed: 1);
        TimeEntry[] jitter = PackedLists.Make("jitter", 200_000, seed: 1);
        Assert.InRange(PackedFile.Of(seconds).Bytes.Length / 200_000.0, 1, 2);
        Assert.InRange(PackedFile.Of(jitter).Bytes.Length / 200_000.0, 2, 4);
    }

    private static List<TimeEntry> Walk(PackedCursor cursor)
    {
        List<TimeEntry> entries = [];
        while (cursor.MoveNext()) entries.Add(cursor.Current);
        Assert.False(cursor.MoveNext());
        return entries;
    }

    /// <summary>The head of a page by plain arithmetic.</summary>
    private sealed record Head(int Count, int TimeBits, int SequenceBits, int Slope, ulong Unit, ulong Sequence)
    {
        public bool Fits => Count <= 16_384 && Count * (TimeBits + SequenceBits) <= 4000 * 8;

        public static Head Of(TimeEntry[] entries)
        {
            BigInteger unit = entries.Aggregate(
                BigInteger.Zero,
                (unit, entry) => BigInteger.GreatestCommonDivisor(
                    unit, (BigInteger)entry.TimeMs - entries[0].TimeMs));
            if (unit.IsZero) unit = 1;
            BigInteger span = ((BigInteger)entries[^1].TimeMs - entries[0].TimeMs) / unit;
            (BigInteger Range, int Slope, BigInteger Min) best = ((int[])[0, 1, -1]).Select(slope =>
            {
                BigInteger[] rests = [.. entries.Select((entry, k) => entry.Sequence - (BigInteger)slope * k)];
                return (rests.Max() - rests.Min(), slope, rests.Min());
            }).MinBy(found => found.Item1.IsZero ? 0 : found.Item1.GetBitLength());
            return new Head(
                entries.Length, Bits(span), Bits(best.Range), best.Slope, (ulong)unit,
                (ulong)(best.Min & ulong.MaxValue));
        }

        private static int Bits(BigInteger value) => value.IsZero ? 0 : (int)value.GetBitLength();
    }
}
