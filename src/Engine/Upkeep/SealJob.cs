namespace Feedlog.Upkeep;

/// <summary>
/// Makes index files of what is only indexed in memory, when nobody appends: who opens the store next then has nothing
/// to scan. While records come in the store does so by itself, after every 8 MiB.
/// </summary>
internal sealed class SealJob() : UpkeepJob("seal")
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc/>
    public override bool IsDue(in UpkeepMoment moment, JobState state) =>
        moment.IsIdle && moment.UnsealedBytes >= state["leastBytes"];

    /// <inheritdoc/>
    public override async Task RunAsync(UpkeepTurn turn, CancellationToken cancellationToken)
    {
        turn.State["leastBytes"] = turn.Core.Options.CloseTailBytes;
        ulong target = turn.Core.Views.Current.Sequence;
        ulong before = turn.Core.Views.Current.Parts.Sealed.LastSequence;
        if (target > before) turn.Core.Writer.RequestSeal();
        // It is over when a run covers what was there, or when the thread that makes runs says why not.
        while (turn.Core.Views.Current.Parts.Sealed.LastSequence < target)
        {
            if (turn.Core.Writer.SealFailure is Exception failure) throw new IOException(failure.Message, failure);
            await Task.Delay(s_look, cancellationToken).ConfigureAwait(false);
        }

        turn.Outcome = target > before ? UpkeepOutcome.Done : UpkeepOutcome.Idle;
        turn.Count("bytes", target > before ? turn.Moment.UnsealedBytes : 0);
    }
}
