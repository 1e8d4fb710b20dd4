using Feedlog.Indexing.Vectors;

namespace Feedlog.Tests.Unit.Vectors;

/// <summary>Searches over tails and files give what comparing everything gives.</summary>
public sealed class VectorSearchTests
{
    private static readonly VectorSearchOptions s_exact = new() { IsExact = true };

    [Fact]
    public void RandomParts_InExactMode_GiveWhatComparingEverythingGives()
    {
        for (int seed = 100; seed < 140; seed++) Check(seed);
    }

    [Fact]
    public void Record_WithANewerVector_IsFoundByItOnly_AndInThePastByTheOlder()
    {
        VectorFolder folder = new();
        StoredVectors stored = new();
        VectorTail old = new(2);
        old.Add(7, 10, stored.Add([1, 0]), [1, 0]);
        old.Add(8, 11, stored.Add([0.9f, 0.1f]), [0.9f, 0.1f]);
        VectorTail tail = new(2);
        tail.Add(7, 20, stored.Add([0, 1]), [0, 1]);
        using VectorFileReader file = folder.Write(old);
        using VectorFileReader both = folder.Write(old, tail);

        foreach (VectorPart[] parts in (VectorPart[][])[[file, tail], [old, tail], [both]])
        {
            VectorQuery query = new([1, 0]);
            VectorHit[] now = VectorSearch.Run(query, parts, 20, 2, null, stored, s_exact);
            Assert.Equal([8ul, 7ul], now.Select(hit => hit.Sequence));
            Assert.Equal(0, now[1].Cosine, 1e-9);
            VectorHit[] past = VectorSearch.Run(query, parts, 19, 2, null, stored, s_exact);
            Assert.Equal([7ul, 8ul], past.Select(hit => hit.Sequence));
            Assert.Equal(1, past[0].Cosine, 1e-9);
            Assert.Single(VectorSearch.Run(query, parts, 10, 2, null, stored, s_exact));
            Assert.Empty(VectorSearch.Run(query, parts, 9, 2, null, stored, s_exact));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RecordWithThousandsOfOldVectors_NearTheQuery_HidesNoOther(bool isInOneFile)
    {
        const int dimensions = 128;
        const ulong busy = 1;
        Random random = new(21);
        VectorFolder folder = new();
        StoredVectors stored = new();
        float[] wanted = RandomVectors.One(random, dimensions);
        VectorTail old = new(dimensions);
        VectorTail newer = new(dimensions);
        ulong sequence = 100;
        for (ulong other = 2; other <= 12; other++)
            Add(old, other, [.. wanted.Select(value => value + 0.5f * (float)random.NextDouble())]);
        for (int i = 0; i < 6000; i++)
            Add(old, busy, [.. wanted.Select(value => value + 0.01f * (float)random.NextDouble())]);
        Add(newer, busy, [.. wanted.Select(value => -value)]);
        using VectorFileReader file = isInOneFile ? folder.Write(old, newer) : folder.Write(old);
        IReadOnlyList<VectorPart> parts = isInOneFile ? [file] : [file, newer];

        VectorHit[] hits = VectorSearch.Run(
            new VectorQuery(wanted), parts, ulong.MaxValue, 11, null, stored, VectorSearchOptions.Default);

        Assert.Equal(Enumerable.Range(2, 11).Select(other => (ulong)other), hits.Select(hit => hit.Sequence).Order());

        void Add(VectorTail tail, ulong target, float[] vector) =>
            tail.Add(target, ++sequence, stored.Add(vector), vector);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void VectorsOfNoRecord_PushOutNothing(bool isExact)
    {
        StoredVectors stored = new();
        VectorTail tail = new(2);
        for (ulong target = 1; target <= 30; target++)
        {
            float[] vector = [1, target == 7 ? 0.5f : 0];
            tail.Add(target, target + 100, stored.Add(vector), vector);
            if (target != 7) stored.Orphans.Add(target);
        }

        VectorHit[] hits = VectorSearch.Run(
            new VectorQuery([1, 0]), [tail], ulong.MaxValue, 1, null, stored,
            new VectorSearchOptions { IsExact = isExact });

        Assert.Equal(7ul, Assert.Single(hits).Sequence);
    }

    [Fact]
    public void Query_OfOtherDimensions_OrWithoutDirection_IsRefused()
    {
        StoredVectors stored = new();
        Assert.Throws<ArgumentException>(() => VectorSearch.Run(
            new VectorQuery([1, 2]), [new VectorTail(3)], 9, 1, null, stored, s_exact));
        Assert.Throws<ArgumentException>(() => new VectorQuery([0, 0]));
        Assert.Throws<ArgumentException>(() => new VectorQuery([1, float.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorQuery([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorQuery(new float[4097]));
        Assert.Empty(VectorSearch.Run(new VectorQuery([1, 2]), [], 9, 1, null, stored, s_exact));
    }

    [Fact]
    public async Task Tail_ThatGrowsWhileItIsSearched_GivesRowsThatAreWhole()
    {
        VectorTail tail = new(16);
        StoredVectors stored = new();
        float[][] vectors = Enumerable.Range(0, 20_000).Select(i => Vector(i)).ToArray();
        Feedlog.Format.Frames.FrameAddress[] addresses = vectors.Select(stored.Add).ToArray();
        Task writer = Task.Run(() =>
        {
            for (int i = 0; i < vectors.Length; i++) tail.Add((ulong)i / 2 + 1, (ulong)i + 1, addresses[i], vectors[i]);
        });
        int most = 0;
        do
        {
            int count = tail.RowCount;
            VectorHit[] hits = VectorSearch.Run(
                new VectorQuery(Vector(3)), [tail], (ulong)count, 5, null, stored, s_exact);
            Assert.Equal(hits.Length, hits.Select(hit => hit.Sequence).Distinct().Count());
            Assert.Equal(Math.Min(5, (count + 1) / 2), hits.Length);
            most = Math.Max(most, count);
        }
        while (!writer.IsCompleted);
        await writer;

        static float[] Vector(int i) => RandomVectors.One(new Random(i), 16);
    }

    // Parts of all kinds with vectors that replace each other, a view, a filter; compared with a plain loop.
    private static void Check(int seed)
    {
        Random random = new(seed);
        int[] choices = [1, 3, 8, 64, 130];
        int dimensions = choices[random.Next(choices.Length)];
        VectorFolder folder = new();
        StoredVectors stored = new();
        List<(ulong Target, ulong Sequence, float[] Vector)> all = [];
        List<VectorPart> parts = [];
        ulong sequence = 1000;
        int partCount = random.Next(1, 5);
        for (int p = 0; p < partCount; p++)
        {
            VectorTail tail = new(dimensions);
            int count = random.Next(1, 300);
            for (int i = 0; i < count; i++)
            {
                ulong target = (ulong)random.Next(1, 400);
                float[] vector = RandomVectors.One(random, dimensions);
                tail.Add(target, ++sequence, stored.Add(vector), vector);
                all.Add((target, sequence, vector));
            }

            parts.Add(random.Next(2) == 0 ? tail : folder.Write(random.Next(2) == 0, [tail]));
        }

        ulong max = (ulong)random.NextInt64(1000, (long)sequence + 1);
        int limit = random.Next(1, 30);
        SequenceSet? mask = random.Next(3) == 0 ? null : new SequenceSet(s => s % 7 < (ulong)(seed % 7 + 1));
        float[] query = RandomVectors.One(random, dimensions);

        double[] expected = all.Where(v => v.Sequence <= max)
            .GroupBy(v => v.Target).Select(group => group.MaxBy(v => v.Sequence))
            .Where(v => mask is null || v.Target % 7 < (ulong)(seed % 7 + 1))
            .Select(v => VectorCosine.Exact(query, v.Vector)).OrderDescending().Take(limit).ToArray();
        VectorHit[] hits = VectorSearch.Run(new VectorQuery(query), parts, max, limit, mask, stored, s_exact);

        Assert.True(expected.SequenceEqual(hits.Select(hit => hit.Cosine)), $"Seed {seed}");
        foreach (VectorHit hit in hits)
        {
            float[] newest = all.Where(v => v.Target == hit.Sequence && v.Sequence <= max).MaxBy(v => v.Sequence).Vector;
            Assert.Equal(VectorCosine.Exact(query, newest), hit.Cosine);
        }

        foreach (VectorPart part in parts) (part as IDisposable)?.Dispose();
    }
}
