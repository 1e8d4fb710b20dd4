using Feedlog.Indexing.Views;

namespace Feedlog.Upkeep;

/// <summary>
/// Merges runs, deaths and vectors further than the store does while records come in: look-ups of what is not there ask
/// fewer files. A file is not rewritten before what follows it has grown to a third of its size.
/// </summary>
internal sealed class MergeJob() : UpkeepJob("merge")
{
    /// <inheritdoc/>
    public override bool IsDue(in UpkeepMoment moment, JobState state) =>
        moment.IsIdle && (ulong)state["through"] != moment.Sequence;

    /// <inheritdoc/>
    public override async Task RunAsync(UpkeepTurn turn, CancellationToken cancellationToken)
    {
        int before = FileCount(turn.Core.Views.Current.Parts.Sealed);
        await turn.Core.Writer.TidyAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        int after = FileCount(turn.Core.Views.Current.Parts.Sealed);
        turn.State["through"] = (long)turn.Moment.Sequence;
        turn.Outcome = after < before ? UpkeepOutcome.Done : UpkeepOutcome.Idle;
        turn.Count("filesBefore", before);
        turn.Count("files", after);
    }

    private static int FileCount(SealedIndexes files) =>
        files.RunFiles.Count + files.DeathsFiles.Count + files.VectorFiles.Count;
}
