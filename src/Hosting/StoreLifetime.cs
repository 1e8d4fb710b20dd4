using Microsoft.Extensions.Hosting;

namespace Feedlog.Extensions.Hosting;

/// <summary>
/// Opens a store before anything else in the host starts, and closes it after everything else has stopped, so that
/// other services may use it from their first to their last line.
/// </summary>
/// <param name="store">The store.</param>
internal sealed class StoreLifetime(StoreHost store) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!store.Options.OpenLazily) await store.OpenAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken) =>
        await store.DisposeAsync().ConfigureAwait(false);
}
