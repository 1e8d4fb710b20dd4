using Feedlog.Compare.Children;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>From starting a process to the answer of its first search, beside a process that only says hello.</summary>
internal sealed class StartWorkload(Ground ground) : Workload(ground)
{
    private const int Starts = 5;
    private const string HelloName = "a process that says hello";

    /// <inheritdoc/>
    internal override string Name => "start";

    private IEnumerable<IWordContender> Contenders => Ground.Contenders.OfType<IWordContender>();

    /// <inheritdoc/>
    internal override async ValueTask PrepareAsync()
    {
        await Ground.CloseLoadedAsync();
        foreach (IWordContender contender in Contenders)
        {
            string folder = await Ground.LoadedFolderAsync(contender, Ground.Corpus.Count);
            await contender.IndexWordsAsync(folder);
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows()
    {
        List<Entrant> entrants = [.. Contenders.Select(one => new Entrant(one.Name, () => RunAsync(one, false)))];
        if (entrants.Count > 0) entrants.Insert(1, new Entrant(HelloName, () => RunAsync(Contenders.First(), true)));
        return
        [
            new Row(
                "start", "from starting a process until its first search is answered", RowUnit.Milliseconds, entrants)
            {
                IsInNewProcess = true,
            },
        ];
    }

    private async ValueTask<Measurement> RunAsync(IWordContender contender, bool isHello)
    {
        string folder = await Ground.LoadedFolderAsync(contender, Ground.Corpus.Count);
        ChildCommand command = new(contender.Name, folder, Ground.Options.Seed);
        List<double> seconds = [];
        for (int i = 0; i < Starts; i++) seconds.Add(await command.StartAsync(isHello));
        Spread spread = Spread.Of(seconds);
        return new Measurement(spread.Median)
        {
            Details = new Dictionary<string, double> { ["slowest ms"] = spread.Max * 1e3 },
        };
    }
}
