namespace Feedlog.Format.V1;

/// <summary>A checked frame v1 over borrowed bytes.</summary>
public readonly ref struct FrameV1View
{
    /// <summary>The id, UTF-8.</summary>
    public required ReadOnlySpan<byte> Id { get; init; }

    /// <summary>When it happened, ms since 1970 UTC.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>The content, UTF-8.</summary>
    public required ReadOnlySpan<byte> Content { get; init; }

    /// <summary>The metadata, JSON; empty where there is none.</summary>
    public required ReadOnlySpan<byte> Metadata { get; init; }

    /// <summary>Length of the whole frame in bytes.</summary>
    public required int TotalLengthBytes { get; init; }
}
