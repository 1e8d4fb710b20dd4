namespace Feedlog.Tests.Property.Model;

/// <summary>What is done to a store and to its model.</summary>
internal enum OperationKind
{
    /// <summary>Append one record.</summary>
    Append,

    /// <summary>Append one record under a condition.</summary>
    AppendIf,

    /// <summary>Append a record with an id that is there already, with the same or another content.</summary>
    AppendKnownId,

    /// <summary>Append a record that expires.</summary>
    AppendExpiring,

    /// <summary>Append several as one group.</summary>
    AppendMany,

    /// <summary>Append several as one group, one of which is refused.</summary>
    AppendManyRefused,

    /// <summary>Queue several without waiting, then flush.</summary>
    AppendAndFlush,

    /// <summary>Delete by key.</summary>
    DeleteKey,

    /// <summary>Delete by id.</summary>
    DeleteId,

    /// <summary>Ask the store itself a few things.</summary>
    Ask,

    /// <summary>Compare everything.</summary>
    Compare,

    /// <summary>Open a snapshot and keep it.</summary>
    OpenSnapshot,

    /// <summary>Look at the store as it was.</summary>
    LookBack,

    /// <summary>Compare the snapshots that are kept with what they held.</summary>
    CompareSnapshots,

    /// <summary>Move the clock.</summary>
    AdvanceClock,

    /// <summary>Make everything durable.</summary>
    Flush,

    /// <summary>Archive what no rule keeps.</summary>
    Archive,

    /// <summary>Purge some records.</summary>
    Purge,

    /// <summary>Close and open.</summary>
    Reopen,

    /// <summary>Close, delete some of the index files, and open.</summary>
    LoseIndexes,

    /// <summary>Close, flip a bit of an index file, open and compare.</summary>
    FlipIndexBit,

    /// <summary>Read the feed from anywhere.</summary>
    ReadFeed,

    /// <summary>Look at the store as a reader beside it does.</summary>
    LookBeside,

    /// <summary>End the process and open.</summary>
    Kill,

    /// <summary>Lose the power and open, twice.</summary>
    LosePower,
}
