using Microsoft.Extensions.Hosting;

namespace Feedlog.Extensions.Hosting;

/// <summary>
/// Runs the jobs of upkeep that are due, in the background of a host. Looks often while there is something to do, and
/// seldom while there is not. Whatever happens, the host goes on.
/// </summary>
/// <param name="host">The store.</param>
internal sealed class UpkeepService(StoreHost host) : BackgroundService
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (host.Options.Upkeep is null) return;
        TimeSpan pause = s_shortest;
        StoreUpkeep? upkeep = null;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                bool hasWorked = false;
                try
                {
                    // A store that is opened lazily is not opened for this.
                    if (host.Current is FeedlogStore store)
                    {
                        upkeep ??= new StoreUpkeep(store, host.Options.Upkeep);
                        hasWorked = await RunDueAsync(upkeep, stoppingToken).ConfigureAwait(false);
                    }
                }
                catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException))
                {
                    host.Logger.UpkeepStumbled(host.Name, failure);
                }

                pause = hasWorked ? s_shortest : pause * 2 < s_longest ? pause * 2 : s_longest;
                await Task.Delay(pause, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
        finally
        {
            upkeep?.Dispose();
        }
    }

    private async Task<bool> RunDueAsync(StoreUpkeep upkeep, CancellationToken stoppingToken)
    {
        bool hasWorked = false;
        await foreach (UpkeepResult result in upkeep.RunDueAsync(stoppingToken).ConfigureAwait(false))
        {
            hasWorked |= result.Outcome is UpkeepOutcome.Done or UpkeepOutcome.Partial;
            host.Upkeep.Note(result);
            Tell(result);
        }

        return hasWorked;
    }

    private void Tell(UpkeepResult result)
    {
        switch (result.Outcome)
        {
            case UpkeepOutcome.Failed:
                host.Logger.JobFailed(host.Name, result.Job, result.Message, result.Failure);
                break;
            case UpkeepOutcome.Damaged:
                host.Logger.DamageMet(host.Name, result.Job, result.Message);
                break;
            default:
                host.Logger.JobDone(host.Name, result.Job, result.Outcome, result.Duration.TotalMilliseconds);
                break;
        }
    }
}
