using Microsoft.Extensions.Hosting;

namespace Feedlog.Tests.Hosting;

/// <summary>Appends with its first line and with its last.</summary>
internal sealed class EarlyAndLateWriter(FeedlogStore store) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) =>
        await store.AppendAsync("early", "early", cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken) =>
        await store.AppendAsync("late", "late", CancellationToken.None);
}
