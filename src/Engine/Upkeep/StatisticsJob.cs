namespace Feedlog.Upkeep;

/// <summary>Counts what the store holds and how fast it grows; more often while it grows fast.</summary>
internal sealed class StatisticsJob() : UpkeepJob("statistics")
{
    private const string LogBytes = "logBytes";
    private const string Sequence = "sequence";
    private const long GrownBytes = 1024 * 1024;
    private const long GrownShare = 20;
    private const double MsPerDay = 86_400_000;

    /// <inheritdoc/>
    public override bool IsDue(in UpkeepMoment moment, JobState state)
    {
        if (state.RanAtMs == 0) return true;
        long grownBytes = moment.LogBytes - state[LogBytes];
        bool hasGrown = grownBytes >= Math.Max(GrownBytes, moment.LogBytes / GrownShare);
        return hasGrown || (moment.IsIdle && moment.Sequence != (ulong)state[Sequence]);
    }

    /// <inheritdoc/>
    public override Task RunAsync(UpkeepTurn turn, CancellationToken cancellationToken)
    {
        StoreStats stats = turn.Core.GetStats();
        long sinceMs = turn.State.RanAtMs == 0 ? 0 : turn.Moment.NowMs - turn.State.RanAtMs;
        long grownBytes = stats.BytesHot - turn.State[LogBytes];
        turn.Count("records", stats.Frames);
        turn.Count("ended", stats.Deleted);
        turn.Count("bytesHot", stats.BytesHot);
        turn.Count("bytesCold", stats.BytesCold);
        turn.Count("bytesIndex", stats.BytesIndex);
        turn.Count("wordLag", stats.IndexLagFrames);
        turn.Count("embeddingLag", stats.EmbeddingLagFrames);
        turn.Count("grownBytesPerDay", sinceMs > 0 ? (long)(grownBytes * (MsPerDay / sinceMs)) : 0);
        turn.State[LogBytes] = stats.BytesHot;
        turn.State[Sequence] = (long)stats.LastSequence;
        return Task.CompletedTask;
    }
}
