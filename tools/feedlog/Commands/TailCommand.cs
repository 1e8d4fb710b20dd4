using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>Prints the newest records and, if asked, those that follow.</summary>
internal sealed class TailCommand : CliCommand
{
    private const int CountDefault = 10;
    private const int CountMax = 1_000_000;
    private const ulong FirstWindow = 1024;
    private const ulong WindowGrowth = 16;

    // How often to look whether anybody still reads.
    private static readonly TimeSpan s_lookInterval = TimeSpan.FromMilliseconds(200);

    private readonly Argument<string> _store;
    private readonly Option<bool> _follow;
    private readonly Option<long?> _count;

    /// <summary>The command with its arguments.</summary>
    public TailCommand()
        : base("tail", "Print the newest records in the order of their arrival.")
    {
        _store = AddStore();
        _follow = AddFlag("-f", "Go on with what is appended and deleted from now on, until cancelled.");
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
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<Change> feed =
            store.Subscribe(shown + 1, stop.Token).GetAsyncEnumerator(CancellationToken.None);
        await using (feed.ConfigureAwait(false))
        {
            while (true)
            {
                Task<bool> next = feed.MoveNextAsync().AsTask();
                if (!next.IsCompleted)
                {
                    // Whatever has come is shown before waiting for more.
                    printer.Flush();
                    if (await IsAbandonedFirstAsync(next, streams).ConfigureAwait(false))
                    {
                        await stop.CancelAsync().ConfigureAwait(false);
                        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                        return;
                    }
                }

                if (!await next.ConfigureAwait(false)) return;
                printer.Print(feed.Current);
            }
        }
    }

    // Waits for the task; true if nobody reads the output any more before it ends.
    private static async Task<bool> IsAbandonedFirstAsync(Task task, CliStreams streams)
    {
        while (!task.IsCompleted)
        {
            if (streams.IsOutputAbandoned()) return true;
            using CancellationTokenSource over = new();
            Task pause = Task.Delay(s_lookInterval, streams.Clock, over.Token);
            await Task.WhenAny(task, pause).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
        }

        return false;
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
