using System.CommandLine;
using System.Globalization;

namespace Feedlog.Tool;

/// <summary>Prints one record.</summary>
internal sealed class GetCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly ReferenceArguments _reference;
    private readonly Option<string?> _asOf;

    /// <summary>The command with its arguments.</summary>
    public GetCommand()
        : base("get", "Print one record: its content, or with --json all of it.")
    {
        _store = AddStore();
        _reference = AddReference();
        _asOf = AddText("--as-of", "SEQ|TIME", "As it was after this sequence (digits) or at this time (ISO 8601).");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog get memory kettle",
        "feedlog get memory 41 --by sequence --json",
        "feedlog get memory kettle --as-of 2026-03-14T12:00:00Z",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        RecordReference reference = _reference.Read(call);
        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            using FeedlogSnapshot snapshot = OpenSnapshot(store, call.Get(_asOf));
            if (!reference.TryFind(snapshot, out Record? record)) throw CliException.NotFound(reference.Text);
            Print(call, record);
        }

        return ExitCode.Ok;
    }

    private static FeedlogSnapshot OpenSnapshot(FeedlogStore store, string? asOf)
    {
        if (asOf is null) return store.OpenSnapshot();
        if (ulong.TryParse(asOf, NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence))
            return store.AsOf(sequence);
        return IsoTime.TryParse(asOf, out DateTimeOffset time)
            ? store.AsOf(time)
            : throw CliException.Usage($"--as-of: '{asOf}' is neither a sequence nor an ISO 8601 time.");
    }

    private static void Print(Invocation call, Record record)
    {
        if (call.IsJson)
        {
            using RecordPrinter printer = new(call.Streams, isJson: true);
            printer.Print(record);
            return;
        }

        string place = string.Create(CultureInfo.InvariantCulture, $"{record.Id} #{record.Sequence}");
        call.Note($"{place} {PlainText.Time(record.Timestamp)} {PlainText.OneLine(record.Key ?? "")}");
        call.Streams.Output.Write(record.ContentBytes.Span);
        call.Streams.Output.Write("\n"u8);
        call.Streams.Output.Flush();
    }
}
