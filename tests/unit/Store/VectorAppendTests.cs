using Feedlog.Format;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Store;

/// <summary>What becomes of vectors that are appended.</summary>
public sealed class VectorAppendTests
{
    private static readonly RecordVector s_east = new("compass", new float[] { 1, 0 });
    private static readonly RecordVector s_north = new("compass", new float[] { 0, 1 });

    [Fact]
    public async Task Vector_OfARecordThatIsNotThere_IsRefused()
    {
        ManualTime time = new();
        await using FeedlogStore store = Stores.InMemory(time);
        AppendResult deleted = await store.AppendAsync("deleted");
        AppendResult superseded = await store.AppendAsync("superseded", "key");
        AppendResult expired = await store.AppendAsync(
            new RecordDraft("expired"), new AppendOptions { ExpiresAt = time.Now.AddSeconds(1) });
        await store.DeleteAsync(deleted.Id);
        await store.AppendAsync("newer", "key");
        time.Advance(TimeSpan.FromSeconds(2));
        ulong last = store.LastSequence;

        foreach (RecordId id in (RecordId[])[deleted.Id, superseded.Id, expired.Id, new RecordId(0x1234)])
        {
            FeedlogException refusal = await Stores.RefusedAsync(
                FeedlogErrorCode.NoSuchRecord, async () => await store.AppendVectorAsync(id, s_east));
            Assert.Contains(id.ToString(), refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(last, store.LastSequence);
    }

    [Fact]
    public async Task SameVectorAgain_IsSkipped_AndAnotherTakesItsPlace()
    {
        await using FeedlogStore store = Stores.InMemory();
        AppendResult record = await store.AppendAsync(new RecordDraft("a") { Vectors = [s_east] });

        AppendResult again = await store.AppendVectorAsync(record.Id, s_east);
        AppendResult other = await store.AppendVectorAsync(record.Id, s_north);
        AppendResult otherAgain = await store.AppendVectorAsync(record.Id, s_north);
        AppendResult back = await store.AppendVectorAsync(record.Id, s_east);

        Assert.Equal(
            [AppendOutcome.Skipped, AppendOutcome.Appended, AppendOutcome.Skipped, AppendOutcome.Appended],
            new[] { again, other, otherAgain, back }.Select(result => result.Outcome));
        Assert.Equal(record.Sequence, again.Sequence);
        Assert.Equal(other.Sequence, otherAgain.Sequence);
        Assert.Equal(record.Sequence + 2, back.Sequence);
        Assert.Equal(record.Id, back.Id);
        Assert.Equal(1, Assert.Single(Search(store, s_east)).Score, 1e-9);
    }

    [Fact]
    public async Task SameVectorManyTimesAtOnce_IsThereOnce()
    {
        await using FeedlogStore store = Stores.InMemory();
        AppendResult record = await store.AppendAsync("a");

        Task<AppendResult>[] appends =
            [.. Enumerable.Range(0, 200).Select(_ => store.AppendVectorAsync(record.Id, s_east).AsTask())];
        AppendResult[] results = await Task.WhenAll(appends);

        Assert.Equal(AppendOutcome.Appended, results[0].Outcome);
        Assert.All(results[1..], result => Assert.Equal(AppendOutcome.Skipped, result.Outcome));
        Assert.All(results, result => Assert.Equal(record.Sequence + 1, result.Sequence));
    }

    [Fact]
    public async Task VectorsOfOneModel_AllHaveAsManyValuesAsItsFirst()
    {
        await using FeedlogStore store = Stores.InMemory();
        AppendResult record = await store.AppendAsync(new RecordDraft("a") { Vectors = [s_east] });
        RecordVector longer = new("compass", new float[] { 1, 2, 3 });

        FeedlogException refusal = await Stores.RefusedAsync(
            FeedlogErrorCode.InvalidRecord, async () => await store.AppendVectorAsync(record.Id, longer));
        Assert.Contains("3 values", refusal.Message, StringComparison.Ordinal);
        await Stores.RefusedAsync(
            FeedlogErrorCode.InvalidRecord,
            async () => await store.AppendAsync(new RecordDraft("b") { Vectors = [longer] }));
        await store.AppendVectorAsync(record.Id, longer with { Model = "other" });
        Assert.Equal(record.Sequence + 1, store.LastSequence);
    }

    [Fact]
    public async Task RefusedGroup_DecidesNothingAboutItsModels()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordDraft two = new("a") { Vectors = [s_east] };
        RecordDraft three = new("b") { Vectors = [s_east with { Values = new float[] { 1, 2, 3 } }] };

        await Stores.RefusedAsync(
            FeedlogErrorCode.InvalidRecord, async () => await store.AppendManyAsync([two, three]));
        await store.AppendAsync(three);
    }

    [Fact]
    public async Task SeveralVectorsOfADraft_ComeWithTheRecord_AndAreSkippedWithIt()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordDraft draft = new("a")
        {
            Key = "key",
            Vectors = [s_east, new RecordVector("tones", new float[] { 3 }), new RecordVector("m3", new float[] { 4, 5 })],
        };

        AppendResult first = await store.AppendAsync(draft);
        AppendResult second = await store.AppendAsync(draft, new AppendOptions { IfAbsent = true });
        BulkResult bulk = await store.AppendBulkAsync([draft, draft with { Key = null }]);
        store.Append(draft with { Key = "other" });
        await store.FlushAsync();

        Assert.Equal(AppendOutcome.Skipped, second.Outcome);
        Assert.Equal(first.Sequence, second.Sequence);
        Assert.Equal(2, bulk.Appended);
        Assert.Equal(1, bulk.Superseded);
        Assert.Equal(first.Sequence + 11, store.LastSequence);
        Assert.Equal(3, Search(store, draft.Vectors[1]).Count);
        Assert.Equal(3, Search(store, draft.Vectors[2]).Count);
        Assert.Equal(3, (await Stores.ContentsAsync(store)).Length);
        Assert.Equal(3, store.GetStats().Frames);
    }

    [Fact]
    public async Task ReaderBesideTheWriter_FindsVectorsOfTailsAndFiles()
    {
        MemoryStorage storage = new();
        FeedlogOptions options = new() { TailBytes = 600, CloseTailBytes = long.MaxValue, SealsInline = true };
        await using FeedlogStore writer = await Stores.OpenAsync(storage, options);
        await writer.AppendAsync(new RecordDraft("first") { Vectors = [s_east] });
        await using FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(storage, options);
        Assert.Single(Search(reader, s_east));

        for (int i = 0; i < 20; i++) await writer.AppendAsync(new RecordDraft("more") { Vectors = [s_north] });
        Assert.True(reader.Refresh());
        await using FeedlogStore late = await FeedlogStore.OpenReadOnlyAsync(storage, options);

        Assert.Contains(
            storage.List(StoreLayout.IndexFolder),
            name => name.EndsWith(StoreLayout.VectorsSuffix, StringComparison.Ordinal));
        foreach (FeedlogStore store in (FeedlogStore[])[writer, reader, late])
        {
            using FeedlogSnapshot view = store.OpenSnapshot();
            SearchOptions all = new()
            {
                Mode = SearchMode.Vector,
                Model = s_east.Model,
                Vector = s_east.Values,
                Limit = 100,
            };
            IReadOnlyList<SearchHit> hits = view.Search(Query.All, all);
            Assert.Equal(21, hits.Count);
            Assert.Equal("first", hits[0].Record.Content);
            Assert.True(view.TryGetVector(hits[0].Record.Id, s_east.Model, out float[]? vector));
            Assert.Equal(s_east.Values.ToArray(), vector);
            Assert.False(view.TryGetVector(hits[0].Record.Id, "other", out _));
        }
    }

    [Fact]
    public async Task WhatIsNoVector_IsRefused()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordId id = (await store.AppendAsync("a")).Id;
        RecordVector[] wrong =
        [
            s_east with { Values = default },
            s_east with { Values = new float[FormatLimits.VectorDimensionsMax + 1] },
            s_east with { Values = new float[] { 0, 0 } },
            s_east with { Values = new float[] { 1, float.NaN } },
            s_east with { Values = new float[] { 1, float.PositiveInfinity } },
            s_east with { Model = "" },
            s_east with { Model = null! },
            s_east with { Model = new string('x', 256) },
        ];
        foreach (RecordVector vector in wrong)
        {
            await Stores.RefusedAsync(
                FeedlogErrorCode.InvalidRecord, async () => await store.AppendVectorAsync(id, vector));
            await Stores.RefusedAsync(
                FeedlogErrorCode.InvalidRecord,
                async () => await store.AppendAsync(new RecordDraft("b") { Vectors = [vector] }));
            await Stores.RefusedAsync(
                FeedlogErrorCode.InvalidRecord,
                async () => await store.AppendAsync(new RecordDraft("b") { Vectors = [s_north, vector] }));
        }

        await Stores.RefusedAsync(
            FeedlogErrorCode.InvalidRecord,
            async () => await store.AppendAsync(new RecordDraft("b") { Vectors = [s_east, s_north] }));
        Assert.Equal(1ul, store.LastSequence);
    }

    [Fact]
    public async Task Search_ForVectors_SaysWhatItCannotDo()
    {
        await using FeedlogStore store = Stores.InMemory();
        await store.AppendAsync(new RecordDraft("a") { Vectors = [s_east] });
        using FeedlogSnapshot view = store.OpenSnapshot();
        SearchOptions options = new() { Mode = SearchMode.Vector, Model = "compass", Vector = new float[] { 1, 2, 3 } };

        Assert.Equal(
            FeedlogErrorCode.InvalidQuery,
            Assert.ThrowsAny<FeedlogException>(() => view.Search(Query.All, options)).Code);
        Assert.Throws<ArgumentException>(() => view.Search(Query.All, options with { Model = null }));
        Assert.Throws<ArgumentException>(() => view.Search(Query.All, options with { Vector = new float[2] }));
        Assert.Empty(view.Search(Query.All, options with { Model = "unknown" }));
    }

    [Fact]
    public async Task Search_ForVectors_TakesFieldsAndExclusionsOfTheQuery_AndSaysWhy()
    {
        await using FeedlogStore store = Stores.InMemory();
        await store.AppendAsync(new RecordDraft("blue kettle") { Kind = "fact", Vectors = [s_east] });
        await store.AppendAsync(new RecordDraft("red kettle") { Kind = "fact", Vectors = [s_north] });
        await store.AppendAsync(new RecordDraft("red pot") { Kind = "note", Vectors = [s_east] });

        Assert.Equal(["blue kettle", "red kettle"], Contents("pot kind:fact"));
        Assert.Equal(["red pot", "red kettle"], Contents("pan -blue"));
        Assert.Equal(["red pot", "blue kettle", "red kettle"], Contents("+pan"));
        SearchHit hit = Search(store, s_east, "kind:note", explains: true)[0];
        Assert.Equal("cosine compass", hit.Explanation!.Part);
        Assert.Equal(1, hit.Explanation.Score, 1e-9);
        Assert.Equal("red pot", hit.Snippet!.Text);

        IEnumerable<string> Contents(string query) => Search(store, s_east, query).Select(found => found.Record.Content);
    }

    private static IReadOnlyList<SearchHit> Search(
        FeedlogStore store, RecordVector vector, string query = "*", bool explains = false)
    {
        using FeedlogSnapshot view = store.OpenSnapshot();
        return view.Search(query, new SearchOptions
        {
            Mode = SearchMode.Vector,
            Model = vector.Model,
            Vector = vector.Values,
            Explain = explains,
            SnippetCharacters = explains ? 20 : 0,
        });
    }
}
