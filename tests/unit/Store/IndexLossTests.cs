using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Index files are derived: without them, or with damaged ones, no answer is wrong and none is lost.</summary>
public sealed class IndexLossTests
{
    private const int RecordCount = 150;

    private readonly IndexWork _work = new();

    [Theory]
    [InlineData("delete")]
    [InlineData("flip a bit of the header")]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("put another file in its place")]
    public async Task Open_WithOneFileWrong_SetsAllAsideSaysWhyAndMakesThemAnew(string what)
    {
        (CrashStorage closed, string answers) = await CloseAsync();
        string[] paths = IndexWork.ListedPaths(closed);
        Assert.Contains(paths, path => path.EndsWith(StoreLayout.LiveSuffix, StringComparison.Ordinal));
        foreach (string path in paths)
        {
            CrashStorage storage = closed.Copy();
            Spoil(storage, path, what);

            await using (FeedlogStore store = await Stores.OpenAsync(storage, _work.Options))
            {
                Assert.Contains(path, store.OpenReport.IndexFault, StringComparison.Ordinal);
                Assert.True(store.OpenReport.WasClean);
                // Nothing but searches depends on words.
                bool isWords = path.EndsWith(StoreLayout.WordsSuffix, StringComparison.Ordinal);
                Assert.Equal(isWords ? 0 : (long)store.LastSequence, store.OpenReport.ScannedFrames);
                Assert.Equal(answers, _work.Answers(store));
            }

            await AssertSoundAsync(storage, answers);
        }
    }

    [Fact]
    public async Task Open_WithoutTheIndexFolder_MakesThemAnew()
    {
        (CrashStorage storage, string answers) = await CloseAsync();
        foreach (string path in IndexWork.PresentPaths(storage)) storage.Delete(path);

        await using (FeedlogStore store = await Stores.OpenAsync(storage, _work.Options))
        {
            Assert.NotEqual("", store.OpenReport.IndexFault);
            Assert.Equal(answers, _work.Answers(store));
        }

        await AssertSoundAsync(storage, answers);
    }

    [Fact]
    public async Task Open_WithoutAFileOfWords_ForgetsItAtOnce()
    {
        (CrashStorage storage, string answers) = await CloseAsync();
        storage.Delete(IndexWork.PathOf(IndexWork.Listed(storage).First(entry => entry.Kind == IndexFileKind.Words)));
        // So little that no file is made of it again.
        FeedlogOptions options = _work.Options with { CloseTailBytes = long.MaxValue };
        await using (FeedlogStore store = await Stores.OpenAsync(storage, options))
            Assert.NotEqual("", store.OpenReport.IndexFault);

        Assert.Equal(IndexWork.ListedPaths(storage), IndexWork.PresentPaths(storage));
        await using FeedlogStore again = await Stores.OpenAsync(storage, options);
        Assert.Equal("", again.OpenReport.IndexFault);
        Assert.Equal(answers, _work.Answers(again));
    }

    [Fact]
    public async Task ReadOnly_WithoutTheIndexFolder_AnswersTheSameAndMakesNothing()
    {
        (CrashStorage storage, string answers) = await CloseAsync();
        foreach (string path in IndexWork.PresentPaths(storage)) storage.Delete(path);

        await using FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(storage, _work.Options);

        Assert.Equal(answers, _work.Answers(store));
        Assert.Empty(IndexWork.PresentPaths(storage));
    }

    [Fact]
    public async Task Open_BesideFilesThatNobodyLists_RemovesThemAndTakesHigherNumbers()
    {
        (CrashStorage storage, string answers) = await CloseAsync();
        ulong strayNumber = IndexWork.Listed(storage).Max(entry => entry.Number) + 5;
        string[] strays = [StoreLayout.Index(strayNumber), StoreLayout.Live(strayNumber - 2)];
        foreach (string path in strays) storage.Open(path, StorageOpen.Create).Dispose();

        await using (FeedlogStore store = await Stores.OpenAsync(storage, _work.Options))
        {
            Assert.DoesNotContain(strays, IndexWork.PresentPaths(storage).Contains);
            Assert.Equal("", store.OpenReport.IndexFault);
            Assert.Equal(answers, _work.Answers(store));
            string[] before = IndexWork.ListedPaths(storage);
            await _work.DoAsync(store, 40);
            IndexFileEntry[] added =
                IndexWork.Listed(storage).Where(entry => !before.Contains(IndexWork.PathOf(entry))).ToArray();
            Assert.NotEmpty(added);
            Assert.All(added, entry => Assert.True(entry.Number > strayNumber));
        }
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Read_OverADamagedPage_IsRightOrNamesThePageAndReopeningHeals(ReadMode mode)
    {
        FeedlogOptions options = _work.Options with { ReadMode = mode, HotKeyBytes = 0 };
        (CrashStorage closed, string answers) = await CloseAsync();
        string[] expected = answers.Split('\n');
        int failed = 0;
        foreach (IndexFileEntry entry in IndexWork.Listed(closed))
        {
            string path = IndexWork.PathOf(entry);
            long pageCount = entry.LengthBytes / IndexPageLayout.PageBytes;
            for (long page = 1; page < pageCount; page++)
            {
                CrashStorage storage = closed.Copy();
                long offset = page * IndexPageLayout.PageBytes;
                bool wasMet;
                await using (FeedlogStore store = await Stores.OpenAsync(storage, options))
                {
                    // After opening: what opening itself reads is another test's.
                    IndexWork.FlipBit(storage, path, offset + page % IndexPageLayout.PayloadBytes);
                    wasMet = AskAll(store, expected, path, offset) > 0;
                }

                if (!wasMet) continue;
                failed++;
                await AssertHealsAsync(storage, options, answers);
            }
        }

        Assert.True(failed >= 20, $"Only {failed} pages were ever read.");
    }

    [Fact]
    public async Task Open_OverADamagedPage_AnswersFromTheLog()
    {
        (CrashStorage closed, string answers) = await CloseAsync();
        IndexFileEntry newest = IndexWork.Listed(closed).Last(entry => entry.Kind == IndexFileKind.Run);
        int set = 0;
        for (long page = 1; page < newest.LengthBytes / IndexPageLayout.PageBytes; page++)
        {
            CrashStorage storage = closed.Copy();
            IndexWork.FlipBit(storage, IndexWork.PathOf(newest), page * IndexPageLayout.PageBytes);
            await using FeedlogStore store = await Stores.OpenAsync(storage, _work.Options);
            if (store.OpenReport.IndexFault.Length == 0) continue;
            set++;
            Assert.Contains(IndexWork.PathOf(newest), store.OpenReport.IndexFault, StringComparison.Ordinal);
            Assert.Equal(answers, _work.Answers(store));
        }

        Assert.True(set >= 2, $"Opening met {set} damaged pages.");
    }

    [Fact]
    public async Task Append_OverADamagedPage_FailsAloneAndReopeningHeals()
    {
        FeedlogOptions options = _work.Options with { HotKeyBytes = 0 };
        (CrashStorage storage, _) = await CloseAsync();
        await using (FeedlogStore store = await Stores.OpenAsync(storage, options))
        {
            DamageEveryPage(storage);

            FeedlogException refusal = await Stores.RefusedAsync(
                FeedlogErrorCode.Corrupt, async () => await store.AppendAsync("newer", "key 1"));

            Assert.Contains(refusal.File ?? "", IndexWork.ListedPaths(storage));
            Assert.Contains("close the store", refusal.Remedy, StringComparison.Ordinal);
        }

        await using FeedlogStore healed = await Stores.OpenAsync(storage, options);
        Assert.Equal("", healed.OpenReport.IndexFault);
        await healed.AppendAsync("newer", "key 1");
        Assert.True(healed.TryGet("key 1", out Record? found));
        Assert.Equal("newer", found.Content);
    }

    [Fact]
    public async Task Stats_OverADamagedPage_AreRefusedLikeAnyRead()
    {
        FeedlogOptions options = _work.Options with { HotKeyBytes = 0 };
        (CrashStorage storage, _) = await CloseAsync();
        await using FeedlogStore store = await Stores.OpenAsync(storage, options);
        _work.Time.Advance(TimeSpan.FromDays(1)); // Something has expired, and must be looked at.
        DamageEveryPage(storage);

        FeedlogException refusal =
            await Stores.RefusedAsync(FeedlogErrorCode.Corrupt, () => Task.FromResult(store.GetStats()));

        Assert.Contains(refusal.File ?? "", IndexWork.ListedPaths(storage));
    }

    [Fact]
    public async Task Damage_MetBeforeFurtherTailsWereSealed_IsHealedByReopening()
    {
        (CrashStorage storage, _) = await CloseAsync();
        IndexFileEntry oldest = IndexWork.Listed(storage)[0];
        await using (FeedlogStore store = await Stores.OpenAsync(storage, _work.Options))
        {
            IndexWork.FlipBit(storage, IndexWork.PathOf(oldest), OffsetOf(storage, oldest, IndexSectionType.Times));
            FeedlogException refusal = await Stores.RefusedAsync(FeedlogErrorCode.Corrupt, () => RangeAsync(store));
            Assert.Equal(IndexWork.PathOf(oldest), refusal.File);
            int runs = IndexWork.Listed(storage).Count;
            await _work.DoAsync(store, 12);
            Assert.NotEqual(runs, IndexWork.Listed(storage).Count);
        }

        await using FeedlogStore healed = await Stores.OpenAsync(storage, _work.Options);
        Assert.Equal("", healed.OpenReport.IndexFault);
        await RangeAsync(healed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Damage_MetByAMerge_IsHealedByReopening(bool sealsInline)
    {
        FeedlogOptions options = _work.Options with { SealsInline = sealsInline };
        (CrashStorage storage, _) = await CloseAsync();
        IndexFileEntry oldest = IndexWork.Listed(storage)[0];
        await using (FeedlogStore store = await Stores.OpenAsync(storage, options))
        {
            IndexWork.FlipBit(storage, IndexWork.PathOf(oldest), OffsetOf(storage, oldest, IndexSectionType.Times));
            int runs = IndexWork.Listed(storage).Count;
            while (IndexWork.Listed(storage).Count < runs + 12) await _work.DoAsync(store, 10);
        }

        await using FeedlogStore healed = await Stores.OpenAsync(storage, options);
        Assert.Equal("", healed.OpenReport.IndexFault);
        await RangeAsync(healed);
    }

    private async Task<(CrashStorage Storage, string Answers)> CloseAsync()
    {
        CrashStorage storage = new();
        await using FeedlogStore store = await Stores.OpenAsync(storage, _work.Options);
        await _work.DoAsync(store, RecordCount);
        return (storage, _work.Answers(store));
    }

    private static Task RangeAsync(FeedlogStore store) =>
        store.RangeAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue).CountAsync().AsTask();

    private static long OffsetOf(CrashStorage storage, IndexFileEntry entry, IndexSectionType section)
    {
        StoreIdentity store = Feedlog.Write.ManifestFile.Read(storage).Store;
        byte[] bytes = storage.Dump()[IndexWork.PathOf(entry)];
        Assert.True(IndexFileHeader.TryRead(bytes, store, entry.Number, out IndexFileHeader? header, out _));
        return header.Sections.Single(found => found.Type == section).FirstPage * IndexPageLayout.PageBytes;
    }

    private async Task AssertSoundAsync(CrashStorage storage, string answers)
    {
        Assert.Equal(IndexWork.ListedPaths(storage), IndexWork.PresentPaths(storage));
        Assert.NotEmpty(IndexWork.PresentPaths(storage));
        await using FeedlogStore again = await Stores.OpenAsync(storage, _work.Options);
        Assert.Equal("", again.OpenReport.IndexFault);
        Assert.Equal(0, again.OpenReport.ScannedFrames);
        Assert.Equal(answers, _work.Answers(again));
    }

    private async Task AssertHealsAsync(CrashStorage storage, FeedlogOptions options, string answers)
    {
        await using FeedlogStore healed = await Stores.OpenAsync(storage, options);
        Assert.Equal("", healed.OpenReport.IndexFault);
        Assert.Equal(answers, _work.Answers(healed));
    }

    // Returns how many questions were refused; the others must have the right answer.
    private int AskAll(FeedlogStore store, string[] expected, string path, long offset)
    {
        int refused = 0;
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        int i = 0;
        foreach (Func<string> question in IndexWork.Questions(snapshot, _work.Made))
        {
            try
            {
                Assert.Equal(expected[i], question());
            }
            catch (FeedlogException refusal)
            {
                refused++;
                Assert.Equal(FeedlogErrorCode.Corrupt, refusal.Code);
                Assert.Equal(path, refusal.File);
                Assert.Equal(offset, refusal.OffsetBytes);
            }

            i++;
        }

        Assert.Equal(expected.Length, i);
        Assert.True(refused < i, "Nothing was answered.");
        return refused;
    }

    private static void DamageEveryPage(CrashStorage storage)
    {
        foreach (IndexFileEntry entry in IndexWork.Listed(storage))
        {
            for (long at = IndexPageLayout.PageBytes; at < entry.LengthBytes; at += IndexPageLayout.PageBytes)
                IndexWork.FlipBit(storage, IndexWork.PathOf(entry), at + 1);
        }
    }

    private static void Spoil(CrashStorage storage, string path, string what)
    {
        byte[] bytes = storage.Dump()[path];
        switch (what)
        {
            case "delete":
                storage.Delete(path);
                break;
            case "flip a bit of the header":
                IndexWork.FlipBit(storage, path, 60);
                break;
            case "cut":
                Replace(storage, path, bytes.AsSpan(0, bytes.Length - 1));
                break;
            case "empty":
                Replace(storage, path, []);
                break;
            default:
                string other = IndexWork.ListedPaths(storage).First(candidate => candidate != path);
                Replace(storage, path, storage.Dump()[other]);
                break;
        }
    }

    private static void Replace(CrashStorage storage, string path, ReadOnlySpan<byte> bytes)
    {
        storage.Delete(path);
        using IStorageFile file = storage.Open(path, StorageOpen.Create);
        if (bytes.Length > 0) file.Write(0, bytes);
    }
}
