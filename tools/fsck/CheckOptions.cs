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

    /// <summary>
    /// What cannot be read is an exception and not a finding: whoever is about to write must not take it for zeros.
    /// </summary>
    public bool IsStrict { get; init; }

    /// <summary>
    /// The buffer for frames that are longer than a window; one of its own if left out. Runs that follow each other
    /// share one, so that they take no more memory than one of them.
    /// </summary>
    public LargeFrames? Large { get; init; }

    /// <summary>Told of every byte that is read; null if nobody wants to know.</summary>
    public WorkMeter? Meter { get; init; }
}
