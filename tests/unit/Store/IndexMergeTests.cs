using Feedlog.Format.Indexes;
using Feedlog.Sealing;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Few index files remain, and those that are merged away go when nobody reads them.</summary>
public sealed class IndexMergeTests
{
    private const int FilesMax = 4;

    private readonly IndexWork _work = new();

    [Theory]
    [InlineData(true, ReadMode.Mapped)]
    [InlineData(true, ReadMode.Positioned)]
    [InlineData(false, ReadMode.Mapped)]
    [InlineData(false, ReadMode.Positioned)]
    public async Task Files_WhenTheBackgroundIsIdle_AreAtMostFourOfEachKindAndNoOthers(bool sealsInline, ReadMode mode)
    {
        CrashStorage storage = new();
        FeedlogOptions options = _work.Options with { SealsInline = sealsInline, ReadMode = mode };
        await using FeedlogStore store = await Stores.OpenAsync(storage, options);
        int merges = 0;
        for (int round = 0; round < 12; round++)
        {
            ulong[] before = IndexWork.Listed(storage).Select(entry => entry.Number).ToArray();
            await _work.DoAsync(store, 25);
            await IndexWork.UntilAsync(() => IsIdle(storage, store, options), "the index files are few");
            merges += before.Except(IndexWork.Listed(storage).Select(entry => entry.Number)).Count();
        }

        Assert.True(merges > FilesMax, $"{merges} files were merged away.");
        Assert.True(store.GetStats().BytesIndex == IndexWork.Listed(storage).Sum(entry => entry.LengthBytes));
    }

    [Fact]
    public async Task MergedAwayFiles_WhileASnapshotReadsThem_StayUntilItIsDisposed()
    {
        CrashStorage storage = new();
        await using FeedlogStore store = await Stores.OpenAsync(storage, _work.Options);
        await _work.DoAsync(store, 60);
        string[] held = IndexWork.ListedPaths(storage);
        FeedlogSnapshot snapshot = store.OpenSnapshot();

        await _work.DoAsync(store, 200);

        string[] merged = held.Except(IndexWork.ListedPaths(storage)).ToArray();
        Assert.NotEmpty(merged);
        Assert.All(merged, path => Assert.Contains(path, IndexWork.PresentPaths(storage)));
        snapshot.Dispose();
        Assert.Equal(IndexWork.ListedPaths(storage), IndexWork.PresentPaths(storage));
    }

    [Fact]
    public async Task ShortSessions_DoNotPileUpFiles()
    {
        CrashStorage storage = new();
        int filesMax = 0;
        for (int session = 0; session < 60; session++)
        {
            await using FeedlogStore store = await Stores.OpenAsync(storage, _work.Options);
            await _work.DoAsync(store, 2);
            filesMax = Math.Max(filesMax, IndexWork.PresentPaths(storage).Length);
        }

        Assert.InRange(filesMax, FilesMax + 1, 4 * FilesMax + 2);
        await using FeedlogStore last = await Stores.OpenAsync(storage, _work.Options);
        Assert.Equal(0, last.OpenReport.ScannedFrames);
        Assert.Contains("120", _work.Answers(last), StringComparison.Ordinal);
    }

    // Nothing waits, nothing is too many, and nothing is there that is not listed.
    private static bool IsIdle(CrashStorage storage, FeedlogStore store, FeedlogOptions options)
    {
        IReadOnlyList<IndexFileEntry> listed = IndexWork.Listed(storage);
        if (listed.Count(entry => entry.Kind == IndexFileKind.Run) > MergePolicy.FilesMax) return false;
        if (listed.Count(entry => entry.Kind == IndexFileKind.Deaths) > MergePolicy.FilesMax) return false;
        long sealedBytes = listed.Count == 0 ? 0 : (long)listed.Max(entry => entry.Coverage.LastSequence);
        bool isCaughtUp = (long)store.LastSequence - sealedBytes < options.TailBytes / 100;
        return isCaughtUp && IndexWork.ListedPaths(storage).SequenceEqual(IndexWork.PresentPaths(storage));
    }
}
