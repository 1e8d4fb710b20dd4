namespace Feedlog.Compare.Contenders;

/// <summary>Something that can keep records: Feedlog, a rival, or the bare machine as the limit of both.</summary>
/// <remarks>
/// To add a rival, implement this, <see cref="IContenderStore"/> and <see cref="IContenderReader"/>, and name it in
/// <see cref="ContenderList"/>.
/// </remarks>
internal interface IContender
{
    /// <summary>The name in reports and on the command line.</summary>
    string Name { get; }

    /// <summary>Its version; empty if it is absent.</summary>
    string Version { get; }

    /// <summary>Why it cannot take part on this machine; null if it can.</summary>
    string? AbsentBecause { get; }

    /// <summary>The settings that matter, in one line, for the report.</summary>
    string Settings { get; }

    /// <summary>Says whether it keeps records that can be opened again; the bare machine does not.</summary>
    bool IsStore { get; }

    /// <summary>Says whether it finds a record without reading all; a bare log does not, and only appends are
    /// measured.</summary>
    bool FindsRecords { get; }

    /// <summary>Says whether a record that it finds by id, it finds by key and by time too.</summary>
    bool FindsByKeyAndTime => FindsRecords;

    /// <summary>Says whether a commit can be durable by itself; otherwise what was not flushed is gone with the
    /// process.</summary>
    bool CommitsDurably => true;

    /// <summary>Says whether its stores are <see cref="IParallelStore"/>s.</summary>
    bool TakesManyProducers { get; }

    /// <summary>The modes in which an append without a sync is worth measuring, the fastest first.</summary>
    IReadOnlyList<SyncMode> UnsyncedModes { get; }

    /// <summary>Opens the store in this folder, which exists; makes it if there is none.</summary>
    ValueTask<IContenderStore> OpenAsync(string folder, StoreSetup setup);
}
