namespace Feedlog;

/// <summary>How a job of upkeep ended.</summary>
public enum UpkeepOutcome
{
    /// <summary>It did what there was to do.</summary>
    Done = 0,

    /// <summary>There was nothing to do.</summary>
    Idle = 1,

    /// <summary>It did a part, and goes on there in its next turn.</summary>
    Partial = 2,

    /// <summary>It failed, and is tried again later; the other jobs and the store go on.</summary>
    Failed = 3,

    /// <summary>It met damaged bytes, which the message names; <c>fsck</c> tells more, and mends.</summary>
    Damaged = 4,
}
