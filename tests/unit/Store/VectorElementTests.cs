using Feedlog.Format.Frames;
using Feedlog.Format.Storage;
using Feedlog.Indexing.Embedding;
using Feedlog.Tests.Unit.Vectors;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Vectors that are kept in fewer bytes.</summary>
public sealed class VectorElementTests
{
    [Theory]
    [InlineData(VectorElementType.F32, 4, 0)]
    [InlineData(VectorElementType.F16, 2, 0.0005)]
    [InlineData(VectorElementType.I8, 1, 0.005)]
    public async Task Values_AreKeptAsAsked_InAFrame_OrInTheRecord(
        VectorElementType type, int elementBytes, double roundingMax)
    {
        const int dimensions = 1000;
        float[] values = RandomVectors.Clustered(5, 1, dimensions, 20, 1)[0];
        RecordVector vector = new("m", values) { ElementType = type };
        MemoryStorage storage = new();
        await using FeedlogStore store = await Stores.OpenAsync(storage);
        AppendResult record = await store.AppendAsync("a");
        long before = store.GetStats().BytesHot;
        await store.AppendVectorAsync(record.Id, vector);
        Assert.InRange(store.GetStats().BytesHot - before, dimensions * elementBytes, dimensions * elementBytes + 250);
        AppendResult inline = await store.AppendAsync(new RecordDraft("b") { Vectors = [vector] });

        double largest = values.Max(Math.Abs);
        using FeedlogSnapshot view = store.OpenSnapshot();
        foreach (RecordId id in (RecordId[])[record.Id, inline.Id])
        {
            Assert.True(view.TryGetVector(id, "m", out float[]? read));
            for (int i = 0; i < dimensions; i++) Assert.Equal(values[i], read[i], roundingMax * largest);
        }

        Assert.Equal(AppendOutcome.Skipped, (await store.AppendVectorAsync(record.Id, vector)).Outcome);
        RecordVector other = vector with
        {
            ElementType = type == VectorElementType.F32 ? VectorElementType.I8 : VectorElementType.F32,
        };
        Assert.Equal(AppendOutcome.Appended, (await store.AppendVectorAsync(record.Id, other)).Outcome);
    }

    [Fact]
    public async Task VectorsThatRoundToNone_AreRefused()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordId id = (await store.AppendAsync("a")).Id;
        RecordVector[] wrong =
        [
            new("m", new float[] { 70_000, 1 }) { ElementType = VectorElementType.F16 },
            new("m", new float[] { 1e-9f, 0 }) { ElementType = VectorElementType.F16 },
            new("m", new float[] { 1e-40f, 0 }) { ElementType = VectorElementType.I8 },
            new("m", new float[] { 1, 0 }) { ElementType = VectorElementType.None },
            new("m", new float[] { 1, 0 }) { ElementType = (VectorElementType)9 },
        ];
        foreach (RecordVector vector in wrong)
        {
            await Stores.RefusedAsync(
                FeedlogErrorCode.InvalidRecord, async () => await store.AppendVectorAsync(id, vector));
        }

        await store.AppendVectorAsync(id, new("m", new float[] { 1e-30f, 0 }) { ElementType = VectorElementType.I8 });
        await store.AppendVectorAsync(id, new("n", new float[] { 65_000, 0 }) { ElementType = VectorElementType.F16 });
    }

    [Fact]
    public async Task Trigrams_CostAQuarter()
    {
        await using FeedlogStore store = Stores.InMemory();
        await store.AppendAsync("The kettle on the stove is blue, and the window is open.");
        long before = store.GetStats().BytesHot;
        await store.EmbedAsync(EmbeddingOptions.Trigrams());
        Assert.InRange(store.GetStats().BytesHot - before, 1000, 1300);
        using FeedlogSnapshot view = store.OpenSnapshot();
        Record record = view.Scan().Single();
        Assert.True(view.TryGetVector(record.Id, TrigramEmbedder.ModelName, out float[]? kept));
        float[] exact = TrigramEmbedder.Embed(record.Content);
        Assert.InRange(Indexing.Vectors.VectorCosine.Exact(exact, kept), 0.9999, 1.0001);
    }
}
