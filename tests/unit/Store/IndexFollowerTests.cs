using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>A read-only store beside the writer: uses its index files, follows its merges, outlives its deletions.
/// </summary>
public sealed class IndexFollowerTests
{
    private readonly IndexWork _work = new();
    private readonly CrashStorage _storage = new();

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task ReadOnly_OverRuns_ScansOnlyBehindThem(ReadMode mode)
    {
        FeedlogOptions options = _work.Options with { ReadMode = mode };
        await using FeedlogStore writer = await Stores.OpenAsync(_storage, options);
        await _work.DoAsync(writer, 150);
        ulong covered = IndexWork.Listed(_storage).Max(entry => entry.Coverage.LastSequence);

        await using FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(_storage, options);

        Assert.Equal((long)(writer.LastSequence - covered), reader.OpenReport.ScannedFrames);
        Assert.Equal(_work.Answers(writer), _work.Answers(reader));
        Assert.True(reader.GetStats().BytesIndex > 0);
    }

    [Theory]
    [InlineData(ReadMode.Mapped, true)]
    [InlineData(ReadMode.Mapped, false)]
    [InlineData(ReadMode.Positioned, true)]
    [InlineData(ReadMode.Positioned, false)]
    public async Task ReadOnly_WhileTheWriterSealsAndMerges_AnswersLikeIt(ReadMode mode, bool sealsInline)
    {
        FeedlogOptions options = _work.Options with { ReadMode = mode, SealsInline = sealsInline };
        await using FeedlogStore writer = await Stores.OpenAsync(_storage, options);
        await _work.DoAsync(writer, 30);
        await using FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(_storage, options);
        FeedlogSnapshot first = reader.OpenSnapshot();
        int firstMade = _work.Made;
        string firstAnswers = _work.Answers(first);
        long indexBytes = reader.GetStats().BytesIndex;
        for (int round = 0; round < 10; round++)
        {
            await _work.DoAsync(writer, 25);
            Assert.True(reader.Refresh());
            Assert.Equal(_work.Answers(writer), _work.Answers(reader));
        }

        Assert.NotEqual(indexBytes, reader.GetStats().BytesIndex);
        Assert.Equal(firstAnswers, _work.Answers(first, firstMade));
        first.Dispose();
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task ReadOnly_WhenAllIndexFilesVanish_GoesOnAndSoDoesTheNextOne(ReadMode mode)
    {
        FeedlogOptions options = _work.Options with { ReadMode = mode };
        await using FeedlogStore writer = await Stores.OpenAsync(_storage, options);
        await _work.DoAsync(writer, 100);
        await using FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(_storage, options);
        string answers = _work.Answers(reader);

        foreach (string path in IndexWork.PresentPaths(_storage)) _storage.Delete(path);

        Assert.Equal(answers, _work.Answers(reader));
        await using FeedlogStore next = await FeedlogStore.OpenReadOnlyAsync(_storage, options);
        Assert.Equal(answers, _work.Answers(next));
        await _work.DoAsync(writer, 60);
        Assert.True(reader.Refresh());
        Assert.True(next.Refresh());
        string after = _work.Answers(writer);
        Assert.Equal(after, _work.Answers(reader));
        Assert.Equal(after, _work.Answers(next));
    }

    [Fact]
    public async Task ReadOnly_ThatNeverRefreshes_KeepsItsFilesWhileTheyAreMergedAway()
    {
        await using FeedlogStore writer = await Stores.OpenAsync(_storage, _work.Options);
        await _work.DoAsync(writer, 50);
        await using FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(_storage, _work.Options);
        string[] held = IndexWork.PresentPaths(_storage);
        string answers = _work.Answers(reader);
        int made = _work.Made;
        DateTimeOffset then = _work.Time.Now;

        await _work.DoAsync(writer, 200);

        _work.Time.Set(then); // Nothing more has expired.
        Assert.DoesNotContain(held[0], IndexWork.PresentPaths(_storage));
        using FeedlogSnapshot snapshot = reader.OpenSnapshot();
        Assert.Equal(answers, _work.Answers(snapshot, made));
    }

    [Fact]
    public async Task ReadOnly_OverADamagedPage_IsToldWhereAndHealsWithTheWriter()
    {
        await using (FeedlogStore writer = await Stores.OpenAsync(_storage, _work.Options))
            await _work.DoAsync(writer, 80);
        string[] paths = IndexWork.ListedPaths(_storage);
        FeedlogException refusal;
        await using (FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(_storage, _work.Options))
        {
            foreach (string path in paths) IndexWork.FlipBit(_storage, path, 4096 + 5);
            refusal = Assert.Throws<FeedlogException>(() => _work.Answers(reader));
        }

        Assert.Equal(FeedlogErrorCode.Corrupt, refusal.Code);
        Assert.Contains(refusal.File ?? "", paths);
        Assert.Equal(4096, refusal.OffsetBytes);
    }
}
