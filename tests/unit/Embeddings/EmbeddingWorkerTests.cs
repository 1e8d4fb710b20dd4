using Feedlog.Format.Frames;
using Feedlog.Format.Storage;
using Feedlog.Indexing.Embedding;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Feedlog.Tests.Unit.Store;

namespace Feedlog.Tests.Unit.Embeddings;

/// <summary>A store that embeds gives every record one vector, behind the append, whatever happens meanwhile.</summary>
public sealed class EmbeddingWorkerTests
{
    [Fact]
    public async Task EveryRecord_OldOrNew_GetsOneVector_UnlessItHasOne()
    {
        MemoryStorage storage = new();
        await using (FeedlogStore before = await Stores.OpenAsync(storage))
        {
            for (int i = 0; i < 100; i++) await before.AppendAsync($"old {i}");
            await before.AppendAsync(new RecordDraft("has one")
            {
                Vectors = [new RecordVector("fake", new float[] { 9, 9, 9, 9 })],
            });
            await before.AppendAsync("two", "key");
            await before.AppendAsync("three", "key");
            await before.DeleteAsync("key");
            Assert.Equal(104ul, before.LastSequence);
        }

        FakeGenerator generator = new();
        await using FeedlogStore store = await Stores.OpenAsync(storage, Embedded.With(generator));
        for (int i = 0; i < 100; i++) await store.AppendAsync($"new {i}");
        await Embedded.UntilDoneAsync(store);

        Assert.Equal(201, (await Embedded.ContentsAsync(store)).Length);
        Assert.Equal(404ul, store.LastSequence); // 104 before, 100 new ones, 200 vectors.
        Assert.Equal(200, generator.Asked.Distinct().Count());
        Assert.DoesNotContain("has one", generator.Asked);
        Assert.DoesNotContain("three", generator.Asked);
        Assert.Equal(0, store.GetStats().EmbeddingFaults);
    }

    [Fact]
    public async Task Trigrams_NeedNothingElse_AndFindWhatIsSimilar()
    {
        FeedlogOptions options = new() { Embedding = EmbeddingOptions.Trigrams() };
        await using FeedlogStore store = Stores.InMemory(options: options);
        await store.AppendAsync("The kettle on the stove is blue.");
        await store.AppendAsync("Mountains in autumn rain");
        await Embedded.UntilDoneAsync(store);

        using FeedlogSnapshot view = store.OpenSnapshot();
        IReadOnlyList<SearchHit> hits = view.Search(Query.All, new SearchOptions
        {
            Mode = SearchMode.Vector,
            Model = TrigramEmbedder.ModelName,
            Vector = TrigramEmbedder.Embed("blue kettles"),
        });
        Assert.Equal(2, hits.Count);
        Assert.StartsWith("The kettle", hits[0].Record.Content, StringComparison.Ordinal);
        Assert.Equal([TrigramEmbedder.ModelName], view.VectorModels);
    }

    [Fact]
    public async Task SameContent_IsAskedForOnce()
    {
        FakeGenerator generator = new();
        await using FeedlogStore store = Stores.InMemory(options: Embedded.With(generator));
        for (int i = 0; i < 50; i++) await store.AppendAsync($"same {i % 5}");
        await Embedded.UntilDoneAsync(store);

        Assert.Equal(50, (await Embedded.ContentsAsync(store)).Length);
        Assert.Equal(5, generator.Asked.Count);
    }

    [Fact]
    public async Task WhatIsNoText_OrHasNoDirection_WaitsForNothing()
    {
        ManualTime time = new();
        FakeGenerator generator = new() { Make = text => text == "nowhere" ? [0, 0, 0, 0] : FakeGenerator.VectorOf(text) };
        await using FeedlogStore store = Stores.InMemory(time, Embedded.With(generator, time: time));
        await store.AppendAsync(new RecordDraft { ContentBytes = new byte[] { 0xFF, 0xFE } });
        await store.AppendAsync(" \t ");
        await store.AppendAsync("nowhere");
        await store.AppendAsync("somewhere");
        await Embedded.UntilDoneAsync(store);

        Assert.Equal(["somewhere"], await Embedded.ContentsAsync(store));
        Assert.Equal(2, generator.Asked.Count);
        Assert.Equal(5ul, store.LastSequence);
    }

    [Fact]
    public async Task RecordThatIsDeleted_WhileItsVectorIsMade_GetsNone()
    {
        TaskCompletionSource goOn = new();
        FakeGenerator generator = new() { Before = (_, _) => goOn.Task };
        await using FeedlogStore store = Stores.InMemory(options: Embedded.With(generator));
        await store.AppendAsync("a", "deleted");
        await store.AppendAsync("b", "superseded");
        await Embedded.UntilAsync(() => generator.Calls > 0);
        await store.AppendAsync("c", "kept");
        await store.DeleteAsync("deleted");
        await store.AppendAsync("d", "superseded");
        goOn.SetResult();
        await Embedded.UntilDoneAsync(store);

        Assert.Equal(["c", "d"], await Embedded.ContentsAsync(store));
        Assert.Equal(7ul, store.LastSequence); // Four records, a deletion, two vectors.
        Assert.Equal(0, store.GetStats().EmbeddingFaults);
    }

    [Fact]
    public async Task GeneratorThatFails_IsAskedAgain_AndHoldsUpNoAppend()
    {
        bool isDown = true;
        FakeGenerator generator = new()
        {
            Before = (_, _) => isDown ? throw new InvalidOperationException("down") : Task.CompletedTask,
        };
        await using FeedlogStore store = Stores.InMemory(options: Embedded.With(generator));
        for (int i = 0; i < 200; i++) await store.AppendAsync($"record {i}");
        await Embedded.UntilAsync(() => store.GetStats().EmbeddingFaults >= 10);
        Assert.True(store.GetStats().EmbeddingLagFrames == 200, "Something has a vector, or is not waited for.");

        Volatile.Write(ref isDown, false);
        await Embedded.UntilDoneAsync(store);
        Assert.Equal(200, (await Embedded.ContentsAsync(store)).Length);
        Assert.Equal(400ul, store.LastSequence);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task RecordThatFailsByItself_IsSetAside_AndTriedAgain(int batchMax)
    {
        bool isSick = true;
        FakeGenerator generator = new()
        {
            Make = text => isSick && text == "sick" ? [float.NaN, 0, 0, 0] : FakeGenerator.VectorOf(text),
        };
        await using FeedlogStore store = Stores.InMemory(options: Embedded.With(generator, batchMax));
        for (int i = 0; i < 40; i++) await store.AppendAsync(i == 7 ? "sick" : $"record {i}");
        await Embedded.UntilAsync(() => store.GetStats().EmbeddingLagFrames == 1);
        Assert.Equal(39, (await Embedded.ContentsAsync(store)).Length);
        Assert.True(store.GetStats().EmbeddingFaults >= 3);

        Volatile.Write(ref isSick, false);
        await Embedded.UntilDoneAsync(store);
        Assert.Equal(40, (await Embedded.ContentsAsync(store)).Length);
        Assert.Equal(80ul, store.LastSequence);
    }

    [Fact]
    public async Task VectorsOfTheWrongSize_AreFaults_AndNoMore()
    {
        FakeGenerator generator = new() { Make = _ => [1, 2, 3] };
        await using FeedlogStore store = Stores.InMemory(options: Embedded.With(generator));
        await store.AppendAsync(new RecordDraft("a") { Vectors = [new RecordVector("fake", new float[] { 1, 2 })] });
        await store.AppendAsync("b");
        await Embedded.UntilAsync(() => store.GetStats().EmbeddingFaults >= 2);
        Assert.Equal(["a"], await Embedded.ContentsAsync(store));
        Assert.Equal(2, (await Stores.ContentsAsync(store)).Length);
    }

    [Fact]
    public async Task Closing_DoesNotWaitForAGeneratorThatHangs()
    {
        TaskCompletionSource never = new();
        FakeGenerator generator = new() { Before = (_, _) => never.Task };
        FeedlogStore store = Stores.InMemory(options: Embedded.With(generator));
        await store.AppendAsync("a");
        await Embedded.UntilAsync(() => generator.Calls > 0);
        await store.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Closing_DoesNotWaitForAPause()
    {
        FakeGenerator generator = new() { Before = (_, _) => throw new InvalidOperationException("down") };
        FeedlogOptions options = Embedded.With(generator) with { EmbeddingPause = TimeSpan.FromHours(1) };
        FeedlogStore store = Stores.InMemory(options: options);
        await store.AppendAsync("a");
        await Embedded.UntilAsync(() => store.GetStats().EmbeddingFaults > 0);
        await store.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Killed_GoesOnWhereTheLogEnds_AndMakesNothingTwice()
    {
        CrashStorage storage = new();
        for (int life = 0; life < 5; life++)
        {
            FakeGenerator generator = new();
            FeedlogOptions options = Embedded.With(generator, batchMax: 4);
            FeedlogStore store = await Stores.OpenAsync(storage, options);
            for (int i = 0; i < 30; i++) await store.AppendAsync($"{life} {i}");
            int wanted = (life + 1) * 4;
            await Embedded.UntilAsync(() => generator.Asked.Count >= wanted);
            await store.FlushAsync();
            storage = await Stores.KillAsync(storage, store);
        }

        FakeGenerator last = new();
        await using FeedlogStore end = await Stores.OpenAsync(storage, Embedded.With(last));
        await Embedded.UntilDoneAsync(end);
        Assert.Equal(150, (await Embedded.ContentsAsync(end)).Length);
        using FeedlogSnapshot view = end.OpenSnapshot();
        Assert.Equal(150, view.Search(Query.All, new SearchOptions
        {
            Mode = SearchMode.Vector,
            Model = "fake",
            Vector = new float[] { 1, 1, 1, 1 },
            Limit = 1000,
        }).Count);
    }

    [Fact]
    public async Task Lag_IsToldInRecordsAndTime()
    {
        ManualTime time = new();
        TaskCompletionSource goOn = new();
        FakeGenerator generator = new() { Before = (_, _) => goOn.Task };
        await using FeedlogStore store = Stores.InMemory(time, Embedded.With(generator, time: time));
        Assert.Equal(0, store.GetStats().EmbeddingLagMilliseconds);
        await store.AppendAsync("first");
        time.Advance(TimeSpan.FromSeconds(3));
        for (int i = 0; i < 10; i++) await store.AppendAsync($"record {i}");
        await store.DeleteAsync((await store.ScanAsync().LastAsync()).Id);

        StoreStats behind = store.GetStats();
        Assert.Equal(10, behind.EmbeddingLagFrames);
        Assert.Equal(3000, behind.EmbeddingLagMilliseconds);
        goOn.SetResult();
        await Embedded.UntilDoneAsync(store);
        Assert.Equal(0, store.GetStats().EmbeddingLagMilliseconds);
    }

    [Fact]
    public async Task Lag_OfAStoreThatDoesNotEmbed_IsWhatLiesBehindTheNewestVector()
    {
        await using FeedlogStore store = Stores.InMemory();
        await store.AppendAsync("a");
        Assert.Equal(0, store.GetStats().EmbeddingLagFrames);
        await store.EmbedAsync(EmbeddingOptions.Trigrams());
        Assert.Equal(0, store.GetStats().EmbeddingLagFrames);
        for (int i = 0; i < 3; i++) await store.AppendAsync($"more {i}");
        Assert.Equal(3, store.GetStats().EmbeddingLagFrames);
    }

    [Fact]
    public async Task ReaderBesideTheWriter_EmbedsNothing()
    {
        MemoryStorage storage = new();
        FakeGenerator generator = new();
        await using FeedlogStore writer = await Stores.OpenAsync(storage);
        await writer.AppendAsync("a");
        await using FeedlogStore reader =
            await FeedlogStore.OpenReadOnlyAsync(storage, Embedded.With(generator));
        Assert.Equal(0, reader.GetStats().EmbeddingLagFrames);
        await Stores.RefusedAsync(
            FeedlogErrorCode.ReadOnly, async () => await reader.EmbedAsync(EmbeddingOptions.Trigrams()));
        Assert.Equal(0, generator.Calls);
    }

    [Fact]
    public void Options_AreChecked()
    {
        FakeGenerator nameless = new() { ModelName = null };
        EmbeddingOptions sound = new() { Generator = new FakeGenerator() };
        EmbeddingOptions[] wrong =
        [
            new() { Generator = nameless },
            sound with { Model = "" },
            sound with { Model = new string('x', 256) },
            sound with { BatchMax = 0 },
            sound with { BatchMax = 65 },
            sound with { CacheBytes = -1 },
            sound with { ElementType = VectorElementType.None },
        ];
        foreach (EmbeddingOptions options in wrong)
        {
            Assert.Throws<ArgumentException>(
                () => FeedlogStore.CreateInMemory(new FeedlogOptions { Embedding = options }));
        }

        Assert.Equal("other", (sound with { Model = "other" }).ModelName);
        Assert.Equal("fake", sound.ModelName);
    }
}
