namespace Feedlog.Tests.Support.Storage;

/// <summary>What lies in a sector that was lost, if nothing durable lies in it.</summary>
public enum SectorFill
{
    /// <summary>What lay there before.</summary>
    Old = 0,

    /// <summary>Zeros.</summary>
    Zeros = 1,

    /// <summary>Anything.</summary>
    Garbage = 2,
}
