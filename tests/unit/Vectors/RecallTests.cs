using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Vectors;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Vectors;

/// <summary>How many of the nearest ten a search finds: all in exact mode, nearly all otherwise.</summary>
public sealed class RecallTests
{
    private const int Limit = 10;
    private const double Recall = 0.99;
    private const double TieWidth = 1e-6;

    private static readonly VectorSearchOptions s_exact = new() { IsExact = true };

    // Made once: it takes longer than the searches.
    private static readonly Lazy<float[][]> s_clustered = new(
        () => RandomVectors.Clustered(31, 12_000, 384, 64, 200));

    [DataFact("vectors-minilm/vectors.f32.gz")]
    public void MiniLm_AgainstItsNeighbourFile_IsExactOrNearlySo()
    {
        float[][] vectors = Read("vectors-minilm/vectors.f32.gz", 384);
        Assert.Equal(778, vectors.Length);
        CheckNeighbours("vectors-minilm/exact-neighbors.jsonl.gz", vectors, vectors, isSelf: true);
    }

    [DataTheory("vectors-minilm/vectors.f32.gz")]
    [InlineData(VectorElementType.F16)]
    [InlineData(VectorElementType.I8)]
    public void MiniLm_KeptInFewerBytes_KeepsItsRecall(VectorElementType type)
    {
        float[][] vectors = Read("vectors-minilm/vectors.f32.gz", 384);
        (VectorFileReader index, StoredVectors stored) = Index([.. vectors.Select(vector => Kept(vector, type))]);
        using VectorFileReader opened = index;
        double found = 0;
        foreach (JsonElement line in Lines("vectors-minilm/exact-neighbors.jsonl.gz"))
        {
            int query = line.GetProperty("row").GetInt32();
            ulong[] expected = [.. line.GetProperty("neighbors").EnumerateArray().Take(Limit)
                .Select(row => row.GetUInt64() + 1)];
            SequenceSet others = new(sequence => sequence != (ulong)query + 1);
            VectorHit[] hits = VectorSearch.Run(
                new VectorQuery(vectors[query]), [index], ulong.MaxValue, Limit, others, stored,
                VectorSearchOptions.Default);
            found += hits.Count(hit => expected.Contains(hit.Sequence)) / (double)Limit;
        }

        Assert.True(found / vectors.Length >= Recall, $"Recall {found / vectors.Length:f4}");
    }

    [DataFact("vectors-lda8-10k/vectors.f32.gz")]
    public void Lda_AgainstItsNeighbourFile_IsExactOrNearlySo()
    {
        float[][] vectors = Read("vectors-lda8-10k/vectors.f32.gz", 8);
        Assert.Equal(10_000, vectors.Length);
        CheckNeighbours("vectors-lda8-10k/exact-cosine-neighbors.jsonl.gz", vectors,
            Read("vectors-lda8-10k/queries.f32.gz", 8), isSelf: false);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    [InlineData(50)]
    [InlineData(75)]
    public void Clustered_WithSomeDeleted_KeepsItsRecall_AndFindsNoneOfThem(int deletedPercent)
    {
        float[][] vectors = s_clustered.Value;
        (VectorFileReader file, StoredVectors stored) = Index(vectors);
        using VectorFileReader opened = file;
        SequenceSet live = new(sequence => sequence * 2_654_435_761 / 65_536 % 100 >= (ulong)deletedPercent);
        double found = 0;
        const int queries = 20;
        for (int q = 0; q < queries; q++)
        {
            VectorQuery query = new(vectors[q * 383]);
            VectorHit[] exact = VectorSearch.Run(query, [file], ulong.MaxValue, Limit, live, stored, s_exact);
            int readCount = stored.ReadCount;
            VectorHit[] hits = VectorSearch.Run(
                query, [file], ulong.MaxValue, Limit, live, stored, VectorSearchOptions.Default);
            Assert.True(stored.ReadCount - readCount < 500, $"{stored.ReadCount - readCount} vectors were read.");
            Assert.All(hits, hit => Assert.NotEqual(0ul, live.Mask(hit.Sequence, 1)));
            found += Share(exact.Select(hit => hit.Cosine).ToArray(), hits);
            VectorHit[] byTwo = VectorSearch.Run(
                query, [file], ulong.MaxValue, Limit, live, stored, new VectorSearchOptions { ThreadsMax = 2 });
            Assert.True(Share(exact.Select(hit => hit.Cosine).ToArray(), byTwo) >= 0.9);
        }

        Assert.True(found / queries >= Recall, $"Recall {found / queries:f4}");
    }

    private static void CheckNeighbours(string file, float[][] vectors, float[][] queries, bool isSelf)
    {
        (VectorFileReader index, StoredVectors stored) = Index(vectors);
        using VectorFileReader opened = index;
        double found = 0;
        int count = 0;
        foreach (JsonElement line in Lines(file))
        {
            int query = line.GetProperty(isSelf ? "row" : "query").GetInt32();
            double[] expected = line.GetProperty("neighbors").EnumerateArray()
                .Select(row => VectorCosine.Exact(queries[query], vectors[row.GetInt32()])).ToArray();
            SequenceSet? others = isSelf ? new SequenceSet(sequence => sequence != (ulong)query + 1) : null;
            VectorQuery prepared = new(queries[query]);
            VectorHit[] exact = VectorSearch.Run(
                prepared, [index], ulong.MaxValue, expected.Length, others, stored, s_exact);
            Assert.Equal(expected.Length, exact.Length);
            for (int i = 0; i < exact.Length; i++) Assert.Equal(expected[i], exact[i].Cosine, TieWidth);
            VectorHit[] hits = VectorSearch.Run(
                prepared, [index], ulong.MaxValue, Limit, others, stored, VectorSearchOptions.Default);
            found += Share(expected[..Limit], hits);
            count++;
        }

        Assert.Equal(queries.Length, count);
        Assert.True(found / count >= Recall, $"Recall {found / count:f4}");
    }

    private static float[] Kept(float[] vector, VectorElementType type)
    {
        byte[] content = new byte[VectorFrame.ContentBytes(vector.Length, type, 1)];
        VectorFrame.Write(content, 1, type, vector, "m"u8);
        Assert.True(VectorFrame.TryRead(content, out VectorFrame read, out _));
        float[] kept = new float[vector.Length];
        read.CopyTo(kept);
        return kept;
    }

    // Ties count by score: whichever of equally near ones is found is right.
    private static double Share(double[] expected, VectorHit[] hits) => expected.Length == 0
        ? 1
        : (double)hits.Count(hit => hit.Cosine >= expected[^1] - TieWidth) / expected.Length;

    private static (VectorFileReader File, StoredVectors Stored) Index(float[][] vectors)
    {
        StoredVectors stored = new();
        VectorTail tail = new(vectors[0].Length);
        for (int i = 0; i < vectors.Length; i++)
            Assert.True(tail.Add((ulong)i + 1, (ulong)i + 1, stored.Add(vectors[i]), vectors[i]));
        return (new VectorFolder().Write(tail), stored);
    }

    private static float[][] Read(string relative, int dimensions)
    {
        using GZipStream unpacked = new(File.OpenRead(SharedData.PathOf(relative)), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        unpacked.CopyTo(bytes);
        return MemoryMarshal.Cast<byte, float>(bytes.ToArray()).ToArray().Chunk(dimensions).ToArray();
    }

    private static IEnumerable<JsonElement> Lines(string relative)
    {
        using GZipStream unpacked = new(File.OpenRead(SharedData.PathOf(relative)), CompressionMode.Decompress);
        using StreamReader reader = new(unpacked);
        while (reader.ReadLine() is { } line) yield return JsonDocument.Parse(line).RootElement;
    }
}
