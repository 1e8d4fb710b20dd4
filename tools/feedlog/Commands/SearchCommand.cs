using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>Prints the records that answer a query, best first.</summary>
internal sealed class SearchCommand : CliCommand
{
    private const int LimitDefault = 10;
    private const int LimitMax = 1_000_000;

    private readonly Argument<string> _store;
    private readonly Argument<string> _query;
    private readonly Option<long?> _limit;
    private readonly Option<string?> _from;
    private readonly Option<string?> _to;
    private readonly Option<string?> _timeFormat;
    private readonly FilterArguments _filters;

    /// <summary>The command with its arguments.</summary>
    public SearchCommand()
        : base("search", "Print the records that contain words of QUERY, best first. No hit is no error.")
    {
        _store = AddStore();
        _query = AddArgument("QUERY", "Words to look for.");
        _limit = AddCount("--limit", "At most so many hits; 10 if left out.");
        _from = AddText("--from", "T", "Only records at or after this time.");
        _to = AddText("--to", "T", "Only records before this time.");
        _timeFormat = AddTimeFormat();
        _filters = AddFilters();
        AddChoice("--mode", "How to look: by words.", "keyword");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog search memory 'blue kettle'",
        "feedlog search memory kettle --limit 3 --from 2026-03-01 --tag kitchen --json",
        "feedlog search memory -- '--looks like an option'",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        long limit = Math.Min(call.GetCount(_limit) ?? LimitDefault, LimitMax);
        SearchOptions options = new()
        {
            Limit = (int)limit,
            From = call.GetTime(_from, _timeFormat),
            To = call.GetTime(_to, _timeFormat),
            Stream = _filters.GetStream(call),
            Kind = _filters.GetKind(call),
            Tags = _filters.GetTags(call),
        };
        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            if (limit == 0 || (options.From is DateTimeOffset from && from >= options.To)) return ExitCode.Ok;
            using RecordPrinter printer = new(call.Streams, call.IsJson);
            IAsyncEnumerable<SearchHit> hits =
                store.SearchAsync(call.Require(_query), options, cancellationToken);
            await foreach (SearchHit hit in hits.ConfigureAwait(false)) printer.Print(hit);
        }

        return ExitCode.Ok;
    }
}
