using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>From a store that was closed cleanly, warm, to the first record in hand.</summary>
internal sealed class OpenWorkload(Ground ground) : Workload(ground)
{
    private const int Opens = 7;

    private readonly byte[] _target = new byte[Ground.RecordBytesMax];
    private readonly Dictionary<string, string> _folders = [];

    /// <inheritdoc/>
    internal override string Name => "open";

    /// <inheritdoc/>
    internal override async ValueTask PrepareAsync()
    {
        foreach (IContender contender in Ground.Contenders.Where(static one => one.IsStore))
            _folders[contender.Name] = await Ground.LoadedFolderAsync(contender, isKeyed: false);
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        MakeRow("open.write", "open for writing to the first get", isReadOnly: false),
        MakeRow("open.read", "open for reading to the first get", isReadOnly: true),
    ];

    private Row MakeRow(string id, string title, bool isReadOnly) => new(id, title, RowUnit.Microseconds,
        [.. Ground.Contenders.Where(static one => one.IsStore)
            .Select(one => new Entrant(one.Name, () => RunAsync(one, isReadOnly)))]);

    private async ValueTask<Measurement> RunAsync(IContender contender, bool isReadOnly)
    {
        Latencies latencies = new(Opens);
        StoreSetup setup = new(SyncMode.Full, IsReadOnly: isReadOnly);
        double[] seconds = new double[Opens];
        for (int i = 0; i < Opens; i++)
        {
            latencies.Start();
            IContenderStore store = await contender.OpenAsync(_folders[contender.Name], setup);
            await using (store)
            {
                using IContenderReader reader = store.OpenReader(Ground.Corpus);
                int lengthBytes = reader.Get(Ground.Corpus.Count / 2, _target, GetStyle.Copy);
                latencies.Lap();
                if (lengthBytes < 0) throw new InvalidDataException($"{contender.Name} did not find the record.");
                seconds[i] = latencies.Sum();
            }
        }

        Spread spread = Spread.Of(seconds);
        return new Measurement(spread.Median)
        {
            Details = new Dictionary<string, double> { ["slowest us"] = spread.Max * 1e6 },
        };
    }
}
