namespace Feedlog;

/// <summary>Why an operation failed. The numbers are stable.</summary>
public enum FeedlogErrorCode
{
    /// <summary>There is no store at this place.</summary>
    NotAStore = 1,

    /// <summary>There is a store at this place already.</summary>
    AlreadyExists = 2,

    /// <summary>Another process or object has the store open for writing.</summary>
    Locked = 3,

    /// <summary>Bytes are not what they should be.</summary>
    Corrupt = 4,

    /// <summary>The store was written by a newer version, or needs a feature this one lacks.</summary>
    NewerFormat = 5,

    /// <summary>A sync failed before; nothing more is acknowledged until the store is reopened.</summary>
    Poisoned = 6,

    /// <summary>A record is not acceptable as it was given.</summary>
    InvalidRecord = 7,

    /// <summary>The id belongs to another record.</summary>
    IdConflict = 8,

    /// <summary>The live record with this stream and key has another sequence than expected.</summary>
    SequenceConflict = 9,

    /// <summary>A group or a wait exceeds a documented limit.</summary>
    TooLarge = 10,

    /// <summary>The store was opened for reading only.</summary>
    ReadOnly = 11,

    /// <summary>The file system has no room; nothing was written, and reading goes on.</summary>
    StorageFull = 12,

    /// <summary>The operating system refused a read or a write.</summary>
    Storage = 13,

    /// <summary>No view of the store as of so early a moment exists.</summary>
    BelowHistoryFloor = 14,

    /// <summary>A record is marked as readable by newer versions only.</summary>
    UnreadableRecord = 15,

    /// <summary>A query cannot be read, or asks for too much.</summary>
    InvalidQuery = 16,

    /// <summary>A cursor is none, or belongs to another query or store.</summary>
    InvalidCursor = 17,

    /// <summary>No live record has the id that something is to be added to.</summary>
    NoSuchRecord = 18,

    /// <summary>An embedding generator fails, or gives what is no vector.</summary>
    EmbeddingFailed = 19,

    /// <summary>A file lies in the store that no manifest lists: what it holds cannot be purged.</summary>
    UnlistedFile = 20,

    /// <summary>A record was purged after the snapshot or the reader was opened that is asked for it.</summary>
    Purged = 21,
}
