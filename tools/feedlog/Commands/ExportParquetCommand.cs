using System.CommandLine;
using System.Diagnostics;
using Feedlog.Analytics;

namespace Feedlog.Tool;

/// <summary>Writes the live records as Parquet files, a folder for each month.</summary>
internal sealed class ExportParquetCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly Argument<string> _folder;
    private readonly Option<string?> _from;
    private readonly Option<string?> _to;
    private readonly Option<string?> _timeFormat;
    private readonly Option<long?> _memory;
    private readonly Option<string?> _spill;

    /// <summary>The command with its arguments.</summary>
    public ExportParquetCommand()
        : base("export-parquet", "Write the live records as Parquet files into DIR/year=Y/month=M.")
    {
        _store = AddStore();
        _folder = AddArgument("DIR", "Folder for the files; made if it is not there. It must be empty.");
        _from = AddText("--from", "T", "Only records at or after this time.");
        _to = AddText("--to", "T", "Only records before this time.");
        _timeFormat = AddTimeFormat();
        _memory = AddCount("--memory", "How much memory may be used, in MiB; 1024 if left out.");
        _spill = AddText("--spill", "DIR", "Folder for what does not fit into memory.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog export-parquet memory memory.parquet",
        "feedlog export-parquet memory march --from 2026-03 --to 2026-04 --json",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        long startedAt = Stopwatch.GetTimestamp();
        DateTimeOffset? from = call.GetTime(_from, _timeFormat);
        DateTimeOffset? to = call.GetTime(_to, _timeFormat);
        SqlOptions options = new SqlArguments(_memory, _spill).Read(call);
        string folder = call.Require(_folder);
        if (folder.Length == 0) throw CliException.Usage("DIR is the path of a folder; it is empty.");
        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            try
            {
                using FeedlogSnapshot snapshot = store.OpenSnapshot();
                long records = await ParquetExport
                    .RunAsync(snapshot, folder, from, to, options, cancellationToken).ConfigureAwait(false);
                call.Print(new Report()
                    .Add("records", records)
                    .Add("seconds", Stopwatch.GetElapsedTime(startedAt).TotalSeconds));
            }
            catch (SqlException failure)
            {
                throw SqlArguments.Failure(failure);
            }
        }

        return ExitCode.Ok;
    }
}
