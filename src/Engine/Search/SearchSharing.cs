namespace Feedlog.Search;

/// <summary>When a search is worth a second thread.</summary>
internal sealed record SearchSharing
{
    // Who asks, and a helper: a third would take from other searches what it gives to this one.
    private const int ThreadsWanted = 2;

    /// <summary>As it is unless a test says otherwise.</summary>
    public static SearchSharing Default { get; } = new();

    /// <summary>How many threads at most, the calling one among them.</summary>
    public int ThreadsMax { get; init; } = Math.Min(ThreadsWanted, Environment.ProcessorCount);

    /// <summary>A search that is likely to take less, in ns, is for the calling thread alone.</summary>
    /// <remarks>To ask for a thread takes up to ten microseconds, whether it comes or not, and until it comes it takes
    /// some tens.</remarks>
    public double FromNs { get; init; } = 100_000;

    /// <summary>About so much, in ns, is taken at a time.</summary>
    public double RangeNs { get; init; } = 15_000;

    /// <summary>Into so many ranges all slots are cut at least.</summary>
    public int RangesMin { get; init; } = 2;

    /// <summary>Into about so many ranges all slots are cut at most.</summary>
    public int RangesMax { get; init; } = 10;

    /// <summary>No more hits than that may be wanted: each thread makes room for all.</summary>
    public int LimitMax { get; init; } = 1000;
}
