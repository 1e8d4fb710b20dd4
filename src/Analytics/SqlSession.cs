using System.Globalization;
using System.Runtime.InteropServices;
using Feedlog.Analytics.DuckDb;
using Feedlog.Analytics.Scanning;

namespace Feedlog.Analytics;

/// <summary>
/// SQL over a snapshot: DuckDB in memory, reading the store where it lies through the view <c>history</c>. Nothing is
/// copied in, and nothing is written. Safe from any thread; queries may run side by side.
/// </summary>
/// <remarks>docs/SQL.md lists the columns and shows queries. Dispose the answers first, then this, then the snapshot.
/// </remarks>
public sealed class SqlSession : IDisposable
{
    private const int ThreadsMaxByDefault = 8;

    private readonly DatabaseHandle _database;
    private readonly QueryRegistry _registry;

    private SqlSession(DatabaseHandle database, QueryRegistry registry)
    {
        _database = database;
        _registry = registry;
    }

    /// <summary>Starts DuckDB over a snapshot, which stays with the caller.</summary>
    /// <exception cref="SqlException">NoDuckDb: its library is not there. Failed: it does not start.</exception>
    public static SqlSession Open(FeedlogSnapshot snapshot, SqlOptions? options = null) =>
        Open(snapshot, options ?? new SqlOptions(), writableFolder: null);

    /// <summary>Starts a query.</summary>
    /// <param name="sql">One statement that reads: SELECT, DESCRIBE or EXPLAIN.</param>
    /// <param name="cancellationToken">Ends the query, also while its answer is read.</param>
    /// <exception cref="SqlException">The query is wrong, or fails.</exception>
    /// <exception cref="FeedlogException">The store cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<SqlReader> ExecuteAsync(string sql, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        return StartAsync(query => query.Start(sql), cancellationToken);
    }

    /// <summary>Lets go of DuckDB.</summary>
    public void Dispose() => _database.Dispose();

    /// <summary>Starts DuckDB; it may write into one folder, if any.</summary>
    internal static SqlSession Open(FeedlogSnapshot snapshot, SqlOptions options, string? writableFolder)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        options.Validate();
        DuckDbLibrary.Load();
        int threads = options.Threads > 0 ? options.Threads : Math.Min(Environment.ProcessorCount, ThreadsMaxByDefault);
        DatabaseHandle database = OpenDatabase(options, threads);
        try
        {
            QueryRegistry registry = new(snapshot, threads);
            using DuckDbConnection connection = new(database);
            HistoryFunction.Register(connection, registry);
            connection.Run("SET TimeZone = 'UTC'");
            connection.Run("SET preserve_insertion_order = false");
            connection.Run($"SET temp_directory = {Quoted(options.SpillFolder ?? "")}");
            if (writableFolder is not null) AllowWriting(connection, writableFolder);
            connection.Run("SET enable_external_access = false");
            connection.Run("SET lock_configuration = true");
            return new SqlSession(database, registry);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Starts a query of any kind.</summary>
    internal async ValueTask<SqlReader> StartAsync(
        Func<RunningQuery, DuckDbResult> start, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_database.IsClosed, this);
        RunningQuery query = new(_database, _registry, cancellationToken);
        try
        {
            DuckDbResult result = await query.RunAsync(() => start(query), cancellationToken).ConfigureAwait(false);
            return new SqlReader(query, result);
        }
        catch
        {
            query.Dispose();
            throw;
        }
    }

    /// <summary>A text as SQL writes it.</summary>
    internal static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static void AllowWriting(DuckDbConnection connection, string folder)
    {
        // Rows that a thread keeps before it writes them: of 1 KB each that is 64 MB.
        const int rowsKept = 1 << 16;
        connection.Run($"SET partitioned_write_flush_threshold = {rowsKept}");
        // The folder itself is made too, so it is its parent that has to be allowed.
        connection.Run($"SET allowed_directories = [{Quoted(Path.GetDirectoryName(folder) ?? folder)}]");
    }

    private static DatabaseHandle OpenDatabase(SqlOptions options, int threads)
    {
        NativeMethods.duckdb_create_config(out nint config);
        try
        {
            Set(config, "memory_limit", string.Create(CultureInfo.InvariantCulture, $"{options.MemoryMiB}MiB"));
            Set(config, "threads", threads.ToString(CultureInfo.InvariantCulture));
            Set(config, "autoinstall_known_extensions", "false");
            Set(config, "autoload_known_extensions", "false");
            Set(config, "allow_community_extensions", "false");
            if (NativeMethods.duckdb_open_ext(null, out DatabaseHandle database, config, out nint error) == 0)
                return database;
            string message = Marshal.PtrToStringUTF8(error) ?? "DuckDB does not start.";
            NativeMethods.duckdb_free(error);
            throw new SqlException(SqlErrorCode.Failed, message);
        }
        finally
        {
            NativeMethods.duckdb_destroy_config(ref config);
        }
    }

    private static void Set(nint config, string name, string value)
    {
        if (NativeMethods.duckdb_set_config(config, name, value) != 0)
            throw new SqlException(SqlErrorCode.NoDuckDb, $"This DuckDB has no setting '{name}'.");
    }
}
