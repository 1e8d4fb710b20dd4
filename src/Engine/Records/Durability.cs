namespace Feedlog;

/// <summary>When an append counts as acknowledged.</summary>
public enum Durability
{
    /// <summary>After a checked sync: it survives the loss of power.</summary>
    Durable = 0,

    /// <summary>
    /// After it was handed to the operating system, to be synced within 100 ms: it survives the end of the process,
    /// and at most the last 100 ms are lost with the power.
    /// </summary>
    Interval = 1,

    /// <summary>
    /// After the writer took it; nothing is synced on its behalf before a flush, a roll or the close.
    /// </summary>
    None = 2,
}
