using Feedlog.Analytics.Bounds;
using Feedlog.Analytics.DuckDb;

namespace Feedlog.Analytics.Scanning;

/// <summary>A query with a connection of its own. One thread at a time.</summary>
internal sealed class RunningQuery : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly QueryRegistry _registry;
    private readonly CancellationTokenSource _cancel;

    /// <summary>Opens the connection.</summary>
    public RunningQuery(DatabaseHandle database, QueryRegistry registry, CancellationToken cancellationToken)
    {
        _registry = registry;
        _connection = new DuckDbConnection(database);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Context = new QueryContext { Token = _cancel.Token };
        registry.Queries[_connection.Id] = Context;
    }

    /// <summary>What it knows of its scans.</summary>
    public QueryContext Context { get; }

    /// <summary>Starts a statement that only reads.</summary>
    /// <exception cref="SqlException">It is wrong, or does not only read.</exception>
    public DuckDbResult Start(string sql)
    {
        Context.Bounds = FindBounds(sql);
        using StatementHandle statement = _connection.Prepare(sql, out StatementKind kind);
        if (kind is not (StatementKind.Select or StatementKind.Explain))
            throw new SqlException(SqlErrorCode.Query, "A store is only read: SELECT, DESCRIBE or EXPLAIN.");
        if (NativeMethods.duckdb_nparams(statement) > 0)
            throw new SqlException(SqlErrorCode.Query, "The query has parameters, and there are no values for them.");
        return DuckDbResult.Start(statement);
    }

    /// <summary>Starts any statement, over what lies within bounds.</summary>
    /// <exception cref="SqlException">It is wrong.</exception>
    public DuckDbResult StartAny(string sql, ScanBounds bounds)
    {
        Context.Bounds = bounds;
        return _connection.Execute(sql);
    }

    /// <summary>Does a step on another thread; a token that is cancelled interrupts it.</summary>
    public async ValueTask<T> RunAsync<T>(Func<T> step, CancellationToken cancellationToken)
    {
        CancellationToken own = _cancel.Token;
        using CancellationTokenRegistration link = cancellationToken.UnsafeRegister(
            static cancel => ((CancellationTokenSource?)cancel)!.Cancel(), _cancel); // It is what is given here.
        using CancellationTokenRegistration stop = own.UnsafeRegister(
            static connection => ((DuckDbConnection?)connection)!.Interrupt(), _connection); // So is this.
        try
        {
            own.ThrowIfCancellationRequested();
            return await Task.Run(step, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SqlException) when (own.IsCancellationRequested)
        {
            throw new OperationCanceledException(own);
        }
        catch (SqlException)
        {
            Context.ThrowIfFailed();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registry.Queries.TryRemove(_connection.Id, out _);
        _connection.Dispose();
        _cancel.Dispose();
    }

    // In one transaction with the query, where "now" stands still. A constant that cannot be computed ends it; then
    // nothing is bounded, and the query says by itself what is wrong.
    private ScanBounds FindBounds(string sql)
    {
        _connection.Run("BEGIN TRANSACTION");
        try
        {
            return QueryBounds.Of(_connection, sql);
        }
        catch (Exception failure) when (failure is SqlException or System.Text.Json.JsonException)
        {
            _connection.Run("ROLLBACK");
            _connection.Run("BEGIN TRANSACTION");
            return ScanBounds.None;
        }
    }
}
