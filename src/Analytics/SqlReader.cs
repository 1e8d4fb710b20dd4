using System.Runtime.CompilerServices;
using Feedlog.Analytics.DuckDb;
using Feedlog.Analytics.Scanning;

namespace Feedlog.Analytics;

/// <summary>The answer to a query: it is made while it is read, and read once. One thread at a time.</summary>
public sealed class SqlReader : IAsyncDisposable
{
    private readonly RunningQuery _query;
    private readonly DuckDbResult _result;

    internal SqlReader(RunningQuery query, DuckDbResult result)
    {
        _query = query;
        _result = result;
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<SqlColumn> Columns => _result.Columns;

    /// <summary>What has been read of the store so far; whole once the answer has ended or was disposed.</summary>
    public ScanCounters Counters => _query.Context.Counters;

    /// <summary>The rows, each an array of its own: .NET values as the columns say, null for none.</summary>
    /// <param name="cancellationToken">Ends the query, beside the token that it was started with.</param>
    /// <exception cref="SqlException">The query fails while it goes on.</exception>
    /// <exception cref="FeedlogException">The store cannot be read.</exception>
    /// <exception cref="OperationCanceledException">A token was cancelled.</exception>
    public async IAsyncEnumerable<object?[]> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _query.RunAsync(_result.NextChunk, cancellationToken).ConfigureAwait(false))
        {
            for (int i = 0; i < _result.RowCount; i++)
            {
                object?[] row = new object?[Columns.Count];
                _result.ReadRow(i, row);
                yield return row;
            }
        }
    }

    /// <summary>Ends the query, finished or not.</summary>
    public ValueTask DisposeAsync()
    {
        // Waiting for the threads that still work on it.
        return new ValueTask(Task.Run(() =>
        {
            _result.Dispose();
            _query.Dispose();
        }));
    }
}
