using Feedlog.Compare.Children;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>A large import in a process of its own, with its indexes, some searches, and the memory that all of it
/// takes.</summary>
internal sealed class ImportWorkload(Ground ground) : Workload(ground)
{
    private const double BytesInMegabyte = 1e6;

    /// <inheritdoc/>
    internal override string Name => "import";

    private int Records => Ground.Options.ImportRecords ?? Ground.Corpus.Count;

    /// <inheritdoc/>
    internal override ValueTask PrepareAsync() => Ground.CloseLoadedAsync();

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        new Row("import", $"{Records:n0} records appended without waiting, synced now and then, words indexed beside",
            RowUnit.RecordsPerSecond,
            [
                .. Ground.Contenders.OfType<IWordContender>().Where(static one => one.Name == ContenderList.Subject)
                    .Select(one => new Entrant(one.Name, () => RunAsync(one))),
            ])
        {
            IsInNewProcess = true,
        },
    ];

    private async ValueTask<Measurement> RunAsync(IWordContender contender)
    {
        string folder = Ground.MakeFolder();
        ImportResult result = await new ChildCommand(contender.Name, folder, Ground.Options.Seed).ImportAsync(Records);
        long bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(static file => file.Length);
        Directory.Delete(folder, recursive: true);
        return new Measurement(result.Seconds / Records)
        {
            Details = new Dictionary<string, double>
            {
                ["until all words are indexed s"] = result.IndexedSeconds,
                ["one of two words us"] = result.SearchSeconds * 1e6,
                ["peak memory without mapped files MB"] = result.PeakBytes / BytesInMegabyte,
                ["bytes a record B"] = (double)bytes / Records,
            },
        };
    }
}
