namespace Feedlog;

/// <summary>What a change did.</summary>
public enum ChangeKind
{
    /// <summary>A record was appended; it may have ended an older one with the same stream and key.</summary>
    Appended = 0,

    /// <summary>A record was deleted, by its key or by its id.</summary>
    Deleted = 1,
}
