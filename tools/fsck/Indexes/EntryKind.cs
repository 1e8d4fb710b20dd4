namespace Feedlog.Fsck.Indexes;

/// <summary>What a run says of its stretch, section by section; each can be held against the log on its own.</summary>
internal enum EntryKind
{
    /// <summary>Where the frame with a sequence lies: section Slots, with the sequences of section Extents.</summary>
    Slot,

    /// <summary>Where the record with an id lies: section Ids.</summary>
    Id,

    /// <summary>Where a version of a key lies: section Keys.</summary>
    Key,

    /// <summary>When a record happened: section Times.</summary>
    Time,

    /// <summary>When groups were recorded: section Groups.</summary>
    Group,

    /// <summary>When a record expires: section Expiries.</summary>
    Expiry,
}
