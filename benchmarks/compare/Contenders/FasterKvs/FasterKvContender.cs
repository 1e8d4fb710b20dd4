namespace Feedlog.Compare.Contenders.FasterKvs;

/// <summary>FasterKV: a hash table over a log in memory, from ids to records, and no other index.</summary>
internal sealed class FasterKvContender : IContender
{
    /// <inheritdoc/>
    public string Name => ContenderList.FasterKv;

    /// <inheritdoc/>
    public string Version => FasterVersion.Text;

    /// <inheritdoc/>
    public string? AbsentBecause => null;

    /// <inheritdoc/>
    public string Settings =>
        $"FasterKV<long, SpanByte>, index of {FasterKvStore.IndexBytes >> 20} MiB, log of " +
        $"{FasterKvStore.MemoryBytes >> 30} GiB in memory (about 5,000,000 of these records) in pages of " +
        $"{FasterKvStore.PageBytes >> 20} MiB, local device, a session a thread; found by id only; no commit is " +
        "durable by itself: a flush is a full checkpoint (fold-over), and an open store was recovered from one";

    /// <inheritdoc/>
    public bool IsStore => true;

    /// <inheritdoc/>
    public bool FindsRecords => true;

    /// <inheritdoc/>
    public bool FindsByKeyAndTime => false;

    /// <inheritdoc/>
    public bool CommitsDurably => false;

    /// <inheritdoc/>
    public bool TakesManyProducers => true;

    /// <inheritdoc/>
    public IReadOnlyList<SyncMode> UnsyncedModes { get; } = [SyncMode.Off];

    /// <inheritdoc/>
    public ValueTask<IContenderStore> OpenAsync(string folder, StoreSetup setup) =>
        ValueTask.FromResult<IContenderStore>(new FasterKvStore(folder, setup));
}
