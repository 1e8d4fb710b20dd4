namespace Feedlog.Compare.Workloads;

/// <summary>All workloads, in the order in which they run.</summary>
internal static class WorkloadList
{
    /// <summary>Their names on the command line.</summary>
    internal static IReadOnlyList<string> Names { get; } =
    [
        "append", "producers", "durable", "groups", "get", "key", "threads", "range", "words", "vectors", "start",
        "archive", "open", "beside", "mixed", "import",
    ];

    /// <summary>Makes a workload by its name.</summary>
    internal static Workload Make(string name, Ground ground) => name switch
    {
        "append" => new AppendWorkload(ground),
        "producers" => new ProducersWorkload(ground),
        "durable" => new CommitWorkload(ground, 1),
        "groups" => new CommitWorkload(ground, Ground.GroupRecords),
        "get" => new GetWorkload(ground, isByKey: false),
        "key" => new GetWorkload(ground, isByKey: true),
        "threads" => new ThreadsWorkload(ground),
        "range" => new RangeWorkload(ground),
        "words" => new WordsWorkload(ground),
        "vectors" => new VectorsWorkload(ground),
        "start" => new StartWorkload(ground),
        "open" => new OpenWorkload(ground),
        "beside" => new BesideWorkload(ground),
        "mixed" => new MixedWorkload(ground),
        "archive" => new ArchiveWorkload(ground),
        "import" => new ImportWorkload(ground),
        _ => throw new ArgumentException($"There is no workload {name}.", nameof(name)),
    };
}
