using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Open;
using Feedlog.Write;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>The scan of what a killed writer left behind the indexes.</summary>
public sealed class TailScanTests
{
    private const int GroupCount = 12;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(GroupCount)]
    public async Task GroupsFrom_HeldOrReadAgain_AreTheSame(int skipped)
    {
        CrashStorage storage = await MakeTailAsync();
        TailStart start = StartOf(storage);
        using TailScan held = TailScan.Read(storage, start, CancellationToken.None);
        using TailScan notHeld = TailScan.Read(storage, start, CancellationToken.None, heldBytesMax: 300);
        IGroupSource walked = held.GroupsFrom(start.OffsetBytes, start.Chain);
        for (int i = 0; i < skipped; i++) Assert.True(walked.MoveNext());
        long offsetBytes = skipped == 0 ? start.OffsetBytes : walked.EndBytes;

        string[] groups = Describe(held.GroupsFrom(offsetBytes, walked.Chain));

        Assert.Equal(GroupCount - skipped, groups.Length);
        Assert.Equal(groups, Describe(notHeld.GroupsFrom(offsetBytes, walked.Chain)));
        Assert.Equal(groups, Describe(walked));
        Assert.Equal((ulong)GroupCount, held.LastGroup);
        Assert.Equal(held.Chain, notHeld.Chain);
        Assert.Equal(held.EndBytes, notHeld.EndBytes);
    }

    [Fact]
    public async Task GroupsFrom_ReadAgainAndDamagedSince_FailsInsteadOfEnding()
    {
        CrashStorage storage = await MakeTailAsync();
        TailStart start = StartOf(storage);
        using TailScan scan = TailScan.Read(storage, start, CancellationToken.None, heldBytesMax: 300);
        IGroupSource groups = scan.GroupsFrom(start.OffsetBytes, start.Chain);
        Assert.True(groups.MoveNext());
        using (IStorageFile file = storage.Open(StoreLayout.Segment(start.SegmentNumber), StorageOpen.Write))
            file.Write(scan.EndBytes - 100, [0xA5]);

        IOException failure = Assert.Throws<IOException>(
            () => Describe(scan.GroupsFrom(start.OffsetBytes, start.Chain)));

        Assert.Contains($"group {GroupCount} is not whole", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_TheOpeningIsCancelled_NamesTheTokenOfWhoOpens()
    {
        CrashStorage storage = await MakeTailAsync();
        TailStart start = StartOf(storage);
        using CancellationTokenSource opening = new();
        await opening.CancelAsync();
        using TailAhead ahead = new(storage, start, opening.Token);

        OperationCanceledException ending = Assert.Throws<OperationCanceledException>(() => ahead.Take(start));

        Assert.Equal(opening.Token, ending.CancellationToken);
    }

    [Theory]
    [InlineData(Durability.None)]
    [InlineData(Durability.Durable)]
    public async Task Open_MoreThanIsHeld_LosesNothing(Durability durability)
    {
        const int recordBytes = 1 << 20;
        const int recordCount = (int)(TailScan.HeldBytesMax / recordBytes) + 3;
        FeedlogOptions options = new() { IndexesWords = false, TailBytes = long.MaxValue };
        AppendOptions append = new() { Durability = durability };
        CrashStorage storage = new();
        FeedlogStore store = await Stores.OpenAsync(storage, options);
        for (int i = 0; i < recordCount; i++)
            await store.AppendAsync(new RecordDraft { ContentBytes = Content(i, recordBytes) }, append);
        storage = await Stores.KillAsync(storage, store);

        await using FeedlogStore reopened = await Stores.OpenAsync(storage, options);

        Assert.Equal(durability == Durability.None, reopened.OpenReport.RescuedFrames > 0);
        Record[] records = await reopened.ScanAsync().ToArrayAsync();
        Assert.Equal(recordCount, records.Length);
        for (int i = 0; i < recordCount; i++)
            Assert.True(records[i].ContentBytes.Span.SequenceEqual(Content(i, recordBytes)));
    }

    [Fact]
    public async Task Take_FromAnotherPlace_GivesNothing()
    {
        CrashStorage storage = await MakeTailAsync();
        TailStart start = StartOf(storage);
        using TailAhead ahead = new(storage, start, CancellationToken.None);

        Assert.Null(ahead.Take(start with { OffsetBytes = start.OffsetBytes + 8 }));
        using TailScan? scan = ahead.Take(start);
        Assert.NotNull(scan);
    }

    [Fact]
    public async Task Take_TheSegmentIsMissing_SaysSo()
    {
        CrashStorage storage = await MakeTailAsync();
        TailStart start = StartOf(storage) with { SegmentNumber = 99 };
        using TailAhead ahead = new(storage, start, CancellationToken.None);

        Assert.Throws<FileNotFoundException>(() => ahead.Take(start));
    }

    private static async Task<CrashStorage> MakeTailAsync()
    {
        CrashStorage storage = new();
        FeedlogStore store = await Stores.OpenAsync(storage, new FeedlogOptions { IndexesWords = false });
        for (int i = 0; i < GroupCount; i++)
        {
            await store.AppendManyAsync(
                [new RecordDraft { Content = $"first of {i}" }, new RecordDraft { Content = $"second of {i}" }]);
        }

        return await Stores.KillAsync(storage, store);
    }

    private static byte[] Content(int number, int lengthBytes)
    {
        byte[] content = new byte[lengthBytes];
        new Random(number).NextBytes(content);
        return content;
    }

    private static TailStart StartOf(CrashStorage storage)
    {
        Manifest manifest = ManifestFile.Read(storage);
        SegmentEntry segment = Assert.Single(manifest.Segments);
        return new TailStart(
            manifest.Store.Salt, segment.Number, SegmentLayout.HeaderBytes, new GroupChain(1, 1, 0));
    }

    private static string[] Describe(IGroupSource groups)
    {
        List<string> all = [];
        while (groups.MoveNext())
        {
            all.Add($"{groups.Commit.Group} at {groups.GroupOffsetBytes} to {groups.EndBytes}, then {groups.Chain}: " +
                Convert.ToHexString(groups.Group));
        }

        return [.. all];
    }
}
