using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>Prints all versions of a record.</summary>
internal sealed class HistoryCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly ReferenceArguments _reference;

    /// <summary>The command with its arguments.</summary>
    public HistoryCommand()
        : base("history", "Print all versions of a record, newest first, and how each ended.")
    {
        _store = AddStore();
        _reference = AddReference();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["feedlog history memory kettle", "feedlog history memory 1b4e28ba2fa1d2c3 --json"];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        RecordReference reference = _reference.Read(call);
        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            using FeedlogSnapshot snapshot = store.OpenSnapshot();
            IReadOnlyList<RecordVersion> versions = reference.FindVersions(snapshot);
            if (versions.Count == 0) throw CliException.NotFound(reference.Text);
            using RecordPrinter printer = new(call.Streams, call.IsJson);
            foreach (RecordVersion version in versions) printer.Print(version);
        }

        return ExitCode.Ok;
    }
}
