using Feedlog.Format.Segments;
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
    public async Task GroupsBehind_HeldOrReadAgain_AreTheSame(int group)
    {
        CrashStorage storage = await MakeTailAsync();
        TailStart start = StartOf(storage);
        using TailScan held = TailScan.Read(storage, start, CancellationToken.None);
        using TailScan notHeld = TailScan.Read(storage, start, CancellationToken.None, heldBytesMax: 300);

        string[] groups = Describe(held.GroupsBehind((ulong)group));

        Assert.Equal(GroupCount - group, groups.Length);
        Assert.Equal(groups, Describe(notHeld.GroupsBehind((ulong)group)));
        Assert.Equal(groups, Describe(held.GroupsBehind((ulong)group)));
        Assert.Equal((ulong)GroupCount, held.LastGroup);
        Assert.Equal(held.Chain, notHeld.Chain);
        Assert.Equal(held.EndBytes, notHeld.EndBytes);
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
