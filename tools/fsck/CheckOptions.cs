namespace Feedlog.Fsck;

/// <summary>What to examine and how much to say about it.</summary>
internal sealed record CheckOptions
{
    /// <summary>How many findings are kept unless the caller says otherwise.</summary>
    public const int FindingsMaxDefault = 1000;

    /// <summary>Only manifest, watermark, headers and footers.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Also decode what the frames carry.</summary>
    public bool IsDeep { get; init; }

    /// <summary>A writer is at work: examine only up to the published end of the watermark.</summary>
    public bool IsLive { get; init; }

    /// <summary>How many findings are kept; the rest is counted.</summary>
    public int FindingsMax { get; init; } = FindingsMaxDefault;

    /// <summary>Told of every byte that is read; null if nobody wants to know.</summary>
    public WorkMeter? Meter { get; init; }
}
