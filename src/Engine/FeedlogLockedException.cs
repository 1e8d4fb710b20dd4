namespace Feedlog;

/// <summary>Another process or object has the store open for writing.</summary>
public sealed class FeedlogLockedException : FeedlogException
{
    internal FeedlogLockedException(string place, string holder)
        : base(FeedlogErrorCode.Locked, $"The store {place} is open for writing elsewhere ({holder}).",
            "Close it there, or open it read-only.") => Holder = holder;

    /// <summary>What the holder left in the lock file: its pid.</summary>
    public string Holder { get; }
}
