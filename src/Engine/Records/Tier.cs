namespace Feedlog;

/// <summary>Where a record lies.</summary>
public enum Tier
{
    /// <summary>In the log.</summary>
    Hot = 0,

    /// <summary>In a month shard.</summary>
    Cold = 1,
}
