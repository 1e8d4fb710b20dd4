namespace Feedlog.Compare.Contenders.RocksDb;

/// <summary>RocksDB with the same indexes that Feedlog keeps, in one batch with the record.</summary>
internal sealed class RocksDbContender : IContender
{
    /// <inheritdoc/>
    public string Name => ContenderList.RocksDb;

    /// <inheritdoc/>
    public string Version => RocksDbLibrary.IsPresent ? SystemLibrary.VersionOf("librocksdb.so.") : "";

    /// <inheritdoc/>
    public string? AbsentBecause =>
        RocksDbLibrary.IsPresent ? null : $"none of {RocksDbLibrary.Tried} is installed";

    /// <inheritdoc/>
    public string Settings =>
        "P/Invoke to the system's library; keys of id to record, of time and sequence to id, of key to id; one batch " +
        $"a group, LZ4, Bloom filter, cache of {RocksDbStore.CacheMiB} MiB, {RocksDbStore.Threads} threads in the " +
        "background; the log is written always and synced where a commit is durable";

    /// <inheritdoc/>
    public bool IsStore => true;

    /// <inheritdoc/>
    public bool FindsRecords => true;

    /// <inheritdoc/>
    public bool TakesManyProducers => true;

    /// <inheritdoc/>
    public IReadOnlyList<SyncMode> UnsyncedModes { get; } = [SyncMode.Normal];

    /// <inheritdoc/>
    public ValueTask<IContenderStore> OpenAsync(string folder, StoreSetup setup) =>
        ValueTask.FromResult<IContenderStore>(new RocksDbStore(folder, setup));
}
