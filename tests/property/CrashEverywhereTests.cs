using Feedlog.Tests.Property.Crashes;
using Feedlog.Tests.Property.Model;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// The power is cut at every step of small workloads, with many images of what the medium may then hold; each image is
/// opened and held against the nine clauses of "nothing lost".
/// </summary>
public sealed class CrashEverywhereTests(ITestOutputHelper output)
{
    private static readonly CrashImage[] s_fixed =
        [CrashImage.Nothing, CrashImage.Everything, CrashImage.NamesOnly, CrashImage.DataOnly];

    private static readonly CrashImage[] s_random = [CrashImage.Prefix, CrashImage.Sectors, CrashImage.Garbage];

    [Fact]
    public Task Crash_DuringTheFirstAppends_LosesNothing() => CheckAsync(nameof(FirstAppends), FirstAppends);

    [Fact]
    public Task Crash_WhileNamesAreSupersededAndDeleted_LosesNothing() => CheckAsync(nameof(Names), Names);

    [Fact]
    public Task Crash_WhileSegmentsRoll_LosesNothing() => CheckAsync(nameof(Rolls), Rolls);

    [Fact]
    public Task Crash_WhileClosingAndReopening_LosesNothing() => CheckAsync(nameof(Reopens), Reopens);

    [Fact]
    public Task Crash_AfterAKillAndItsRecovery_LosesNothing() => CheckAsync(nameof(Kills), Kills);

    [Fact]
    public Task Crash_DuringABurst_LosesNothing() => CheckAsync(nameof(Bursts), Bursts);

    [Fact]
    public Task Crash_WhileTailsAreSealed_LosesNothing() =>
        CheckAsync(nameof(Seals), Seals, new Workload { TailBytes = 900, CloseTailBytes = long.MaxValue });

    [Fact]
    public Task Crash_WhileIndexFilesAreMerged_LosesNothing() =>
        CheckAsync(nameof(Merges), Merges, new Workload { TailBytes = 1 });

    [Fact]
    public Task Crash_AroundTheCheckpointOfAClose_LosesNothing() =>
        CheckAsync(nameof(Checkpoints), Checkpoints, new Workload { TailBytes = long.MaxValue, CloseTailBytes = 1 });

    [Fact]
    public Task Crash_WhileTheDeathsOfSealedRecordsAreSealed_LosesNothing() =>
        CheckAsync(nameof(Deaths), Deaths, new Workload { TailBytes = 500 });

    [Fact]
    public Task Crash_WhileLostIndexFilesAreMadeAnew_LosesNothing() =>
        CheckAsync(nameof(IndexLosses), IndexLosses, new Workload { TailBytes = 500, CloseTailBytes = 1 });

    private static async Task FirstAppends(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(40);
        await work.AppendAsync(0);
        await work.AppendAsync(600, durability: Durability.None);
        await work.AppendAsync(10);
        await work.AppendManyAsync(3, 50);
    }

    private static async Task Names(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(30, "alpha", Durability.Interval);
        await work.AppendAsync(30, "beta");
        await work.AppendAsync(200, "alpha", Durability.None);
        await work.DeleteAsync("beta", Durability.None);
        await work.AppendAsync(30, "beta");
        await work.DeleteAsync("alpha");
        await work.CloseAsync();
    }

    private static async Task Rolls(Workload work)
    {
        await work.OpenAsync();
        await work.AppendManyAsync(3, 700);
        await work.AppendAsync(1800, durability: Durability.None);
        await work.AppendAsync(900);
        await work.AppendManyAsync(4, 900, Durability.Interval);
        await work.AppendAsync(5000, "beta");
        await work.AppendAsync(20, durability: Durability.None);
        await work.FlushAsync();
    }

    private static async Task Reopens(Workload work)
    {
        await work.OpenAsync();
        await work.CloseAsync();
        await work.OpenAsync();
        await work.AppendAsync(1500, "alpha", Durability.None);
        await work.AppendAsync(1500);
        await work.CloseAsync();
        await work.OpenAsync();
        await work.AppendAsync(1500, "alpha");
        await work.CloseAsync();
    }

    private static async Task Kills(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(100);
        await work.AppendAsync(1200, durability: Durability.None);
        await work.AppendManyAsync(2, 1200, Durability.Interval);
        await work.KillAsync();
        await work.OpenAsync();
        await work.AppendAsync(100, durability: Durability.None);
        await work.AppendAsync(1500);
        await work.KillAsync();
        await work.OpenAsync();
        await work.AppendAsync(50);
    }

    private static async Task Bursts(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(100);
        await work.AppendBurstAsync(8, 300);
        await work.AppendBurstAsync(5, 900);
    }

    private static async Task Seals(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(300, "alpha", Durability.None);
        await work.AppendAsync(300, "beta", Durability.Interval, expiresAfterSeconds: 5);
        await work.AppendAsync(300, null, Durability.None);
        await work.AppendAsync(900, "alpha", Durability.None, expiresAfterSeconds: 500);
        work.Time.Advance(TimeSpan.FromSeconds(10));
        await work.AppendManyAsync(3, 300, Durability.None);
        await work.AppendAsync(10);
        await work.KillAsync();
        await work.OpenAsync();
        await work.AppendAsync(900, "gamma", Durability.None);
        await work.AppendAsync(20, "gamma", Durability.None);
    }

    private static async Task Merges(Workload work)
    {
        await work.OpenAsync();
        for (int i = 0; i < 6; i++)
            await work.AppendAsync(60, "alpha", i % 2 == 0 ? Durability.None : Durability.Durable);
        await work.DeleteAsync("alpha", Durability.None);
        await work.AppendAsync(60, "beta", Durability.None);
        await work.CloseAsync();
        await work.OpenAsync();
        await work.AppendAsync(60, "beta");
    }

    private static async Task Checkpoints(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(200, "alpha", Durability.None);
        await work.AppendAsync(2000, "beta", Durability.None);
        await work.AppendAsync(2000, "alpha", Durability.None, expiresAfterSeconds: 5);
        await work.CloseAsync();
        await work.OpenAsync();
        await work.DeleteAsync("beta", Durability.None);
        await work.CloseAsync();
        work.Time.Advance(TimeSpan.FromSeconds(10));
        await work.OpenAsync();
        await work.AppendAsync(50, "beta", Durability.None);
        await work.KillAsync();
        await work.OpenAsync();
        await work.AppendAsync(50, "beta");
        await work.CloseAsync();
    }

    private static async Task Deaths(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(200, "alpha");
        await work.AppendAsync(200, "beta", Durability.None);
        await work.AppendAsync(200, "gamma", Durability.None);
        await work.AppendAsync(200, null, Durability.None);
        await work.DeleteAsync("alpha", Durability.None);
        await work.DeleteAsync(work.Model.Records[3], Durability.None);
        await work.AppendAsync(500, "gamma", Durability.None);
        await work.AppendAsync(500, "alpha", Durability.None);
        await work.DeleteAsync("alpha");
        await work.DeleteAsync("beta", Durability.None);
    }

    private static async Task IndexLosses(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(300, "alpha");
        await work.AppendAsync(300, "alpha", Durability.None);
        await work.CloseAsync();
        work.DeleteIndexes();
        await work.OpenAsync();
        await work.AppendAsync(300, "beta", Durability.None);
        await work.DeleteAsync("alpha", Durability.None);
        await work.KillAsync();
        work.DeleteIndexes();
        await work.OpenAsync();
        await work.AppendAsync(300, "beta");
        await work.CloseAsync();
    }

    private async Task CheckAsync(string name, Func<Workload, Task> script, Workload? with = null)
    {
        Workload work = with ?? new Workload();
        await script(work).WaitAsync(TimeSpan.FromSeconds(60));
        Random random = PropertyRun.RandomFor(name);
        NineClauses clauses = new(work.Model, work.Options, work.Time.NowMs, work.LosesIndexes);
        int draws = TestLevel.Count(1, 12, 400);
        int everyNth = with is null ? 1 : TestLevel.Count(3, 1, 1); // Index files make images large.

        CrashReplay replay = new(work.Steps);
        Promise promise = new(0, 0, 0);
        do
        {
            if (replay.Position > 0 && replay.Current.Word is Promise later) promise = later;
            foreach (CrashImage image in s_fixed) await CheckImageAsync(clauses, replay, image, promise, random);
            if (replay.Position % everyNth != 0) continue;
            foreach (CrashImage image in Enumerable.Repeat(s_random, draws).SelectMany(images => images))
                await CheckImageAsync(clauses, replay, image, promise, random);
        }
        while (replay.MoveNext());

        output.WriteLine($"{name}: {work.Steps.Count} steps, {clauses.Images} images, " +
            $"{clauses.IndexedOpenings} openings with index files. {PropertyRun.Hint}");
        Assert.True(clauses.Images > work.Steps.Count * (s_fixed.Length + s_random.Length / everyNth));
        const int oneIn = 4;
        if (with is not null) Assert.True(clauses.IndexedOpenings > clauses.Images / oneIn);
    }

    private static async Task CheckImageAsync(
        NineClauses clauses, CrashReplay replay, CrashImage image, Promise promise, Random random)
    {
        int seed = random.Next();
        CrashStorage Make() => replay.PowerLoss(image, new Random(seed));
        ulong promised = image == CrashImage.Everything ? promise.WrittenThrough : promise.DurableThrough;
        try
        {
            await clauses.CheckAsync(Make(), promised);
            const int oneIn = 8;
            if (random.Next(oneIn) == 0) await clauses.CheckRecoveryAsync(Make(), promised, random);
            else if (random.Next(oneIn / 2) == 0) await clauses.CheckSecondLifeAsync(Make(), promise.GivenThrough, random);
        }
        catch (Exception exception)
        {
            string place = replay.Position == 0 ? "before the first step" : $"after step {replay.Position}, {replay.Current}";
            throw new InvalidOperationException(
                $"{image} (seed {seed}) {place}: {exception.Message} {PropertyRun.Hint}", exception);
        }
    }
}
