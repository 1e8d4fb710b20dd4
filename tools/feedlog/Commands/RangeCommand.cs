using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>Prints the records of a time range.</summary>
internal sealed class RangeCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly Option<string?> _from;
    private readonly Option<string?> _to;
    private readonly Option<string?> _timeFormat;
    private readonly Option<bool> _reverse;
    private readonly Option<long?> _limit;
    private readonly FilterArguments _filters;

    /// <summary>The command with its arguments.</summary>
    public RangeCommand()
        : base("range", "Print the records with FROM <= timestamp < TO, by timestamp, then sequence.")
    {
        _store = AddStore();
        _from = AddText("--from", "T", "The first moment that counts.");
        _to = AddText("--to", "T", "The first moment that does not count any more.");
        _from.Required = true;
        _to.Required = true;
        _timeFormat = AddTimeFormat();
        _reverse = AddFlag("--reverse", "Newest first.");
        _limit = AddCount("--limit", "At most so many records.");
        _filters = AddFilters();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog range memory --from 2026-03-01 --to 2026-04-01",
        "feedlog range memory --from 0 --to 2026-04-01 --reverse --limit 20 --kind fact --json",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        // The parser has seen to it that both are given.
        DateTimeOffset from = call.GetTime(_from, _timeFormat) ?? DateTimeOffset.MinValue;
        DateTimeOffset to = call.GetTime(_to, _timeFormat) ?? DateTimeOffset.MaxValue;
        long limit = call.GetCount(_limit) ?? long.MaxValue;
        RangeOptions options = new()
        {
            Reverse = call.Get(_reverse),
            Limit = limit,
            Stream = _filters.GetStream(call),
            Kind = _filters.GetKind(call),
            Tags = _filters.GetTags(call),
        };
        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            if (from >= to || limit == 0) return ExitCode.Ok;
            using RecordPrinter printer = new(call.Streams, call.IsJson);
            IAsyncEnumerable<Record> records = store.RangeAsync(from, to, options, cancellationToken);
            await foreach (Record record in records.ConfigureAwait(false)) printer.Print(record);
        }

        return ExitCode.Ok;
    }
}
