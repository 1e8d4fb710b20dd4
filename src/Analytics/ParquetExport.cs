using Feedlog.Analytics.Bounds;

namespace Feedlog.Analytics;

/// <summary>Writes a snapshot as Parquet files, a folder for each month: what Spark, Trino, ClickHouse and DuckDB read.
/// </summary>
public static class ParquetExport
{
    private const long MicrosecondsPerMillisecond = 1000;

    /// <summary>Writes the live records with from &lt;= timestamp &lt; to into <c>year=Y/month=M</c> below a folder.
    /// </summary>
    /// <param name="snapshot">What is written; it stays with the caller.</param>
    /// <param name="folder">Made if it is not there; it must be empty.</param>
    /// <param name="from">The first timestamp that counts; null for no bound.</param>
    /// <param name="to">The first timestamp that does not count any more; null for no bound.</param>
    /// <param name="options">What may be used of the machine.</param>
    /// <param name="cancellationToken">Ends it; what has been written stays, and is not whole.</param>
    /// <returns>How many records were written.</returns>
    /// <exception cref="SqlException">Failed: the folder is not empty, or cannot be written. Memory. NoDuckDb.
    /// </exception>
    /// <exception cref="FeedlogException">The store cannot be read.</exception>
    public static async ValueTask<long> RunAsync(
        FeedlogSnapshot snapshot, string folder, DateTimeOffset? from = null, DateTimeOffset? to = null,
        SqlOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string full = Path.GetFullPath(folder);
        ScanBounds bounds = ScanBounds.None;
        if (from is DateTimeOffset first) bounds = bounds.From(Microseconds(first));
        if (to is DateTimeOffset end) bounds = bounds.Until(Microseconds(end));
        using SqlSession session = SqlSession.Open(snapshot, options ?? new SqlOptions(), full);
        string copy = $"COPY (SELECT *, year(timestamp) AS year, month(timestamp) AS month FROM {QueryBounds.View}) " +
            $"TO {SqlSession.Quoted(full)} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (year, month))";
        SqlReader reader = await session
            .StartAsync(query => query.StartAny(copy, bounds), cancellationToken).ConfigureAwait(false);
        long records = 0;
        await using (reader.ConfigureAwait(false))
        {
            await foreach (object?[] row in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                records += row[0] is long count ? count : 0;
        }

        return records;
    }

    // A bound is at or after the next whole millisecond: so are records.
    private static long Microseconds(DateTimeOffset time)
    {
        long ms = time.ToUnixTimeMilliseconds();
        return (DateTimeOffset.FromUnixTimeMilliseconds(ms) < time ? ms + 1 : ms) * MicrosecondsPerMillisecond;
    }
}
