namespace Feedlog.Tests.Support.Storage;

/// <summary>Kinds of calls of the file seam that can be made to fail.</summary>
[Flags]
public enum StorageCalls
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Creating a folder.</summary>
    CreateFolder = 1 << 0,

    /// <summary>Listing a folder.</summary>
    List = 1 << 1,

    /// <summary>Opening or creating a file.</summary>
    Open = 1 << 2,

    /// <summary>Renaming a file.</summary>
    Rename = 1 << 3,

    /// <summary>Removing a file.</summary>
    Delete = 1 << 4,

    /// <summary>Making names durable.</summary>
    SyncFolder = 1 << 5,

    /// <summary>Reading by position.</summary>
    Read = 1 << 6,

    /// <summary>Writing.</summary>
    Write = 1 << 7,

    /// <summary>Reserving space.</summary>
    Allocate = 1 << 8,

    /// <summary>Making bytes durable.</summary>
    Sync = 1 << 9,

    /// <summary>Mapping a file.</summary>
    Map = 1 << 10,

    /// <summary>Taking the lock.</summary>
    TryLock = 1 << 11,

    /// <summary>Every call that needs room on the medium.</summary>
    NeedsRoom = CreateFolder | Write | Allocate,

    /// <summary>Every call.</summary>
    Any = (1 << 12) - 1,
}
