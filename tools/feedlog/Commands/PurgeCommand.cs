using System.CommandLine;
using System.Globalization;

namespace Feedlog.Tool;

/// <summary>Erases records, so that no file of the store holds them any more.</summary>
internal sealed class PurgeCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly Argument<string[]> _references;
    private readonly Option<string?> _by;
    private readonly Option<string?> _stream;
    private readonly Option<bool> _allVersions;
    private readonly Option<bool> _dryRun;

    /// <summary>The command with its arguments.</summary>
    public PurgeCommand()
        : base("purge", "Erase records: no file of the store holds a byte of them afterwards. There is no way back.")
    {
        _store = AddStore();
        _references = AddArguments(
            "REF", "Keys (all versions), ids (16 hexadecimal characters) or, with --by, sequences.");
        _by = AddBy();
        _stream = AddStream();
        _allVersions = AddFlag("--all-versions", "With an id or a sequence: all versions under the record's key.");
        _dryRun = AddFlag("--dry-run", "Say what would be purged, and change nothing.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog purge memory kettle",
        "feedlog purge memory 1b4e28ba2fa1d2c3 9be04c66aa0e7d15 --by id --all-versions",
        "feedlog purge memory kettle --dry-run --json",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        RecordReference[] references =
        [
            .. call.Get(_references)!.Select( // At least one must be given.
                text => ReferenceArguments.Read(text, call.Get(_by), call.Get(_stream))),
        ];
        FeedlogStore store = await StoreAccess
            .OpenForWritingAsync(call.Require(_store), false, call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            PurgeTarget[] targets = Resolve(store, references, call.Get(_allVersions));
            PurgeOptions options = new() { IsDryRun = call.Get(_dryRun) };
            Latest latest = new();
            using ProgressLine progress = new(call, latest.Describe);
            PurgeResult result =
                await store.PurgeAsync(targets, options, latest, cancellationToken).ConfigureAwait(false);
            progress.Dispose();
            call.Print(new Report()
                .Add("purged", result.Purged)
                .Add("filesRewritten", (long)result.FilesRewritten));
            if (result.NotFound.Count > 0)
                throw CliException.NotFound(references[Array.IndexOf(targets, result.NotFound[0])].Text);
        }

        return ExitCode.Ok;
    }

    private static PurgeTarget[] Resolve(FeedlogStore store, RecordReference[] references, bool allVersions)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        return [.. references.Select(reference => Resolve(snapshot, reference, allVersions))];
    }

    private static PurgeTarget Resolve(FeedlogSnapshot snapshot, RecordReference reference, bool allVersions)
    {
        if (reference.Sequence is ulong sequence) return PurgeTarget.OfSequence(sequence, allVersions);
        bool isId = reference.Id is not null &&
            (reference.Key is null || !snapshot.History(reference.Key, reference.Stream).Any());
        return isId
            ? PurgeTarget.OfId(reference.Id!.Value, allVersions) // As just seen.
            : PurgeTarget.OfKey(reference.Key ?? reference.Text, reference.Stream);
    }

    // Kept for the line on the terminal, which is shown by another thread.
    private sealed class Latest : IProgress<PurgeProgress>
    {
        private object? _progress;

        public void Report(PurgeProgress value) => Volatile.Write(ref _progress, value);

        public string Describe()
        {
            if (Volatile.Read(ref _progress) is not PurgeProgress { TotalBytes: > 0 } now) return "";
            return string.Create(CultureInfo.InvariantCulture, $"{now.Bytes / (double)now.TotalBytes:P0} rewritten");
        }
    }
}
