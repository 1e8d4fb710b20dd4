using Feedlog.Format.Indexes;
using Feedlog.Fsck.Words;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Tests.Unit.Keyword;

public sealed class PostingBlockTests
{
    [Fact]
    public void Block_IsReadAsItWasWritten()
    {
        int sparse = 0;
        for (int seed = 1; seed <= 3000; seed++)
        {
            Random random = new(seed);
            int count = random.Next(4) == 0 ? 128 : random.Next(1, 129);
            int gapMax = 1 << random.Next(0, 17);
            int[] limits = [1, 2, 4, 12, 100_000, int.MaxValue];
            int frequencyMax = limits[random.Next(limits.Length)];
            int repeatedOneIn = 1 << random.Next(0, 7);
            int[] slots = new int[count];
            int[] frequencies = new int[count];
            for (int i = 0; i < count; i++)
            {
                slots[i] = (i == 0 ? random.Next(100) : slots[i - 1]) + random.Next(1, gapMax + 1);
                frequencies[i] = random.Next(repeatedOneIn) > 0 ? 1 : (int)random.NextInt64(1, frequencyMax + 1L);
            }

            byte[] page = new byte[IndexPageLayout.PageBytes];
            byte[] bytes = new byte[PostingBlock.BytesMax];
            int sizeBytes = PostingBlock.Write(bytes, slots, frequencies);
            sparse += bytes[PostingBlockLayout.Count] >= PostingBlockLayout.SparseBit ? 1 : 0;
            // At the very end of a payload too.
            int offset = random.Next(2) == 0 ? IndexPageLayout.PayloadBytes - sizeBytes : random.Next(2000);
            bytes.AsSpan(0, sizeBytes).CopyTo(page.AsSpan(offset));
            DecodedBlock block = new();
            Assert.True(block.TryReadHeader(page, offset, slots[0]), $"Seed {seed}.");
            Assert.True(block.TryReadFrequencies(page), $"Seed {seed}.");
            Assert.True(block.TryReadSlots(page, slots[^1] + 1), $"Seed {seed}.");
            Assert.Equal(slots, block.Slots.ToArray());
            Assert.Equal(sizeBytes, block.SizeBytes);
            Assert.Equal(frequencies, Enumerable.Range(0, count).Select(block.Frequencies.Of));
            Assert.False(block.TryReadSlots(page, slots[^1]), $"Seed {seed}: the last slot is too high.");
            AssertMasks(block, frequencies, seed);
            int sought = random.Next(slots[^1] + 2);
            int expected = Array.FindIndex(slots, slot => slot >= sought);
            Assert.Equal(expected < 0 ? count : expected, block.CountBelow(sought));
            Assert.Equal(Array.IndexOf(slots, sought), block.IndexOf(sought));
            AssertCommon(block, slots, random, seed);
            BlockReader reader = new();
            Assert.True(reader.TryRead(page.AsSpan(offset, IndexPageLayout.PayloadBytes - offset), slots[0]));
            Assert.Equal(slots, reader.Slots.ToArray());
            Assert.Equal(frequencies, reader.Frequencies.ToArray());
            Assert.Equal(sizeBytes, reader.SizeBytes);
        }

        Assert.InRange(sparse, 500, 2500);
    }

    private static void AssertCommon(DecodedBlock block, int[] slots, Random random, int seed)
    {
        int[] others = [.. Enumerable.Range(0, 200).Select(_ => random.Next(2) == 0
            ? slots[random.Next(slots.Length)]
            : random.Next(slots[^1] + 2)).Distinct().Order()];
        int[] expected = [.. others.Intersect(slots)];
        int count = block.CopyCommon(others, others);
        Assert.True(expected.AsSpan().SequenceEqual(others.AsSpan(0, count)), $"Seed {seed}.");
    }

    [Fact]
    public void Block_GivesTheBestOfItsPostingsAndOfGivenSlots()
    {
        SeenShares best = new();
        SeenShares common = new();
        for (int seed = 1; seed <= 1000; seed++)
        {
            Random random = new(seed);
            int count = random.Next(4) == 0 ? 128 : random.Next(1, 129);
            int[] slots = [.. Enumerable.Range(0, 300).OrderBy(_ => random.Next()).Take(count).Order()];
            int[] frequencies = [.. slots.Select(_ => random.Next(4) == 0 ? random.Next(1, 40) : random.Next(1, 5))];
            byte[] lengths = [.. Enumerable.Range(0, 300).Select(_ => (byte)random.Next(256))];
            DecodedBlock block = Read(slots, frequencies);
            Assert.Equal(
                frequencies.Select(frequency => Math.Min(frequency - 1, BlockFrequencies.RepeatsMax)),
                block.Frequencies.Repeats[..count].ToArray().Select(repeats => (int)repeats));

            ScoreTable table = new(random.Next(1, 200), Bm25Parameters.Default);
            double weight = 0.1 + 5 * random.NextDouble();
            double extra = random.Next(2) * random.NextDouble();
            double cutoff = (weight + extra) * random.NextDouble();
            SlotWorth worth = new(table.ByRepeats, weight, extra, lengths);
            Dictionary<int, double> added = [];
            for (int i = 0; i < count; i++)
            {
                // What is more frequent than the table knows is worth as much as anything.
                double known = frequencies[i] > BlockFrequencies.RepeatsMax
                    ? ScoreTable.WorthMax
                    : table.AtMost(frequencies[i], lengths[slots[i]]);
                added.Add(slots[i], weight * known + extra);
            }

            ulong mask0 = (ulong)random.NextInt64() & BlockFrequencies.LowBits(count);
            ulong mask1 = (ulong)random.NextInt64() & BlockFrequencies.LowBits(count - 64);
            (int Slot, double Score)[] expected = [.. Enumerable.Range(0, count)
                .Where(i => ((i < 64 ? mask0 : mask1) >> (i & 63) & 1) != 0)
                .Select(i => (slots[i], added[slots[i]])).Where(hit => hit.Item2 >= cutoff)];
            int[] found = new int[128];
            double[] scores = new double[128];
            int kept = block.CopyBest(mask0, mask1, worth, cutoff, found, scores);
            AssertSame(expected, found.AsSpan(0, kept), scores, seed);
            best.Add(expected.Length, count);

            int[] sought = [.. Enumerable.Range(0, 300).Where(_ => random.Next(2) == 0)];
            double[] before = [.. sought.Select(_ => random.NextDouble())];
            expected = [.. sought.Zip(before).Where(pair => added.ContainsKey(pair.First))
                .Select(pair => (pair.First, pair.Second + added[pair.First])).Where(hit => hit.Item2 >= cutoff)];
            kept = block.CopyCommon(sought, before, worth, cutoff, sought, before);
            AssertSame(expected, sought.AsSpan(0, kept), before, seed);
            common.Add(expected.Length, sought.Length);
        }

        Assert.True(best.AreMixed && common.AreMixed, "A generator that gives all or nothing?");
    }

    private static void AssertSame(
        (int Slot, double Score)[] expected, ReadOnlySpan<int> slots, ReadOnlySpan<double> scores, int seed)
    {
        Assert.True(expected.Select(hit => hit.Slot).SequenceEqual(slots.ToArray()), $"Seed {seed}.");
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i].Score, scores[i], 1e-5);
    }

    private static DecodedBlock Read(int[] slots, int[] frequencies)
    {
        byte[] page = new byte[IndexPageLayout.PageBytes];
        byte[] bytes = new byte[PostingBlock.BytesMax];
        int sizeBytes = PostingBlock.Write(bytes, slots, frequencies);
        bytes.AsSpan(0, sizeBytes).CopyTo(page);
        DecodedBlock block = new();
        bool isRead = block.TryReadHeader(page, 0, slots[0]) && block.TryReadFrequencies(page) &&
            block.TryReadSlots(page, slots[^1] + 1);
        Assert.True(isRead);
        return block;
    }

    [Fact]
    public void Block_OfAnyBytes_IsReadOrRefused()
    {
        int read = 0;
        int sparse = 0;
        for (int seed = 1; seed <= 20_000; seed++)
        {
            Random random = new(seed);
            byte[] page = new byte[IndexPageLayout.PageBytes];
            random.NextBytes(page);
            int offset = random.Next(-5, IndexPageLayout.PageBytes);
            DecodedBlock block = new();
            int slotLimit = random.Next(1, PostingBlockLayout.SlotCountMax);
            if (!block.TryReadHeader(page, offset, random.Next(-10, slotLimit))) continue;
            if (!block.TryReadFrequencies(page)) continue;
            if (!block.TryReadSlots(page, slotLimit)) continue;
            read++;
            sparse += page[offset] >= PostingBlockLayout.SparseBit ? 1 : 0;
            Assert.InRange(block.Count, 1, PostingBlockLayout.CountMax);
            for (int i = 0; i < block.Count; i++)
            {
                Assert.InRange(block.Slots[i], i == 0 ? 0 : block.Slots[i - 1] + 1, slotLimit - 1);
                Assert.True(block.Frequencies.Of(i) >= 1);
            }
        }

        Assert.True(Math.Min(read - sparse, sparse) > 100, $"{read} were read, {sparse} sparse: a broken generator?");
    }

    [Fact]
    public void Gaps_ByVectors_AreThoseOneByOne()
    {
        Random random = new(7);
        for (int width = 0; width <= GapDecoder.WidthMax; width++)
        {
            for (int count = 1; count <= 128; count++)
            {
                byte[] source = new byte[PostingBlock.GapBytes(count, width) + GapDecoder.SlackBytes];
                random.NextBytes(source);
                int[] one = new int[count + GapDecoder.SlackSlots];
                int[] other = new int[count + GapDecoder.SlackSlots];
                one[0] = other[0] = random.Next(1000);
                GapDecoder.Decode(source, width, one, count);
                GapDecoder.DecodeOneByOne(source, width, other, count);
                Assert.Equal(other[..count], one[..count]);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => GapDecoder.Decode(new byte[70], 24, new int[140], 128));
    }

    private static void AssertMasks(DecodedBlock block, int[] frequencies, int seed)
    {
        for (int frequency = 1; frequency <= 6; frequency++)
        {
            block.Frequencies.MaskAtLeast(frequency, out ulong mask0, out ulong mask1);
            for (int i = 0; i < 128; i++)
            {
                bool isSet = ((i < 64 ? mask0 : mask1) >> (i & 63) & 1) != 0;
                bool isExpected = i < frequencies.Length && frequencies[i] >= Math.Min(frequency, 4);
                Assert.True(isSet == isExpected, $"Seed {seed}, posting {i}, at least {frequency}.");
            }
        }
    }

    // How often some of many were found, and not all.
    private sealed class SeenShares
    {
        private int _some;
        private int _all;

        public bool AreMixed => _some > _all / 2;

        public void Add(int found, int of)
        {
            _all++;
            if (found > 0 && found < of) _some++;
        }
    }
}
