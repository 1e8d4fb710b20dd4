namespace Feedlog.Tests.Support.Storage;

/// <summary>Which call of a storage fails, and how.</summary>
public sealed record StorageFault
{
    /// <summary>Linux: the device failed.</summary>
    public const int InputOutputError = 5;

    /// <summary>Linux: no room left.</summary>
    public const int NoSpace = 28;

    /// <summary>Linux: a signal came in between.</summary>
    public const int Interrupted = 4;

    /// <summary>Linux: the quota is used up.</summary>
    public const int OverQuota = 122;

    /// <summary>The kinds of calls that count and fail.</summary>
    public required StorageCalls Calls { get; init; }

    /// <summary>Which of these calls fails, counted from 1.</summary>
    public required int Nth { get; init; }

    /// <summary>True: all later ones fail as well, until the fault is taken away.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>What the exception carries as its HResult.</summary>
    public int Errno { get; init; } = InputOutputError;

    /// <summary>How much of a failing write reaches the file, 0 to 1.</summary>
    public double WrittenPart { get; init; }

    /// <summary>
    /// Not 0: a failing read throws nothing and returns only this part of what it should, as if the file ended there.
    /// </summary>
    public double ReadPart { get; init; }

    /// <summary>
    /// True: writes that lie inside the file's length do not count, as on a full disk where their room was reserved.
    /// </summary>
    public bool SparesReservedRoom { get; init; }

    /// <summary>Only calls about paths that end so; empty for all.</summary>
    public string PathEnd { get; init; } = "";

    /// <summary>Only calls about paths that begin so; empty for all.</summary>
    public string PathStart { get; init; } = "";
}
