using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>Writes all records in the order of their arrival.</summary>
internal sealed class ExportCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly Option<string?> _format;
    private readonly Option<string?> _from;
    private readonly Option<string?> _to;
    private readonly Option<string?> _timeFormat;

    /// <summary>The command with its arguments.</summary>
    public ExportCommand()
        : base("export", "Write the live records to standard output, in the order of their arrival.")
    {
        _store = AddStore();
        _format = AddChoice("--format", "JSON lines (if left out), or frames v1.", "jsonl", "v1");
        _from = AddText("--from", "T", "Only records at or after this time.");
        _to = AddText("--to", "T", "Only records before this time.");
        _timeFormat = AddTimeFormat();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog export memory --format jsonl | gzip > memory.jsonl.gz",
        "feedlog export memory --format v1 --from 2026-01-01 > memory.v1",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        long fromMs = call.GetTime(_from, _timeFormat)?.ToUnixTimeMilliseconds() ?? long.MinValue;
        long toMs = call.GetTime(_to, _timeFormat)?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        bool isFrames = call.Get(_format) == "v1";
        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            using FeedlogSnapshot snapshot = store.OpenSnapshot();
            IEnumerable<Record> records = InTime(snapshot, fromMs, toMs, cancellationToken);
            if (isFrames) return WriteFrames(call, records);

            using RecordPrinter printer = new(call.Streams, isJson: true);
            foreach (Record record in records) printer.Print(record);
        }

        return ExitCode.Ok;
    }

    private static IEnumerable<Record> InTime(
        FeedlogSnapshot snapshot, long fromMs, long toMs, CancellationToken cancellationToken)
    {
        foreach (Record record in snapshot.Scan())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (record.TimestampMs >= fromMs && record.TimestampMs < toMs) yield return record;
        }
    }

    private static int WriteFrames(Invocation call, IEnumerable<Record> records)
    {
        int result = ExitCode.Ok;
        Stream output = call.Streams.Output;
        foreach (Record record in records)
        {
            if (FrameRecord.TryWrite(record, out byte[] frame))
            {
                output.Write(frame);
                continue;
            }

            result = ExitCode.Rejected;
            call.Complain(new CliError("TooLarge", $"Record {record.Id} does not fit a frame v1; it was left out."));
        }

        output.Flush();
        return result;
    }
}
