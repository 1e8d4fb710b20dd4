using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Machine;

/// <summary>
/// What the machine allows: the least that anybody must do for a workload, without index, checksum or recovery. It is a
/// limit and not a rival.
/// </summary>
internal sealed class MachineContender : IVectorContender
{
    /// <inheritdoc/>
    public string Name => ContenderList.Machine;

    /// <inheritdoc/>
    public string Version => Environment.OSVersion.Version.ToString();

    /// <inheritdoc/>
    public string? AbsentBecause => OperatingSystem.IsLinux() ? null : "the limits are measured with Linux calls";

    /// <inheritdoc/>
    public string Settings =>
        "append: write() of the same payload in 64 KiB calls; durable: pwrite() of the payload + fdatasync() into a " +
        "file that was filled with zeros before; get and range: copy out of a mapped file at a known offset; " +
        "vectors: a query multiplied with each of them, in memory, one thread, System.Numerics.Vector";

    /// <inheritdoc/>
    public bool IsStore => false;

    /// <inheritdoc/>
    public bool FindsRecords => true;

    /// <inheritdoc/>
    public bool TakesManyProducers => false;

    /// <inheritdoc/>
    public IReadOnlyList<SyncMode> UnsyncedModes { get; } = [SyncMode.Off];

    /// <inheritdoc/>
    public IReadOnlyList<VectorStyle> VectorStyles { get; } = [VectorStyle.Exact];

    /// <inheritdoc/>
    public ValueTask<IVectorSearcher> LoadVectorsAsync(
        string folder, RecordCorpus corpus, ClusteredVectors vectors) =>
        ValueTask.FromResult<IVectorSearcher>(new MachineVectorScan(corpus, vectors));

    /// <inheritdoc/>
    public ValueTask<IContenderStore> OpenAsync(string folder, StoreSetup setup) =>
        ValueTask.FromResult<IContenderStore>(new MachineStore(folder, setup.Sync));
}
