using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Reads and writes in turn on one thread, after the core workloads A to F of YCSB.</summary>
internal sealed class MixedWorkload(Ground ground) : Workload(ground)
{
    private const int OperationsMax = 50_000;
    private const int RangesInPlaceOf = 10;
    private const string NotAwaitedName = $"{ContenderList.Subject}, not awaited";

    private readonly Dictionary<string, MixedStore> _stores = [];
    private readonly int _operations = Math.Min(OperationsMax, ground.Corpus.Count * 2);

    /// <inheritdoc/>
    internal override string Name => "mixed";

    /// <inheritdoc/>
    internal override async ValueTask PrepareAsync()
    {
        await Ground.CloseLoadedAsync();
        double inserted = MixedRecipe.All.Where(static one => one.Seldom == MixedAction.Insert)
            .Sum(one => OperationsOf(one) * one.SeldomShare);
        // Twice, since chance may have it that there are more in a run.
        int insertedMax = (int)(2 * inserted) * RowRunner.RunsMax(Ground.Options.Rounds);
        RecordCorpus fresh = Ground.Own(RecordCorpus.CreateTail(
            Ground.Corpus.Count, Ground.Corpus.Count, insertedMax, Ground.Options.Seed, Ground.Options.Folder));
        StoreSetup setup = new(SyncMode.Off, IsKeyed: true);
        foreach (IContender contender in Ground.Stores)
        {
            _stores[contender.Name] = await LoadAsync(contender, setup, fresh);
            if (contender.Name == ContenderList.Subject)
                _stores[NotAwaitedName] = await LoadAsync(contender, setup with { IsAwaited = false }, fresh);
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() => [.. MixedRecipe.All.Select(MakeRow)];

    private static string StoreName(string entrant) => entrant == NotAwaitedName ? ContenderList.Subject : entrant;

    private int OperationsOf(MixedRecipe recipe) => recipe.NeedsTimes ? _operations / RangesInPlaceOf : _operations;

    private Row MakeRow(MixedRecipe recipe)
    {
        IEnumerable<string> names = _stores.Keys.Where(name => !recipe.NeedsTimes || FindsByTime(name));
        return new Row(
            $"mixed.{recipe.Id}", $"{recipe.Title}; one thread, each awaited, no sync", RowUnit.RecordsPerSecond,
            [.. names.Select(name => new Entrant(name, () => _stores[name].RunAsync(recipe, OperationsOf(recipe))))]);
    }

    private bool FindsByTime(string name) => Ground.KeyedFinders.Any(one => one.Name == StoreName(name));

    private async ValueTask<MixedStore> LoadAsync(IContender contender, StoreSetup setup, RecordCorpus fresh)
    {
        IContenderStore store = await Ground.LoadGrowingAsync(contender, setup);
        return Ground.Own(new MixedStore(
            (IUpdatableStore)store, Ground.Corpus, fresh, contender.FindsByKeyAndTime, setup.IsAwaited));
    }
}
