using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Feedlog.Extensions.Hosting;

/// <summary>
/// Says how a store is: Unhealthy if it cannot be opened, cannot be appended to any more, or has met damage; Degraded
/// if a budget is exceeded or a job of upkeep fails; with counts either way.
/// </summary>
/// <param name="host">The store.</param>
internal sealed class FeedlogHealthCheck(StoreHost host) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (host.Current is not FeedlogStore store)
        {
            return host.Failure is Exception failure
                ? HealthCheckResult.Unhealthy($"Store {host.Name} cannot be opened.", failure)
                : HealthCheckResult.Healthy($"Store {host.Name} is not open yet.");
        }

        Dictionary<string, object> values = new(StringComparer.Ordinal);
        try
        {
            Describe(store.GetStats(), values);
        }
        catch (Exception failure) when (failure is FeedlogException or ObjectDisposedException)
        {
            return HealthCheckResult.Unhealthy($"Store {host.Name} cannot be read.", failure);
        }

        if (store.Fault is FeedlogException fault)
            return HealthCheckResult.Unhealthy($"Store {host.Name} takes no appends.", fault, values);
        UpkeepResult? bad = Last(UpkeepOutcome.Damaged);
        if (bad is not null)
            return HealthCheckResult.Unhealthy($"Store {host.Name} has damage: {bad.Message}", null, values);
        bad = Last(UpkeepOutcome.Failed);
        if (bad is not null)
            return HealthCheckResult.Degraded($"Upkeep of {host.Name}: {bad.Job} fails.", bad.Failure, values);
        if (host.Alarms.Current is [BudgetAlarm alarm, ..])
            return HealthCheckResult.Degraded($"{alarm.Instrument} of {host.Name} is over budget.", null, values);
        return HealthCheckResult.Healthy($"Store {host.Name} is well.", values);
    }

    private UpkeepResult? Last(UpkeepOutcome outcome) =>
        host.Upkeep.All.FirstOrDefault(result => result.Outcome == outcome);

    private static void Describe(StoreStats stats, Dictionary<string, object> values)
    {
        values["records"] = stats.Frames;
        values["sequence"] = stats.LastSequence;
        values["bytesHot"] = stats.BytesHot;
        values["bytesCold"] = stats.BytesCold;
        values["bytesIndex"] = stats.BytesIndex;
        values["wordLag"] = stats.IndexLagFrames;
        values["embeddingLag"] = stats.EmbeddingLagFrames;
    }
}
