using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Gets drawn uniformly, warm, by id or by key: of records that are there, and of none.</summary>
internal sealed class GetWorkload(Ground ground, bool isByKey) : Workload(ground)
{
    private const int Gets = 50_000;
    private const double BarAgainstSqlite = 1 / .15;
    private const double BarAgainstLmdb = 1 / .6;
    private const double BarAgainstMachine = .5;
    private const double BarAgainstHit = 1;

    private static readonly string s_hitName = $"{ContenderList.Subject} hit";

    private readonly GetRun _run = new(ground.Corpus, isByKey, Gets);

    /// <inheritdoc/>
    internal override string Name => isByKey ? "key" : "get";

    private IEnumerable<IContender> Finders => isByKey ? Ground.KeyedFinders : Ground.Finders;

    private string By => isByKey ? "key" : "id";

    /// <inheritdoc/>
    internal override ValueTask PrepareAsync() => Ground.OpenLoadedAsync();

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        MakeRow("copy", $"get by {By}, checked, copied into the caller's buffer", GetStyle.Copy),
        MakeRow("borrow", $"get by {By}, checked, borrowed; rivals copy", GetStyle.Borrow),
        MakeRow("object", $"get by {By}, checked, as an object; rivals copy into a buffer", GetStyle.Object),
        MakeRow("zipf", $"get by {By}, checked, copied; few records are asked for often (Zipf)", GetStyle.Copy, true),
        MakeAbsentRow(),
    ];

    private Row MakeRow(string id, string title, GetStyle style, bool isZipf = false) => new(
        $"{Name}.{id}", title, RowUnit.Microseconds,
        [.. Finders.Select(one => new Entrant(one.Name, () => RunAsync(one, style, isZipf)))])
    {
        Bars = new Dictionary<string, double>
        {
            [ContenderList.Sqlite] = BarAgainstSqlite,
            [ContenderList.Lmdb] = BarAgainstLmdb,
            [ContenderList.Machine] = BarAgainstMachine,
        },
    };

    private Row MakeAbsentRow()
    {
        IContender[] stores = [.. Finders.Where(static one => one.IsStore)];
        List<Entrant> entrants =
        [
            .. stores.Select(one => new Entrant(
                one.Name, () => ValueTask.FromResult(_run.RunAbsent(Ground.ReaderOf(one))))),
        ];
        if (stores.FirstOrDefault(static one => one.Name == ContenderList.Subject) is IContender subject)
            entrants.Insert(1, new Entrant(s_hitName, () => RunAsync(subject, GetStyle.Borrow)));
        return new Row(
            $"{Name}.absent", $"get by {By} where no record has it; {s_hitName}: where one has, borrowed",
            RowUnit.Microseconds, entrants)
        {
            Bars = new Dictionary<string, double> { [s_hitName] = BarAgainstHit },
        };
    }

    private ValueTask<Measurement> RunAsync(IContender contender, GetStyle style, bool isZipf = false) =>
        ValueTask.FromResult(_run.Run(Ground.ReaderOf(contender), style, isZipf));
}
