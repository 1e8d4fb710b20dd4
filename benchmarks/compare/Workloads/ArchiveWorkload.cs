using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Moving all records of a store into compressed files, and finding them there.</summary>
internal sealed class ArchiveWorkload(Ground ground) : Workload(ground)
{
    private const int Gets = 10_000;
    private const int Ranges = 50;

    // From entrant to the reader of its store.
    private readonly Dictionary<string, IContenderReader> _readers = [];
    private readonly GetRun _gets = new(ground.Corpus, isByKey: false, Gets);
    private readonly int _rangeRecords = RangeWorkload.RecordsOf(ground.Corpus);

    /// <inheritdoc/>
    internal override string Name => "archive";

    private IEnumerable<(IArchivingContender Contender, string Codec)> Archives =>
        Ground.Contenders.OfType<IArchivingContender>().SelectMany(static one => one.Codecs, ValueTuple.Create);

    /// <inheritdoc/>
    internal override async ValueTask PrepareAsync()
    {
        await Ground.CloseLoadedAsync();
        foreach ((IArchivingContender contender, string codec) in Archives)
        {
            string folder = await CopyAsync(contender);
            await contender.ArchiveAsync(folder, codec);
            await OpenAsync(contender, NameOf(contender, codec), folder);
        }

        foreach (IArchivingContender contender in Ground.Contenders.OfType<IArchivingContender>())
            await OpenAsync(contender, $"{contender.Name}, not archived", await CopyAsync(contender));
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows()
    {
        RangeRun ranges = new(Ground.Corpus, _rangeRecords, Ranges);
        return
        [
            new Row("archive", "all records moved into compressed month shards, each compared before it counts",
                RowUnit.RecordsPerSecond,
                [.. Archives.Select(one => new Entrant(
                    NameOf(one.Contender, one.Codec), () => RunAsync(one.Contender, one.Codec)))]),
            MakeReadRow("archive.get", "get by id of archived records, checked, copied; the cache at its default",
                reader => ValueTask.FromResult(_gets.Run(reader, GetStyle.Copy))),
            MakeReadRow("archive.range", $"{_rangeRecords:n0} archived records by time, as objects", ranges.RunAsync),
        ];
    }

    private static string NameOf(IArchivingContender contender, string codec) =>
        codec == contender.Codecs[0] ? contender.Name : $"{contender.Name}, {codec}";

    private Row MakeReadRow(string id, string title, Func<IContenderReader, ValueTask<Measurement>> run) =>
        new(id, title, RowUnit.Microseconds, [.. _readers.Select(one => new Entrant(one.Key, () => run(one.Value)))]);

    private async ValueTask OpenAsync(IContender contender, string name, string folder)
    {
        StoreSetup setup = new(SyncMode.Off, IsKeyed: true, HasWords: true);
        IContenderStore store = Ground.Own(await contender.OpenAsync(folder, setup));
        Ground.VerifySample(store, Ground.Corpus.Count);
        await store.WaitIdleAsync();
        _readers[name] = Ground.Own(store.OpenReader(Ground.Corpus));
    }

    private async ValueTask<Measurement> RunAsync(IArchivingContender contender, string codec)
    {
        string folder = await CopyAsync(contender);
        ArchivedRecords archived = await contender.ArchiveAsync(folder, codec);
        Directory.Delete(folder, recursive: true);
        if (archived.Records != Ground.Corpus.Count)
            throw new InvalidDataException($"{archived.Records} records were archived of {Ground.Corpus.Count}.");
        return new Measurement(archived.Seconds / archived.Records)
        {
            Details = new Dictionary<string, double>
            {
                ["before B a record"] = (double)archived.BytesBefore / archived.Records,
                ["after B a record"] = (double)archived.BytesAfter / archived.Records,
                ["log MB/s"] = archived.BytesBefore / archived.Seconds / 1e6,
            },
        };
    }

    private async ValueTask<string> CopyAsync(IContender contender)
    {
        string from = await Ground.LoadedFolderAsync(contender, Ground.Corpus.Count);
        string to = Ground.MakeFolder();
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            FileInfo target = new(Path.Combine(to, Path.GetRelativePath(from, file)));
            target.Directory?.Create();
            File.Copy(file, target.FullName);
        }

        return to;
    }
}
