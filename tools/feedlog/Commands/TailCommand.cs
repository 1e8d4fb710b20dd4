using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>Prints the newest records and, if asked, those that follow.</summary>
internal sealed class TailCommand : CliCommand
{
    private const int CountDefault = 10;
    private const int CountMax = 1_000_000;
    private const ulong FirstWindow = 1024;
    private const ulong WindowGrowth = 16;

    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(100);

    private readonly Argument<string> _store;
    private readonly Option<bool> _follow;
    private readonly Option<long?> _count;

    /// <summary>The command with its arguments.</summary>
    public TailCommand()
        : base("tail", "Print the newest records in the order of their arrival.")
    {
        _store = AddStore();
        _follow = AddFlag("-f", "Go on with what is appended from now on, until cancelled.");
        _count = AddCount("-n", "So many records; 10 if left out.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["feedlog tail memory", "feedlog tail memory -n 100 --json", "feedlog tail memory -f"];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        int count = (int)Math.Min(call.GetCount(_count) ?? CountDefault, CountMax);
        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            using RecordPrinter printer = new(call.Streams, call.IsJson);
            ulong shown;
            using (FeedlogSnapshot snapshot = store.OpenSnapshot())
            {
                foreach (Record record in Newest(snapshot, count, cancellationToken)) printer.Print(record);
                shown = snapshot.Sequence;
            }

            printer.Flush();
            if (call.Get(_follow))
                await FollowAsync(store, shown, printer, call.Streams, cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private static async Task FollowAsync(
        FeedlogStore store, ulong shown, RecordPrinter printer, CliStreams streams,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(s_pollInterval, streams.Clock, cancellationToken).ConfigureAwait(false);
            if (!store.Refresh()) continue;
            using FeedlogSnapshot snapshot = store.OpenSnapshot();
            if (snapshot.Sequence <= shown) continue;
            foreach (Record record in snapshot.Scan(shown + 1)) printer.Print(record);
            shown = snapshot.Sequence;
            printer.Flush();
        }
    }

    // Sequences have gaps (deletions, superseded records, recoveries), so how far back to begin is not known.
    private static Queue<Record> Newest(
        FeedlogSnapshot snapshot, int count, CancellationToken cancellationToken)
    {
        Queue<Record> newest = new();
        if (count == 0) return newest;
        for (ulong window = Math.Max(FirstWindow, (ulong)count * 2); ; window *= WindowGrowth)
        {
            ulong from = snapshot.Sequence > window ? snapshot.Sequence - window : 0;
            newest.Clear();
            foreach (Record record in snapshot.Scan(from))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (newest.Count == count) newest.Dequeue();
                newest.Enqueue(record);
            }

            if (from == 0 || newest.Count == count) return newest;
        }
    }
}
