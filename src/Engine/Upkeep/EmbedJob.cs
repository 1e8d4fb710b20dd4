using Feedlog.Embed;

namespace Feedlog.Upkeep;

/// <summary>
/// Gives vectors to records that have none of a model, from where it was. Where the store embeds by itself with the
/// same model there is nothing to do.
/// </summary>
/// <param name="options">What makes the vectors, and for how long at a time.</param>
internal sealed class EmbedJob(UpkeepOptions options) : UpkeepJob("embed")
{
    private const string Through = "through";
    private const ulong BusyRecords = 256;

    /// <inheritdoc/>
    public override bool IsDue(in UpkeepMoment moment, JobState state)
    {
        if (options.Embedding is not EmbeddingOptions embedding) return false;
        ulong through = state.Text == embedding.ModelName ? (ulong)state[Through] : 0;
        ulong waiting = moment.Sequence - Math.Min(through, moment.Sequence);
        return waiting > (moment.IsIdle ? 0 : BusyRecords);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(UpkeepTurn turn, CancellationToken cancellationToken)
    {
        if (options.Embedding is not EmbeddingOptions embedding || turn.Core.Appends is null)
        {
            turn.Outcome = UpkeepOutcome.Idle;
            return;
        }

        // With another model it begins anew.
        if (turn.State.Text != embedding.ModelName) turn.State[Through] = 0;
        turn.State.Text = embedding.ModelName;
        EmbedProgress progress = new();
        EmbeddingRun run =
            new(turn.Core, turn.Core.Appends, embedding, progress, (ulong)turn.State[Through] + 1);
        try
        {
            EmbeddingResult result =
                await Task.Run(() => run.RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            turn.Message = result.FirstFailure;
            turn.Outcome = result.Embedded > 0 ? UpkeepOutcome.Done : UpkeepOutcome.Idle;
            if (result.Failed > 0) turn.Outcome = UpkeepOutcome.Failed;
        }
        finally
        {
            EmbeddingProgress last = progress.Last;
            // What has failed is found again only by who looks from where it is.
            if (last.Failed == 0 && last.Sequence > 0) turn.State[Through] = (long)last.Sequence;
            turn.Count("embedded", last.Embedded);
            turn.Count("skipped", last.Skipped);
            turn.Count("failed", last.Failed);
        }
    }
}
