using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>A storage whose syncs of segments wait, once the store is open, until the test lets them go.</summary>
internal sealed class BlockedSync : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _gate = new(initialState: false);
    private readonly ManualResetEventSlim _isSyncing = new(initialState: false);

    /// <summary>The storage.</summary>
    public FaultStorage Storage { get; } = new(new CrashStorage());

    /// <summary>Opens a store with a queue of 64 KiB; syncs wait from then on.</summary>
    public async Task<FeedlogStore> OpenAsync()
    {
        FeedlogStore store = await Stores.OpenAsync(Storage, new FeedlogOptions { QueueBytes = 64 * 1024 });
        Storage.Hook = (call, _) =>
        {
            if (call != StorageCalls.Sync) return;
            _isSyncing.Set();
            Assert.True(_gate.Wait(s_patience), "Nobody released the sync.");
        };
        return store;
    }

    /// <summary>Ends when the writer stands in a sync.</summary>
    public void WaitUntilSyncing() => Assert.True(_isSyncing.Wait(s_patience), "No sync began.");

    /// <summary>Lets this and all later syncs go.</summary>
    public void Release() => _gate.Set();

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        Storage.Hook = null;
        _gate.Dispose();
        _isSyncing.Dispose();
    }
}
