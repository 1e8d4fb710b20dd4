using System.CommandLine;
using System.Globalization;
using Feedlog.Analytics;

namespace Feedlog.Tool;

/// <summary>Runs a query in SQL. Nothing of DuckDB is loaded before it runs.</summary>
internal sealed class QueryCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly Argument<string> _sql;
    private readonly Option<string?> _format;
    private readonly Option<bool> _counters;
    private readonly Option<long?> _memory;
    private readonly Option<string?> _spill;

    /// <summary>The command with its arguments.</summary>
    public QueryCommand()
        : base("query", "Run a query in SQL over the live records, which are the view 'history'. It only reads.")
    {
        _store = AddStore();
        _sql = AddArgument("SQL", "One statement: SELECT, DESCRIBE or EXPLAIN.");
        _format = AddChoice("--format", "table (for people; if left out), csv or json.", "table", "csv", "json");
        _counters = AddFlag("--counters", "Say on standard error how much of the store was read.");
        _memory = AddCount("--memory", "How much memory the query may use, in MiB; 1024 if left out.");
        _spill = AddText("--spill", "DIR", "Folder for what does not fit into memory; without it such a query fails.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog query memory 'SELECT kind, count(*) FROM history GROUP BY kind' --format csv",
        "feedlog query memory \"SELECT key, content FROM history WHERE timestamp >= '2026-03-01'\" --json",
        "feedlog query memory 'DESCRIBE history'",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string format = call.IsJson ? "json" : call.Get(_format) ?? "table";
        SqlOptions options = new SqlArguments(_memory, _spill).Read(call);
        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            try
            {
                using FeedlogSnapshot snapshot = store.OpenSnapshot();
                using SqlSession session = SqlSession.Open(snapshot, options);
                await PrintAsync(call, session, format, cancellationToken).ConfigureAwait(false);
            }
            catch (SqlException failure)
            {
                throw SqlArguments.Failure(failure);
            }
        }

        return ExitCode.Ok;
    }

    private async Task PrintAsync(
        Invocation call, SqlSession session, string format, CancellationToken cancellationToken)
    {
        SqlReader reader =
            await session.ExecuteAsync(call.Require(_sql), cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            using RowWriter rows =
                RowWriter.Of(format, call.Streams, [.. reader.Columns.Select(column => column.Name)]);
            await foreach (object?[] row in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Write(row);
                if (call.Streams.IsOutputAbandoned()) break;
            }
        }

        if (!call.Get(_counters)) return;
        ScanCounters read = reader.Counters;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"\"segments\":{read.SegmentsTotal},\"segmentsRead\":{read.SegmentsRead}," +
            $"\"shards\":{read.ShardsTotal},\"shardsRead\":{read.ShardsRead}," +
            $"\"framesRead\":{read.FramesRead},\"records\":{read.RecordsGiven}");
        call.Streams.Error.WriteLine($"{{{line}}}");
    }
}
