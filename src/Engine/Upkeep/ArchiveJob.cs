namespace Feedlog.Upkeep;

/// <summary>
/// Moves into the cold tier what its rules no longer keep hot. When the log has grown by so much that it is worth
/// shards of its own; a store that grows slowly, once a day when it is idle.
/// </summary>
/// <param name="options">What is archived, and how.</param>
internal sealed class ArchiveJob(UpkeepOptions options) : UpkeepJob("archive")
{
    private const string Through = "logBytes";
    private const long GrowthBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan s_slowPeriod = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public override bool IsDue(in UpkeepMoment moment, JobState state)
    {
        if (options.Archive is null || moment.LogBytes == 0) return false;
        if (moment.LogBytes - state[Through] >= GrowthBytes) return true;
        // Records grow old also where none come.
        return moment.IsIdle && moment.NowMs - state.RanAtMs >= s_slowPeriod.TotalMilliseconds;
    }

    /// <inheritdoc/>
    public override async Task RunAsync(UpkeepTurn turn, CancellationToken cancellationToken)
    {
        if (options.Archive is not ArchiveOptions archive)
        {
            turn.Outcome = UpkeepOutcome.Idle;
            return;
        }

        ArchiveResult result = await Task
            .Run(() => turn.Core.ArchiveAsync(archive, null, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        turn.State[Through] = turn.Moment.LogBytes;
        turn.Outcome = result.Segments + result.Merged + result.Promoted > 0
            ? UpkeepOutcome.Done
            : UpkeepOutcome.Idle;
        turn.Count("archived", result.Archived);
        turn.Count("segments", result.Segments);
        turn.Count("shards", result.Shards);
        turn.Count("merged", result.Merged);
        turn.Count("promoted", result.Promoted);
        turn.Count("bytesBefore", result.BytesBefore);
        turn.Count("bytesAfter", result.BytesAfter);
    }
}
