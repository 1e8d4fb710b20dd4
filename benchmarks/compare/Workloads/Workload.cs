using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Rows that share a preparation.</summary>
internal abstract class Workload
{
    /// <summary>Keeps the ground that all workloads stand on.</summary>
    protected Workload(Ground ground) => Ground = ground;

    /// <summary>The name on the command line.</summary>
    internal abstract string Name { get; }

    /// <summary>Corpus, contenders and stores.</summary>
    protected Ground Ground { get; }

    /// <summary>Does what has to be done before the first row.</summary>
    internal abstract ValueTask PrepareAsync();

    /// <summary>The rows; asked for after the preparation.</summary>
    internal abstract IReadOnlyList<Row> Rows();
}
