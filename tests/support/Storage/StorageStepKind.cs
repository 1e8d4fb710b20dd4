namespace Feedlog.Tests.Support.Storage;

/// <summary>What was done to a storage in one step.</summary>
public enum StorageStepKind
{
    /// <summary>A folder was created.</summary>
    CreateFolder,

    /// <summary>A file was created.</summary>
    Create,

    /// <summary>A file was renamed.</summary>
    Rename,

    /// <summary>A file was removed.</summary>
    Delete,

    /// <summary>The names in a folder were made durable.</summary>
    SyncFolder,

    /// <summary>Bytes were written.</summary>
    Write,

    /// <summary>A file was made longer.</summary>
    Allocate,

    /// <summary>Bytes were given back and read as zero.</summary>
    PunchHole,

    /// <summary>A file's bytes and length were made durable.</summary>
    Sync,

    /// <summary>A sync failed and what it should have kept will never be durable.</summary>
    LoseUnsynced,

    /// <summary>Nothing was done: the test left a word about what it had been promised so far.</summary>
    Note,
}
