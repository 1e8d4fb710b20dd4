namespace Feedlog.Compare.Contenders.Lmdb;

/// <summary>LMDB as its manual says that it is fast, with the same indexes that Feedlog keeps.</summary>
internal sealed class LmdbContender : IContender
{
    /// <inheritdoc/>
    public string Name => ContenderList.Lmdb;

    /// <inheritdoc/>
    public unsafe string Version
    {
        get
        {
            if (!LmdbLibrary.IsPresent) return "";
            LmdbLibrary.Version(out int major, out int minor, out int patch);
            return $"{major}.{minor}.{patch}";
        }
    }

    /// <inheritdoc/>
    public string? AbsentBecause => LmdbLibrary.IsPresent ? null : $"none of {LmdbLibrary.Tried} is installed";

    /// <inheritdoc/>
    public string Settings =>
        "P/Invoke to the system's library; tables id to record, time and sequence to id, key to id; one write " +
        $"transaction a group, room reserved and filled in place, NOTLS, map of {LmdbStore.MapGiB} GiB; " +
        $"{nameof(SyncMode.Off)}: NOSYNC and WRITEMAP, {nameof(SyncMode.Normal)}: NOSYNC, " +
        $"{nameof(SyncMode.Full)}: synced by default; a get renews a read transaction, copies, and resets it";

    /// <inheritdoc/>
    public bool IsStore => true;

    /// <inheritdoc/>
    public bool FindsRecords => true;

    /// <inheritdoc/>
    public bool TakesManyProducers => false;

    /// <inheritdoc/>
    public IReadOnlyList<SyncMode> UnsyncedModes { get; } = [SyncMode.Off, SyncMode.Normal];

    /// <inheritdoc/>
    public ValueTask<IContenderStore> OpenAsync(string folder, StoreSetup setup) =>
        ValueTask.FromResult<IContenderStore>(new LmdbStore(folder, setup));
}
