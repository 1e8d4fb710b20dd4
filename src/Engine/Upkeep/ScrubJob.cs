using System.Diagnostics;

namespace Feedlog.Upkeep;

/// <summary>
/// Reads and verifies the log in small parts, from where it was, so that rot is found early. How much is due grows with
/// the store and with the time; an idle store is read sooner.
/// </summary>
/// <param name="options">How fast, and how much.</param>
internal sealed class ScrubJob(UpkeepOptions options) : UpkeepJob("scrub")
{
    private const long SliceBytes = 4 * 1024 * 1024;
    private const string Segment = "segment";
    private const string Offset = "offset";

    // A busy store is read all the same once so much of the period has passed that it would not be done in time.
    private const int BusyParts = 4;

    /// <inheritdoc/>
    public override bool IsDue(in UpkeepMoment moment, JobState state)
    {
        if (moment.LogBytes == 0) return false;
        long sinceMs = moment.NowMs - state.RanAtMs;
        double owedBytes = moment.LogBytes * (sinceMs / options.ScrubPeriod.TotalMilliseconds);
        double least = Math.Min(options.ScrubBytes, moment.LogBytes);
        return owedBytes >= (moment.IsIdle ? least : BusyParts * least);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(UpkeepTurn turn, CancellationToken cancellationToken)
    {
        double sinceMs = turn.State.RanAtMs == 0 ? 0 : turn.Moment.NowMs - turn.State.RanAtMs;
        double owedBytes = turn.Moment.LogBytes * (sinceMs / options.ScrubPeriod.TotalMilliseconds);
        long leftBytes = (long)Math.Min(Math.Max(owedBytes, options.ScrubBytes), turn.Moment.LogBytes);
        LogScrub scrub = new(turn.Core);
        // What can be read in one turn is read from its start.
        bool isWhole = options.ScrubBytes >= turn.Moment.LogBytes;
        ScrubPlace place = isWhole ? default : new((ulong)turn.State[Segment], turn.State[Offset]);
        long startedAt = Stopwatch.GetTimestamp();
        long frames = 0;
        long bytes = 0;
        long damaged = 0;
        try
        {
            while (leftBytes > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ScrubSlice slice = scrub.Read(place, Math.Min(leftBytes, SliceBytes));
                place = slice.Next;
                leftBytes -= slice.Bytes;
                bytes += slice.Bytes;
                frames += slice.Frames;
                foreach (FeedlogCorruptException damage in slice.Damage)
                {
                    damaged++;
                    turn.Outcome = UpkeepOutcome.Damaged;
                    turn.Message ??= $"{damage.File} at byte {damage.OffsetBytes}: {damage.Message}";
                }

                if (slice.IsEnd) break;
                await YieldAsync(bytes, startedAt, cancellationToken).ConfigureAwait(false);
            }

            bool isEnd = place == default;
            if (isEnd) turn.State["passes"]++;
            if (!isEnd && turn.Outcome == UpkeepOutcome.Done) turn.Outcome = UpkeepOutcome.Partial;
        }
        finally
        {
            turn.State[Segment] = (long)place.Segment;
            turn.State[Offset] = place.OffsetBytes;
            turn.Count("frames", frames);
            turn.Count("bytes", bytes);
            turn.Count("damaged", damaged);
        }
    }

    // No faster than the rate.
    private async Task YieldAsync(long bytes, long startedAt, CancellationToken cancellationToken)
    {
        TimeSpan due = TimeSpan.FromSeconds(bytes / (double)options.ScrubBytesPerSecond);
        TimeSpan early = due - Stopwatch.GetElapsedTime(startedAt);
        if (early > TimeSpan.Zero) await Task.Delay(early, cancellationToken).ConfigureAwait(false);
    }
}
