using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Feedlog.Analytics.Bounds;
using Feedlog.Analytics.DuckDb;

namespace Feedlog.Analytics.Scanning;

/// <summary>
/// The table function through which DuckDB reads the store, and the view over it. DuckDB calls it from its own threads;
/// no exception may cross back.
/// </summary>
internal static unsafe class HistoryFunction
{
    private const string Name = "feedlog_history";
    private const string SinceParameter = "since_us";
    private const string UntilParameter = "until_us";

    /// <summary>Makes function, view and macro known to a database.</summary>
    /// <exception cref="SqlException">DuckDB refuses one.</exception>
    public static void Register(DuckDbConnection connection, QueryRegistry registry)
    {
        nint function = NativeMethods.duckdb_create_table_function();
        NativeMethods.duckdb_table_function_set_name(function, Name);
        nint type = NativeMethods.duckdb_create_logical_type(DuckDbType.BigInt);
        NativeMethods.duckdb_table_function_add_named_parameter(function, SinceParameter, type);
        NativeMethods.duckdb_table_function_add_named_parameter(function, UntilParameter, type);
        NativeMethods.duckdb_destroy_logical_type(ref type);
        NativeMethods.duckdb_table_function_set_extra_info(function, Keep(registry), &Destroy);
        NativeMethods.duckdb_table_function_set_bind(function, &Bind);
        NativeMethods.duckdb_table_function_set_init(function, &Init);
        NativeMethods.duckdb_table_function_set_local_init(function, &InitThread);
        NativeMethods.duckdb_table_function_set_function(function, &Scan);
        NativeMethods.duckdb_table_function_supports_projection_pushdown(function, 1);
        int state = NativeMethods.duckdb_register_table_function(connection.Handle, function);
        NativeMethods.duckdb_destroy_table_function(ref function);
        if (state != 0) throw new SqlException(SqlErrorCode.NoDuckDb, "DuckDB refuses the table function.");

        connection.Run($"CREATE VIEW {QueryBounds.View} AS SELECT * FROM {Name}()");
        connection.Run(
            $"CREATE MACRO {QueryBounds.View}_between(since, until) AS TABLE SELECT * FROM {Name}(" +
            $"{SinceParameter} := epoch_us(since::TIMESTAMP), {UntilParameter} := epoch_us(until::TIMESTAMP)) " +
            "WHERE timestamp >= since::TIMESTAMP AND timestamp < until::TIMESTAMP");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint bind)
    {
        try
        {
            QueryRegistry registry = Kept<QueryRegistry>(NativeMethods.duckdb_bind_get_extra_info(bind));
            HistoryColumns.Declare(bind);
            NativeMethods.duckdb_table_function_get_client_context(bind, out nint context);
            ulong connection = NativeMethods.duckdb_client_context_get_connection_id(context);
            NativeMethods.duckdb_destroy_client_context(ref context);
            registry.Queries.TryGetValue(connection, out QueryContext? query);
            ScanBounds parameters = ScanBounds.None.From(Parameter(bind, SinceParameter) ?? long.MinValue)
                .Until(Parameter(bind, UntilParameter) ?? long.MaxValue);
            NativeMethods.duckdb_bind_set_cardinality(bind, registry.Snapshot.Sequence, 0);
            NativeMethods.duckdb_bind_set_bind_data(
                bind, Keep(new ScanBinding(registry, query, parameters)), &Destroy);
        }
        catch (Exception failure)
        {
            NativeMethods.duckdb_bind_set_error(bind, failure.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint init)
    {
        ScanBinding binding = Kept<ScanBinding>(NativeMethods.duckdb_init_get_bind_data(init));
        try
        {
            QueryContext query = binding.Query ?? throw new InvalidOperationException("The scan has no query.");
            HistoryColumn[] columns = new HistoryColumn[NativeMethods.duckdb_init_get_column_count(init)];
            for (int i = 0; i < columns.Length; i++)
                columns[i] = HistoryColumns.At(NativeMethods.duckdb_init_get_column_index(init, (ulong)i));
            ScanOptions options = query.Bounds.And(binding.Parameters)
                .ToOptions(headersOnly: Array.TrueForAll(columns, HistoryColumns.IsInHeader));
            RecordScan scan = binding.Registry.Snapshot.OpenScan(options);
            query.Add(scan);
            NativeMethods.duckdb_init_set_init_data(init, Keep(new ScanState(query, scan, columns)), &Destroy);
            NativeMethods.duckdb_init_set_max_threads(init, (ulong)binding.Registry.Threads);
        }
        catch (Exception failure)
        {
            binding.Query?.Fail(failure);
            NativeMethods.duckdb_init_set_error(init, failure.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void InitThread(nint init) =>
        NativeMethods.duckdb_init_set_init_data(init, Keep(new ThreadState()), &Destroy);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Scan(nint call, nint chunk)
    {
        ScanState state = Kept<ScanState>(NativeMethods.duckdb_function_get_init_data(call));
        try
        {
            state.Query.Token.ThrowIfCancellationRequested();
            ThreadState thread = Kept<ThreadState>(NativeMethods.duckdb_function_get_local_init_data(call));
            thread.Filler ??= state.OpenFiller();
            thread.Filler.Fill(chunk);
        }
        catch (Exception failure)
        {
            state.Query.Fail(failure);
            NativeMethods.duckdb_function_set_error(call, failure.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Destroy(nint kept)
    {
        GCHandle handle = GCHandle.FromIntPtr(kept);
        (handle.Target as IDisposable)?.Dispose();
        handle.Free();
    }

    private static long? Parameter(nint bind, string name)
    {
        nint value = NativeMethods.duckdb_bind_get_named_parameter(bind, name);
        if (value == 0) return null;
        long given = NativeMethods.duckdb_get_int64(value);
        NativeMethods.duckdb_destroy_value(ref value);
        return given;
    }

    private static nint Keep(object state) => GCHandle.ToIntPtr(GCHandle.Alloc(state));

    private static T Kept<T>(nint kept)
        where T : class => (T)GCHandle.FromIntPtr(kept).Target!; // Kept until Destroy is called.
}
