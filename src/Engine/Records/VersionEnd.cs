namespace Feedlog;

/// <summary>How a version of a record ended.</summary>
public enum VersionEnd
{
    /// <summary>It has not: it is what a get returns.</summary>
    Current = 0,

    /// <summary>A newer record with the same stream and key took its place.</summary>
    Superseded = 1,

    /// <summary>It was deleted.</summary>
    Deleted = 2,

    /// <summary>Its time was over.</summary>
    Expired = 3,
}
