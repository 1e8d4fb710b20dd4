using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Feedlog.Tool;

/// <summary>Shows the main job on records of its own, the end of a process in the middle of it included.</summary>
internal sealed class DemoCommand : CliCommand
{
    private readonly Argument<string?> _folder;

    /// <summary>The command with its arguments.</summary>
    public DemoCommand()
        : base("demo", "Show append, get, range, search, a killed process and the reopened store, in a few seconds.") =>
        _folder = AddOptionalArgument("DIR", "Where to make the store and keep it; a temporary folder if left out.");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["feedlog demo", "feedlog demo my-first-store"];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string? kept = call.Get(_folder);
        string? temporary = kept is null ? LocalFiles.CreateTemporaryFolder() : null;
        try
        {
            string path = kept ?? Path.Combine(temporary ?? "", "store");
            await RunAsync(call, path, kept is not null, cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        finally
        {
            if (temporary is not null) LocalFiles.DeleteFolder(temporary);
        }
    }

    private static async Task RunAsync(
        Invocation call, string path, bool isKept, CancellationToken cancellationToken)
    {
        long startedAt = Stopwatch.GetTimestamp();
        DemoNarrator narrator = new(call.Streams, call.IsJson);
        FeedlogStore store = await StoreAccess
            .CreateAsync(path, "standard", call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            narrator.Begin(isKept ? $"A new store in {store.Place}." : "A new store in a temporary folder.");
            RecordId id = await AppendAsync(store, narrator, cancellationToken).ConfigureAwait(false);
            Get(store, narrator, id);
            await RangeAsync(store, narrator, cancellationToken).ConfigureAwait(false);
            await SearchAsync(store, narrator, cancellationToken).ConfigureAwait(false);
        }

        narrator.Begin("A second process appends notes as fast as it can, and is killed (kill -9) while it does.");
        IReadOnlyList<int> acknowledged = await DemoCrash.RunAsync(path, cancellationToken).ConfigureAwait(false);
        narrator.Say(Invariant($"It was told of {acknowledged.Count} notes that they are durable; then it was gone."));
        int found = await ReopenAsync(call, path, narrator, acknowledged, cancellationToken).ConfigureAwait(false);

        narrator.Begin("What to try next.");
        string next = isKept ? path : "memory";
        if (!isKept) narrator.Say($"feedlog init {next}");
        narrator.Say($"feedlog add {next} 'The kettle is blue.' --key kettle --tag kitchen");
        narrator.Say($"feedlog search {next} 'green tea'");
        narrator.Say("feedlog --help");
        narrator.Say("(In a clone of the repository, 'feedlog' is 'dotnet run --project tools/feedlog --'.)");
        if (call.IsJson)
        {
            call.Print(new Report()
                .Add("acknowledged", (long)acknowledged.Count)
                .Add("found", (long)found)
                .Add("lost", (long)(acknowledged.Count - found))
                .Add("seconds", Stopwatch.GetElapsedTime(startedAt).TotalSeconds));
        }
    }

    private static async Task<RecordId> AppendAsync(
        FeedlogStore store, DemoNarrator narrator, CancellationToken cancellationToken)
    {
        narrator.Begin("Append. Each record is answered once it is on the disk.");
        RecordId id = default;
        foreach (RecordDraft draft in DemoRecords.All)
        {
            AppendResult result = await store.AppendAsync(draft, null, cancellationToken).ConfigureAwait(false);
            id = result.Id;
            string outcome = result.Outcome == AppendOutcome.Superseded ? " (supersedes the one before)" : "";
            string key = draft.Key is null ? "" : $" [{draft.Key}]";
            narrator.Say(Invariant($"#{result.Sequence} {result.Id}{key} {draft.Content}{outcome}"));
        }

        return id;
    }

    private static void Get(FeedlogStore store, DemoNarrator narrator, RecordId id)
    {
        narrator.Begin("Get by key and by id.");
        if (!store.TryGet(DemoRecords.KnownKey, out Record? byKey) || !store.TryGet(id, out Record? byId))
            throw CliException.Damage("A record that was just appended is not there.");
        narrator.Say($"key {DemoRecords.KnownKey}: {byKey.Content}");
        narrator.Say($"id {id}: {byId.Content}");
    }

    private static async Task RangeAsync(
        FeedlogStore store, DemoNarrator narrator, CancellationToken cancellationToken)
    {
        narrator.Begin("Range: Tuesday and Wednesday.");
        DateTimeOffset from = DemoRecords.Monday.AddDays(1);
        IAsyncEnumerable<Record> records = store.RangeAsync(from, from.AddDays(2), null, cancellationToken);
        await foreach (Record record in records.ConfigureAwait(false))
            narrator.Say($"{PlainText.Time(record.Timestamp)} {record.Content}");
    }

    private static async Task SearchAsync(
        FeedlogStore store, DemoNarrator narrator, CancellationToken cancellationToken)
    {
        narrator.Begin("Search: green tea.");
        IAsyncEnumerable<SearchHit> hits = store.SearchAsync("green tea", null, cancellationToken);
        await foreach (SearchHit hit in hits.ConfigureAwait(false))
            narrator.Say(Invariant($"{hit.Score:0.00} {hit.Record.Content}"));
    }

    private static async Task<int> ReopenAsync(
        Invocation call, string path, DemoNarrator narrator, IReadOnlyList<int> acknowledged,
        CancellationToken cancellationToken)
    {
        narrator.Begin("Open the store again and look for every acknowledged note.");
        FeedlogStore store = await StoreAccess
            .OpenForWritingAsync(path, false, call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            OpenReport report = store.OpenReport;
            narrator.Say(Invariant($"Opened in {report.Milliseconds:0.0} ms. Kept without a promise: ") +
                Invariant($"{report.RescuedFrames} records. Torn at the end: {report.DroppedBytes} bytes."));
            int found = acknowledged.Count(number =>
                store.TryGet(DemoWriter.Key(number), out Record? note) && note.Content == DemoWriter.Content(number));
            if (found < acknowledged.Count)
                throw CliException.Damage($"{acknowledged.Count - found} acknowledged notes are lost.");
            narrator.Say(Invariant($"All {found} acknowledged notes are there. Nothing was lost."));
            return found;
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
