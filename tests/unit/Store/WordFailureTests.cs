using Feedlog.Format.Stores;
using Feedlog.Tests.Support.Storage;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Words that cannot be indexed cost searches time, and nobody anything else.</summary>
public sealed class WordFailureTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly IndexWork _work = new();
    private readonly CrashStorage _medium = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FilesOfWordsThatCannotBeWritten_HoldUpNeitherRunsNorAppends(bool sealsInline)
    {
        FaultStorage storage = new(_medium);
        FeedlogOptions options = _work.Options with { SealsInline = sealsInline, WordFileBytes = 1 };
        string answers;
        await using (FeedlogStore store = await Stores.OpenAsync(storage, options))
        {
            storage.Set(new StorageFault
            {
                Calls = StorageCalls.Write | StorageCalls.Open,
                Nth = 1,
                IsPersistent = true,
                Errno = StorageFault.NoSpace,
                PathEnd = StoreLayout.WordsSuffix,
            });
            await _work.DoAsync(store, 80).WaitAsync(s_patience);
            await IndexWork.UntilAsync(
                () => ManifestFile.Read(_medium).Runs.Count > 0 && storage.FiredCount > 0, "a run is there");
            Assert.Empty(ManifestFile.Read(_medium).Words);
            _work.Answers(store);

            storage.Set(null);
            await _work.DoAsync(store, 40).WaitAsync(s_patience);
            await IndexWork.UntilAsync(() => ManifestFile.Read(_medium).Words.Count > 0, "words are tried again");
            answers = _work.Answers(store);
        }

        Assert.Equal(IndexWork.ListedPaths(_medium), IndexWork.PresentPaths(_medium));
        Manifest manifest = ManifestFile.Read(_medium);
        Assert.Equal(manifest.Runs[^1].Coverage.LastGroup, manifest.Words[^1].Coverage.LastGroup);
        await using FeedlogStore again = await Stores.OpenAsync(_medium, options);
        Assert.Equal(answers, _work.Answers(again));
    }

    [Fact]
    public async Task StoreThatIndexesNoWords_ReadsThem_AndTheNextOpeningIndexesThem()
    {
        FeedlogOptions options = _work.Options with { SealsInline = false, WordBacklogBytesMax = 1 };
        string answers;
        await using (FeedlogStore store = await Stores.OpenAsync(_medium, options with { IndexesWords = false }))
        {
            await _work.DoAsync(store, 80).WaitAsync(s_patience);
            await store.FlushAsync();
            Assert.Equal(0UL, store.IndexedSequence);
            answers = _work.Answers(store);
        }

        Assert.Empty(ManifestFile.Read(_medium).Words);
        await using FeedlogStore again = await Stores.OpenAsync(_medium, options);
        await IndexWork.UntilAsync(() => again.IndexedSequence == again.LastSequence, "words are indexed");
        Assert.Equal(answers, _work.Answers(again));
    }

    [Fact]
    public async Task LogThatTheIndexerCannotRead_DoesNotMakeAppendsWait()
    {
        FaultStorage storage = new(_medium);
        FeedlogOptions options = _work.Options with { SealsInline = false, WordBacklogBytesMax = 1 };
        await using FeedlogStore store = await Stores.OpenAsync(storage, options);
        storage.Set(new StorageFault
        {
            Calls = StorageCalls.Read,
            Nth = 1,
            IsPersistent = true,
            PathStart = StoreLayout.HotFolder,
        });
        await _work.DoAsync(store, 60).WaitAsync(s_patience);
        Assert.Equal(60, _work.Made);

        storage.Set(null);
        await IndexWork.UntilAsync(() => store.IndexedSequence == store.LastSequence, "words are indexed");
        await _work.DoAsync(store, 20).WaitAsync(s_patience);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        Assert.Equal(
            snapshot.Scan(Query.Words("record"), new SearchOptions()).Select(hit => hit.Record.Sequence),
            snapshot.Search("record").Select(hit => hit.Record.Sequence));
    }
}
