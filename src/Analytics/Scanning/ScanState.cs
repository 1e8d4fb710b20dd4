namespace Feedlog.Analytics.Scanning;

/// <summary>One scan, shared by the threads that work on it.</summary>
/// <param name="query">The query it belongs to.</param>
/// <param name="scan">Where the records come from.</param>
/// <param name="columns">The columns that are wanted, in the order of the chunks.</param>
internal sealed class ScanState(QueryContext query, RecordScan scan, HistoryColumn[] columns) : IDisposable
{
    /// <summary>The query it belongs to.</summary>
    public QueryContext Query => query;

    /// <summary>What a thread fills chunks with.</summary>
    public ChunkFiller OpenFiller() => new(scan.OpenCursor(), columns);

    /// <inheritdoc/>
    public void Dispose() => scan.Dispose();
}
