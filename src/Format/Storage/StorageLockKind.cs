namespace Feedlog.Format.Storage;

/// <summary>What a lock excludes.</summary>
public enum StorageLockKind
{
    /// <summary>The one writer.</summary>
    Writer,

    /// <summary>One of many readers; excludes only who rewrites files that readers may have open.</summary>
    Readers,
}
