using Feedlog.Format.Storage;
using Feedlog.Tests.Support;
using Feedlog.Tests.Unit.Store;

namespace Feedlog.Tests.Unit.Embeddings;

/// <summary>Vectors for records that are there already.</summary>
public sealed class EmbedAsyncTests
{
    [Fact]
    public async Task OldRecords_GetVectors_WithProgress_AndOnceOnly()
    {
        await using FeedlogStore store = await FilledAsync(150);
        await store.DeleteAsync("key 3");
        await store.AppendAsync("  ");
        FakeGenerator generator = new();
        Progress progress = new();

        EmbeddingResult first = await store.EmbedAsync(Options(generator), progress);
        EmbeddingResult second = await store.EmbedAsync(Options(generator));

        Assert.Equal(new EmbeddingResult("fake", FakeGenerator.Dimensions, 149, 1, 0, null), first);
        Assert.Equal(new EmbeddingResult("fake", FakeGenerator.Dimensions, 0, 150, 0, null), second);
        Assert.Equal(149, generator.Asked.Count);
        Assert.Equal(152ul + 149, store.LastSequence);
        Assert.Equal(3, progress.Reports.Count);
        Assert.Equal(new EmbeddingProgress(152, 152, 149, 1, 0), progress.Reports[^1]);
        Assert.Equal(progress.Reports.Select(report => report.Sequence).Order(), progress.Reports.Select(r => r.Sequence));
    }

    [Fact]
    public async Task AnotherModel_StandsBesideTheFirst()
    {
        await using FeedlogStore store = await FilledAsync(5);
        await store.EmbedAsync(Options(new FakeGenerator()));
        FakeGenerator other = new() { Make = text => [text.Length, 1] };
        EmbeddingResult result = await store.EmbedAsync(Options(other) with { Model = "other" });

        Assert.Equal(new EmbeddingResult("other", 2, 5, 0, 0, null), result);
        Assert.Equal(5, (await Embedded.ContentsAsync(store)).Length);
        Assert.Equal(5, (await Embedded.ContentsAsync(store, "other")).Length);
        using FeedlogSnapshot view = store.OpenSnapshot();
        Assert.Equal(["fake", "other"], view.VectorModels);
    }

    [Fact]
    public async Task Cancelled_KeepsWhatItHas_AndGoesOnBehindIt()
    {
        await using FeedlogStore store = await FilledAsync(300);
        using CancellationTokenSource cancel = new();
        FakeGenerator generator = new();
        generator.Before = (_, _) => generator.Calls == 3 ? cancel.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.EmbedAsync(Options(generator), null, cancel.Token));
        await store.FlushAsync();
        Assert.Equal(128, (await Embedded.ContentsAsync(store)).Length);

        EmbeddingResult rest = await store.EmbedAsync(Options(new FakeGenerator()));
        Assert.Equal(172, rest.Embedded);
        Assert.Equal(128, rest.Skipped);
        Assert.Equal(600ul, store.LastSequence);
    }

    [Fact]
    public async Task RecordThatFails_IsCounted_AndTheOthersAreEmbedded()
    {
        await using FeedlogStore store = await FilledAsync(100);
        FakeGenerator generator = new()
        {
            Before = (texts, _) => texts.Contains("content 17")
                ? throw new InvalidOperationException("too strange") : Task.CompletedTask,
        };
        EmbeddingResult result = await store.EmbedAsync(Options(generator));
        Assert.Equal(new EmbeddingResult("fake", FakeGenerator.Dimensions, 99, 0, 1, "too strange"), result);
    }

    [Fact]
    public async Task GeneratorThatOnlyFails_EndsIt_WithItsReason()
    {
        await using FeedlogStore store = await FilledAsync(500);
        FakeGenerator generator = new() { Before = (_, _) => throw new InvalidOperationException("no licence") };
        FeedlogException failure = await Stores.RefusedAsync(
            FeedlogErrorCode.EmbeddingFailed, async () => await store.EmbedAsync(Options(generator)));
        Assert.Contains("no licence", failure.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(failure.InnerException);
        Assert.InRange(generator.Calls, 64, 66);
    }

    [Fact]
    public async Task GeneratorThatGivesNoVectors_IsNotBelieved()
    {
        await using FeedlogStore store = await FilledAsync(1);
        float[][] wrong = [[], new float[5000], [1, float.PositiveInfinity, 0, 0]];
        foreach (float[] vector in wrong)
        {
            EmbeddingResult result = await store.EmbedAsync(Options(new FakeGenerator { Make = _ => vector }));
            Assert.Equal(1, result.Failed);
            Assert.NotNull(result.FirstFailure);
        }

        Assert.Equal(1ul, store.LastSequence);
    }

    [Fact]
    public async Task OtherDimensionsThanTheModelHas_AreRefused()
    {
        await using FeedlogStore store = await FilledAsync(3);
        await store.AppendAsync(new RecordDraft("x") { Vectors = [new RecordVector("fake", new float[] { 1, 2 })] });
        await Stores.RefusedAsync(
            FeedlogErrorCode.InvalidRecord, async () => await store.EmbedAsync(Options(new FakeGenerator())));
    }

    [Fact]
    public async Task TwoAtOnce_GiveEachRecordOneVector()
    {
        FakeGenerator worker = new();
        await using FeedlogStore store = Stores.InMemory(options: Embedded.With(worker, batchMax: 7));
        for (int i = 0; i < 300; i++) store.Append(new RecordDraft($"content {i}"));
        await store.FlushAsync();
        FakeGenerator second = new() { Make = text => [text.Length, 2, 3, 4] };
        FakeGenerator third = new() { Make = text => [1, text.Length, 5, 6] };
        EmbeddingResult[] results = await Task.WhenAll(
            store.EmbedAsync(Options(second)).AsTask(),
            store.EmbedAsync(Options(third) with { BatchMax = 5 }).AsTask());
        await Embedded.UntilDoneAsync(store);

        Assert.All(results, result => Assert.Equal(300, result.Embedded + result.Skipped));
        Assert.Equal(300, (await Embedded.ContentsAsync(store)).Length);
        Assert.Equal(600ul, store.LastSequence);
    }

    [Fact]
    public async Task VectorsInFiles_CountLikeThoseInTails()
    {
        MemoryStorage storage = new();
        FeedlogOptions options = new() { TailBytes = 2000, CloseTailBytes = 1, SealsInline = true };
        await using (FeedlogStore first = await Stores.OpenAsync(storage, options))
        {
            for (int i = 0; i < 80; i++) await first.AppendAsync($"content {i}");
            Assert.Equal(80, (await first.EmbedAsync(Options(new FakeGenerator()))).Embedded);
        }

        await using FeedlogStore store = await Stores.OpenAsync(storage, options);
        Assert.Equal(0, store.GetStats().EmbeddingLagFrames);
        await store.AppendAsync("one more");
        Assert.Equal(1, store.GetStats().EmbeddingLagFrames);
        EmbeddingResult result = await store.EmbedAsync(Options(new FakeGenerator()));
        Assert.Equal((1, 80), (result.Embedded, result.Skipped));
    }

    private static EmbeddingOptions Options(FakeGenerator generator) => new() { Generator = generator };

    private static async Task<FeedlogStore> FilledAsync(int count)
    {
        FeedlogStore store = Stores.InMemory();
        for (int i = 0; i < count; i++) await store.AppendAsync($"content {i}", $"key {i}");
        return store;
    }

    // Told by the thread that embeds, so that nothing comes late.
    private sealed class Progress : IProgress<EmbeddingProgress>
    {
        public List<EmbeddingProgress> Reports { get; } = [];

        public void Report(EmbeddingProgress value) => Reports.Add(value);
    }
}
