namespace Feedlog.Compare.Contenders.FasterLogs;

/// <summary>FasterLog: a log and nothing else, so it appends and finds nothing again but by reading from the start.
/// </summary>
internal sealed class FasterLogContender : IContender
{
    /// <inheritdoc/>
    public string Name => ContenderList.FasterLog;

    /// <inheritdoc/>
    public string Version => FasterVersion.Text;

    /// <inheritdoc/>
    public string? AbsentBecause => null;

    /// <inheritdoc/>
    public string Settings =>
        $"pages of {1 << (FasterLogStore.PageBits - 20)} MiB, {1 << (FasterLogStore.MemoryBits - 20)} MiB of them in " +
        "memory, local device; no index at all; a durable commit is Enqueue and Commit(spinWait: true)";

    /// <inheritdoc/>
    public bool IsStore => false;

    /// <inheritdoc/>
    public bool FindsRecords => false;

    /// <inheritdoc/>
    public bool TakesManyProducers => true;

    /// <inheritdoc/>
    public IReadOnlyList<SyncMode> UnsyncedModes { get; } = [SyncMode.Off];

    /// <inheritdoc/>
    public ValueTask<IContenderStore> OpenAsync(string folder, StoreSetup setup) =>
        ValueTask.FromResult<IContenderStore>(new FasterLogStore(folder, setup.Sync));
}
