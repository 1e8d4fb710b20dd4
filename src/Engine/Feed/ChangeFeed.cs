using System.Runtime.CompilerServices;

namespace Feedlog.Feed;

/// <summary>Delivers durable changes to one subscriber as fast as it takes them, and waits for more.</summary>
internal static class ChangeFeed
{
    // Nobody tells a reader in another process that there is something new: it looks.
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>The changes from a sequence on, until cancelled or the store is closed.</summary>
    public static async IAsyncEnumerable<Change> ReadAsync(
        StoreCore core, ulong fromSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ChangeReader reader = new(core, fromSequence);
        List<Change> batch = [];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!reader.TryRead(batch)) yield break;
            foreach (Change change in batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return change;
            }

            if (batch.Count == 0) await WaitAsync(core, reader.NextSequence, cancellationToken).ConfigureAwait(false);
            else await Task.Yield(); // Reading is synchronous: let others have the thread between batches.
        }
    }

    private static async ValueTask WaitAsync(StoreCore core, ulong nextSequence, CancellationToken cancellationToken)
    {
        if (core.Follower is null)
        {
            await core.Views.Durable.WaitBeyond(nextSequence - 1).WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        // What was there already may become durable without anything new.
        ulong before = core.Views.Durable.Sequence;
        core.RefreshIfOpen();
        if (core.Views.Durable.Sequence > before || core.Views.Durable.IsClosed) return;
        await Task.Delay(s_pollInterval, core.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
    }
}
