namespace Feedlog.Compare.Contenders;

/// <summary>memvid, which does not take part: it is named so that the report says why.</summary>
internal sealed class MemvidContender : IContender
{
    /// <inheritdoc/>
    public string Name => ContenderList.Memvid;

    /// <inheritdoc/>
    public string Version => "";

    /// <inheritdoc/>
    public string AbsentBecause =>
        "its packages are add-ons of Node and Python (@memvid/sdk 2.0.160 was tried in Node 20), not a library that " +
        "a program can call, and a record takes it .04 s in batches and .1 to .3 s alone: too long for this corpus";

    /// <inheritdoc/>
    public string Settings => "";

    /// <inheritdoc/>
    public bool IsStore => false;

    /// <inheritdoc/>
    public bool FindsRecords => false;

    /// <inheritdoc/>
    public bool TakesManyProducers => false;

    /// <inheritdoc/>
    public IReadOnlyList<SyncMode> UnsyncedModes { get; } = [];

    /// <summary>Is never asked, since it is absent.</summary>
    public ValueTask<IContenderStore> OpenAsync(string folder, StoreSetup setup) =>
        throw new NotSupportedException(AbsentBecause);
}
