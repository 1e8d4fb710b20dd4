using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Hosting;

/// <summary>The jobs of upkeep, one by one: what they do, where they go on, and how they fail.</summary>
public sealed class StoreUpkeepTests
{
    private static readonly UpkeepOptions s_eager = new() { IdleTime = TimeSpan.Zero };

    [Fact]
    public async Task Round_RunsEveryJobOnce_WithTheCountsThatTheDocsList()
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        await FillAsync(store, 200);
        UpkeepOptions options = s_eager with
        {
            Archive = new ArchiveOptions { KeepSegments = 1 },
            Embedding = EmbeddingOptions.Trigrams(),
        };
        using StoreUpkeep upkeep = new(store, options);

        Dictionary<string, UpkeepResult> first = await RunAsync(upkeep);
        Dictionary<string, UpkeepResult> second = await RunAsync(upkeep);

        Assert.Equal(upkeep.Jobs, first.Keys);
        Assert.All(first.Values, result => Assert.Null(result.Message));
        Assert.Equal(UpkeepOutcome.Done, first["seal"].Outcome);
        Assert.True(first["seal"].Counts["bytes"] > 0);
        Assert.Equal(200, first["embed"].Counts["embedded"]);
        Assert.Equal(0, second["embed"].Counts["embedded"]);
        Assert.Equal(200, second["statistics"].Counts["records"]);
        Assert.Single(store.Core.Views.Current.Parts.Sealed.RunFiles);
        IReadOnlyList<string[]> listed = HostingDocs.Rows("## Upkeep");
        Assert.Equal(listed.Select(row => row[0]), upkeep.Jobs);
        foreach (string[] row in listed)
            Assert.Equal(row[2].Split(", ").Select(name => name.Trim('`')), second[row[0]].Counts.Keys);
    }

    [Fact]
    public async Task Seal_OfASmallTail_LeavesNothingToScanForWhoOpensNext()
    {
        using TempStore temp = new();
        await using (FeedlogStore store = await temp.OpenAsync())
        {
            await FillAsync(store, 300);
            using StoreUpkeep upkeep = new(store, s_eager);
            await RunAsync(upkeep);
            Assert.True(store.TryGet("key 7", out _));
        }

        await using FeedlogStore again = await temp.OpenAsync();
        Assert.InRange(again.OpenReport.ScannedFrames, 0, 299);
        Assert.True(again.TryGet("key 299", out _));
    }

    [Fact]
    public async Task Merge_OfManySmallRuns_LeavesFew()
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        using StoreUpkeep upkeep = new(store, s_eager);
        for (int round = 0; round < 4; round++)
        {
            await FillAsync(store, 50 + round);
            store.Core.Writer.RequestSeal();
            while (store.Core.Views.Current.Parts.Sealed.LastSequence < store.LastSequence) await Task.Delay(1);
        }

        int before = store.Core.Views.Current.Parts.Sealed.RunFiles.Count;
        Dictionary<string, UpkeepResult> results = await RunAsync(upkeep);

        Assert.Equal(4, before);
        Assert.Single(store.Core.Views.Current.Parts.Sealed.RunFiles);
        Assert.Equal(UpkeepOutcome.Done, results["merge"].Outcome);
        for (int i = 0; i < 53; i++) Assert.True(store.TryGet($"key {i}", out _));
    }

    [Fact]
    public async Task Archive_MovesWhatNoRuleKeeps_AndThenNothing()
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        await FillAsync(store, 200);
        using StoreUpkeep upkeep = new(store, s_eager with { Archive = new ArchiveOptions { KeepSegments = 0 } });

        UpkeepResult first = (await RunAsync(upkeep))["archive"];
        UpkeepResult second = (await RunAsync(upkeep))["archive"];

        Assert.Equal((UpkeepOutcome.Done, 200L), (first.Outcome, first.Counts["archived"]));
        Assert.Equal((UpkeepOutcome.Idle, 0L), (second.Outcome, second.Counts["archived"]));
        Assert.True(store.TryGet("key 7", out Record? record));
        Assert.Equal(Tier.Cold, record.Tier);
    }

    [Fact]
    public async Task Scrub_GoesOnWhereItWas_AlsoInTheNextProcess()
    {
        using TempStore temp = new();
        UpkeepOptions small = s_eager with { ScrubBytes = 64 * 1024 };
        long frames = 0;
        long log = 0;
        int rounds = 0;
        for (UpkeepOutcome outcome = UpkeepOutcome.Partial; outcome == UpkeepOutcome.Partial; rounds++)
        {
            await using FeedlogStore store = await temp.OpenAsync();
            if (rounds == 0) await FillAsync(store, 1000, contentBytes: 300);
            using StoreUpkeep upkeep = new(store, small);
            UpkeepResult scrub = (await RunAsync(upkeep))["scrub"];
            Assert.InRange(scrub.Counts["bytes"], 1, 80 * 1024);
            outcome = scrub.Outcome;
            frames += scrub.Counts["frames"];
            log = store.GetStats().BytesHot;
        }

        Assert.InRange(rounds, log / (80 * 1024), log / (64 * 1024) + 2);
        // Every record once, and the commits.
        Assert.True(frames > 1000, $"{frames} frames");
    }

    [Fact]
    public async Task Scrub_ThatMeetsDamage_NamesItAndGoesOnBehindIt()
    {
        using TempStore temp = new();
        FeedlogOptions small = new()
        {
            SegmentBytes = 64 * 1024,
            ReadMode = ReadMode.Positioned,
            CloseTailBytes = 1,
        };
        await using (FeedlogStore store = await temp.OpenAsync(small)) await FillAsync(store, 500, contentBytes: 300);
        string path = Path.Join(temp.Folder, StoreLayout.Segment(2));
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[SegmentLayout.HeaderBytes + 200] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        await using FeedlogStore damaged = await temp.OpenAsync(small);
        using StoreUpkeep upkeep = new(damaged, s_eager);

        Dictionary<string, UpkeepResult> results = await RunAsync(upkeep);

        Assert.Equal(UpkeepOutcome.Damaged, results["scrub"].Outcome);
        Assert.StartsWith(
            $"{StoreLayout.Segment(2)} at byte {SegmentLayout.HeaderBytes}", results["scrub"].Message,
            StringComparison.Ordinal);
        Assert.Equal(1, results["scrub"].Counts["damaged"]);
        Assert.True(results["scrub"].Counts["frames"] > 250);
        Assert.Equal(UpkeepOutcome.Done, results["statistics"].Outcome);
        Assert.True(damaged.TryGet("key 499", out _));
    }

    [Fact]
    public async Task Embed_ThatIsEnded_GoesOnWhereItWas()
    {
        using TempStore temp = new();
        FakeGenerator generator = new();
        using CancellationTokenSource stop = new();
        await using (FeedlogStore store = await temp.OpenAsync())
        {
            await FillAsync(store, 300);
            generator.Before = (_, token) =>
            {
                if (generator.Calls == 3) stop.Cancel();
                token.ThrowIfCancellationRequested();
                return Task.CompletedTask;
            };
            using StoreUpkeep upkeep = new(store, s_eager with { Embedding = new() { Generator = generator } });
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(upkeep, stop.Token));
        }

        generator.Before = (_, _) => Task.CompletedTask;
        await using FeedlogStore again = await temp.OpenAsync();
        using StoreUpkeep next = new(again, s_eager with { Embedding = new() { Generator = generator } });
        UpkeepResult embed = (await RunAsync(next))["embed"];

        Assert.Equal(300 - 128, embed.Counts["embedded"]);
        Assert.Equal(0, embed.Counts["skipped"]);
    }

    [Theory]
    [InlineData("seal")]
    [InlineData("merge")]
    [InlineData("archive")]
    [InlineData("scrub")]
    [InlineData("embed")]
    [InlineData("statistics")]
    public async Task Job_ThatThrows_FailsAlone(string job)
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        await FillAsync(store, 10);
        using StoreUpkeep upkeep = new(store, s_eager with
        {
            Embedding = EmbeddingOptions.Trigrams(),
            BeforeJob = name =>
            {
                if (name == job) throw new InvalidOperationException("injected");
            },
        });

        Dictionary<string, UpkeepResult> results = await RunAsync(upkeep);

        Assert.Equal((UpkeepOutcome.Failed, "injected"), (results[job].Outcome, results[job].Message));
        Assert.All(results.Values.Where(each => each.Job != job), each => Assert.Null(each.Failure));
        await store.AppendAsync("goes on");
    }

    [Fact]
    public async Task Seal_OnADiskThatRefusesIndexes_FailsAndWorksLater()
    {
        FaultStorage storage = new(new MemoryStorage());
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, new FeedlogOptions());
        await FillAsync(store, 50);
        storage.Set(new StorageFault
        {
            Calls = StorageCalls.Write | StorageCalls.Open,
            Nth = 1,
            IsPersistent = true,
            PathStart = StoreLayout.IndexFolder,
        });
        using StoreUpkeep upkeep = new(store, s_eager);
        Dictionary<string, UpkeepResult> bad = await RunAsync(upkeep);
        storage.Set(null);
        Dictionary<string, UpkeepResult> good = await RunAsync(upkeep);
        while (good["seal"].Outcome == UpkeepOutcome.Failed) good = await RunAsync(upkeep);

        Assert.Equal(UpkeepOutcome.Failed, bad["seal"].Outcome);
        Assert.Equal(UpkeepOutcome.Done, bad["scrub"].Outcome);
        Assert.Equal(store.LastSequence, store.Core.Views.Current.Parts.Sealed.LastSequence);
        await store.AppendAsync("goes on");
    }

    [Fact]
    public async Task Checkpoint_ThatCannotBeWritten_IsAFailureOfTheJobAndOfNothingElse()
    {
        FaultStorage storage = new(new MemoryStorage());
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, new FeedlogOptions());
        await FillAsync(store, 10);
        using StoreUpkeep upkeep = new(store, s_eager);
        storage.Set(new StorageFault
        {
            Calls = StorageCalls.Any,
            Nth = 1,
            IsPersistent = true,
            PathStart = StoreLayout.Upkeep,
        });

        Dictionary<string, UpkeepResult> results = await RunAsync(upkeep);

        Assert.All(results.Values, result => Assert.Equal(UpkeepOutcome.Failed, result.Outcome));
        storage.Set(null);
        await store.AppendAsync("goes on");
        Assert.All((await RunAsync(upkeep)).Values, result => Assert.Null(result.Failure));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"jobs\":3}")]
    [InlineData("{\"jobs\":{\"scrub\":{\"ranAt\":\"x\",\"segment\":1e99}}}")]
    [InlineData("[]")]
    public async Task Checkpoint_ThatCannotBeRead_IsAsIfThereWereNone(string text)
    {
        using TempStore temp = new();
        await using (FeedlogStore store = await temp.OpenAsync()) await FillAsync(store, 10);
        await File.WriteAllTextAsync(Path.Join(temp.Folder, StoreLayout.Upkeep), text);
        await using FeedlogStore again = await temp.OpenAsync();
        using StoreUpkeep upkeep = new(again, s_eager);

        Assert.All((await RunAsync(upkeep)).Values, result => Assert.Null(result.Failure));
    }

    [Fact]
    public async Task DueJobs_OfAStoreThatDoesNotChange_ComeToAnEnd()
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        await FillAsync(store, 100);
        using StoreUpkeep upkeep = new(store, s_eager with { Archive = new ArchiveOptions { KeepSegments = 0 } });

        int rounds = 0;
        while ((await DueAsync(upkeep)).Count > 0) Assert.True(++rounds < 10, "Upkeep never comes to rest.");

        Assert.True(rounds > 0);
        await store.AppendAsync("something new");
        Assert.NotEmpty(await DueAsync(upkeep));
    }

    [Fact]
    public async Task DueJobs_OfABusyStore_WaitUntilItIsIdle()
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        await FillAsync(store, 100);
        using StoreUpkeep upkeep = new(store, new UpkeepOptions { IdleTime = TimeSpan.FromHours(1) });

        IReadOnlyList<string> due = await DueAsync(upkeep);

        Assert.DoesNotContain("seal", due);
        Assert.DoesNotContain("merge", due);
    }

    [Fact]
    public async Task Store_WhoseSyncFailed_SaysSo_AndUpkeepGoesOnWithWhatItCan()
    {
        FaultStorage storage = new(new MemoryStorage());
        FeedlogStore store = await FeedlogStore.OpenAsync(storage, new FeedlogOptions());
        await FillAsync(store, 10);
        Assert.Null(store.Fault);
        storage.Set(new StorageFault
        {
            Calls = StorageCalls.Sync,
            Nth = 1,
            IsPersistent = true,
            PathStart = StoreLayout.HotFolder,
        });
        await Assert.ThrowsAsync<FeedlogPoisonedException>(() => store.AppendAsync("lost").AsTask());
        using StoreUpkeep upkeep = new(store, s_eager);

        Dictionary<string, UpkeepResult> results = await RunAsync(upkeep);

        Assert.Equal(FeedlogErrorCode.Poisoned, store.Fault?.Code);
        Assert.Equal(UpkeepOutcome.Failed, results["seal"].Outcome);
        Assert.Equal(UpkeepOutcome.Done, results["scrub"].Outcome);
        Assert.Equal(UpkeepOutcome.Done, results["statistics"].Outcome);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task ReadOnlyStore_IsRefused()
    {
        using TempStore temp = new();
        await (await temp.OpenAsync()).DisposeAsync();
        await using FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(temp.Folder);

        FeedlogException refusal = Assert.Throws<FeedlogException>(() => new StoreUpkeep(reader));

        Assert.Equal(FeedlogErrorCode.ReadOnly, refusal.Code);
    }

    private static async Task FillAsync(FeedlogStore store, int count, int contentBytes = 40)
    {
        AppendOptions none = new() { Durability = Durability.None };
        string filler = new('x', contentBytes);
        for (int i = 0; i < count; i++)
        {
            store.Append(new RecordDraft($"record {i} {filler}") { Key = $"key {i}" }, none);
            if (i % 50 == 0) await store.FlushAsync();
        }

        await store.FlushAsync();
    }

    private static async Task<Dictionary<string, UpkeepResult>> RunAsync(
        StoreUpkeep upkeep, CancellationToken cancellationToken = default)
    {
        Dictionary<string, UpkeepResult> results = [];
        await foreach (UpkeepResult result in upkeep.RunAsync(cancellationToken)) results.Add(result.Job, result);
        return results;
    }

    private static async Task<IReadOnlyList<string>> DueAsync(StoreUpkeep upkeep)
    {
        List<string> jobs = [];
        await foreach (UpkeepResult result in upkeep.RunDueAsync()) jobs.Add(result.Job);
        return jobs;
    }
}
