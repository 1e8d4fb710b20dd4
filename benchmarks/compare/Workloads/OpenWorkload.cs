using Feedlog.Compare.Children;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>
/// From a store on disk, warm, to its first record in hand, each time in a new process: after a clean close, and after
/// the process that was appending to it was killed.
/// </summary>
internal sealed class OpenWorkload(Ground ground) : Workload(ground)
{
    private const int Opens = 3;
    private const double BarAgainstTenth = 1 / 1.5;
    private const double ColdBarAgainstTenth = 1 / 1.3;
    private const double ColdBarAgainstLmdb = 1 / 1.5;
    private const double KilledBarAgainstRocksDb = 2;
    private const double TailBytesPerSecond = 0.5e9;

    private static readonly string s_allowedName = $"{ContenderList.Subject} allowed";
    private static readonly string s_tenthName = $"{ContenderList.Subject} tenth";

    private readonly Dictionary<string, int> _records = [];
    private double _allowedSeconds;

    /// <inheritdoc/>
    internal override string Name => "open";

    private int Count => Ground.Corpus.Count;

    private double MeanPayloadBytes => (double)Ground.Corpus.PayloadBytes / Count;

    /// <inheritdoc/>
    internal override async ValueTask PrepareAsync()
    {
        await Ground.CloseLoadedAsync();
        foreach (IContender contender in Ground.Stores)
        {
            await Ground.LoadedFolderAsync(contender, Count);
            if (IsSubject(contender)) await Ground.LoadedFolderAsync(contender, Count / 10);
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        MakeRow("open.write", "open for writing to the first get, new process", isReadOnly: false),
        MakeRow("open.read", "open for reading to the first get, new process", isReadOnly: true),
        MakeRow("open.cold", "the same, nothing of the store in memory before", isReadOnly: true,
            isCold: true),
        MakeKilledRow(),
    ];

    private static bool IsSubject(IContender contender) => contender.Name == ContenderList.Subject;

    private Row MakeRow(string id, string title, bool isReadOnly, bool isCold = false)
    {
        List<Entrant> entrants =
        [
            .. Ground.Stores.Select(one => new Entrant(one.Name, () => RunCleanAsync(one, Count, isReadOnly, isCold))),
        ];
        if (Ground.Stores.FirstOrDefault(IsSubject) is IContender subject)
        {
            entrants.Insert(
                1, new Entrant(s_tenthName, () => RunCleanAsync(subject, Count / 10, isReadOnly, isCold)));
        }

        return new Row(id, $"{title}; tenth: {Count / 10:n0} records", RowUnit.Milliseconds, entrants)
        {
            IsInNewProcess = true,
            Bars = isCold
                ? new Dictionary<string, double>
                {
                    [s_tenthName] = ColdBarAgainstTenth,
                    [ContenderList.Lmdb] = ColdBarAgainstLmdb,
                }
                : new Dictionary<string, double> { [s_tenthName] = BarAgainstTenth },
        };
    }

    private Row MakeKilledRow()
    {
        List<Entrant> entrants =
        [
            .. Ground.Stores.Where(static one => one.CommitsDurably)
                .Select(one => new Entrant(one.Name, () => RunKilledAsync(one))),
        ];
        if (Ground.Stores.Any(IsSubject))
        {
            entrants.Insert(1, new Entrant(
                s_allowedName, () => ValueTask.FromResult(new Measurement(_allowedSeconds))));
        }

        return new Row(
            "open.kill",
            $"after kill -9 with {Ground.Options.TailMegabytes} MB appended: open for writing to the first get, new " +
            "process; allowed: the clean open after it, and the tail at 0.5 GB/s",
            RowUnit.Milliseconds, entrants)
        {
            IsInNewProcess = true,
            Bars = new Dictionary<string, double>
            {
                [s_allowedName] = 1,
                [ContenderList.RocksDb] = KilledBarAgainstRocksDb,
            },
        };
    }

    private async ValueTask<Measurement> RunCleanAsync(
        IContender contender, int records, bool isReadOnly, bool isCold)
    {
        ChildCommand command = await CommandAsync(contender, records);
        List<OpenResult> results = [];
        for (int i = 0; i < Opens; i++)
        {
            if (isCold) PageCache.Drop(command.Folder);
            OpenResult result = await command.OpenAsync(isReadOnly, records / 2, records - 1);
            if (result.FirstBytes != Ground.Corpus.Body(records / 2).Length || result.LastBytes < 0)
                throw new InvalidDataException($"{contender.Name} did not find a record.");
            results.Add(result);
        }

        Spread spread = Spread.Of(results.Select(static one => one.Seconds));
        Dictionary<string, double> details = new()
        {
            ["again in the same process ms"] = Spread.Of(results.Select(static one => one.AgainSeconds)).Median * 1e3,
            ["slowest ms"] = spread.Max * 1e3,
            ["until open ms"] = Spread.Of(results.Select(static one => one.OpenSeconds)).Median * 1e3,
        };
        if (results[0].ScannedRecords >= 0) details["records scanned"] = results[0].ScannedRecords;
        return new Measurement(spread.Median) { Details = details };
    }

    // The store of this row grows by a tail a round, the same one for everybody; it is the last row to use it.
    private async ValueTask<Measurement> RunKilledAsync(IContender contender)
    {
        ChildCommand command = await CommandAsync(contender, Count);
        int before = _records.GetValueOrDefault(contender.Name, Count);
        int tail = (int)Math.Ceiling(Ground.Options.TailMegabytes * 1e6 / MeanPayloadBytes);
        int last = before + tail - 1;
        await command.AppendAndKillAsync(Count, before, tail);
        _records[contender.Name] = before + tail;

        OpenResult killed = await command.OpenAsync(isReadOnly: false, Count / 2, last);
        OpenResult clean = await command.OpenAsync(isReadOnly: false, Count / 2, last);
        if (killed.FirstBytes < 0 || killed.LastBytes < 0 || clean.LastBytes != killed.LastBytes)
            throw new InvalidDataException($"{contender.Name} lost a record with a process: {killed}, then {clean}.");
        double tailBytes = tail * MeanPayloadBytes;
        if (IsSubject(contender)) _allowedSeconds = clean.Seconds + tailBytes / TailBytesPerSecond;
        Dictionary<string, double> details = new()
        {
            ["clean open after it ms"] = clean.Seconds * 1e3,
            ["longer than that by ms"] = (killed.Seconds - clean.Seconds) * 1e3,
        };
        if (killed.ScannedRecords >= 0)
        {
            details["records scanned"] = killed.ScannedRecords;
            details["scanned MB/s"] = killed.ScannedRecords * MeanPayloadBytes / 1e6 / killed.OpenSeconds;
        }

        return new Measurement(killed.Seconds) { Details = details };
    }

    private async ValueTask<ChildCommand> CommandAsync(IContender contender, int records) =>
        new(contender.Name, await Ground.LoadedFolderAsync(contender, records), Ground.Options.Seed);
}
