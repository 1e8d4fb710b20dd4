using System.Collections.Concurrent;

namespace Feedlog.Analytics.Scanning;

/// <summary>The snapshot of a session, and its queries by the connection that each has. Any thread.</summary>
/// <param name="snapshot">What is read.</param>
/// <param name="threads">How many threads may work on a scan.</param>
internal sealed class QueryRegistry(FeedlogSnapshot snapshot, int threads)
{
    /// <summary>What is read.</summary>
    public FeedlogSnapshot Snapshot => snapshot;

    /// <summary>How many threads may work on a scan.</summary>
    public int Threads => threads;

    /// <summary>The queries that run.</summary>
    public ConcurrentDictionary<ulong, QueryContext> Queries { get; } = new();
}
