namespace Feedlog.Analytics;

/// <summary>What a <see cref="SqlSession"/> may use of the machine.</summary>
public sealed record SqlOptions
{
    /// <summary>The least memory that can be set, in MiB.</summary>
    public const int MemoryMiBMin = 32;

    /// <summary>How much memory queries may use, in MiB; a query that needs more fails or spills.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>How many threads work on a query; 0 for as many as there are processors, but at most 8.</summary>
    public int Threads { get; init; }

    /// <summary>A folder for what does not fit into memory; null: nothing is spilled, and such a query fails.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Throws unless all values are in range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not.</exception>
    internal void Validate()
    {
        const int threadsMax = 256;
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryMiB, MemoryMiBMin);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, threadsMax);
    }
}
