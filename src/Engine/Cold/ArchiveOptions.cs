namespace Feedlog;

/// <summary>
/// Which records are archived, and how. Segments are archived whole: those that none of the rules keeps. One rule at
/// least must be given. After that, small shards of a month are merged.
/// </summary>
public sealed record ArchiveOptions
{
    /// <summary>So many bytes of log are replaced at once, and read twice for that.</summary>
    internal const long PassBytesMax = 256L << 20;

    /// <summary>Segments with a record whose timestamp is younger than this stay.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Segments with a record whose timestamp is at or after this stay.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>So many of the newest segments stay; the one that is being written is the first of them. With 0 that
    /// one is sealed and archived too.</summary>
    public int? KeepSegments { get; init; }

    /// <summary>The newest segments stay that reach back over so many bytes of log.</summary>
    public long? KeepBytes { get; init; }

    /// <summary>How chunks are compressed.</summary>
    public ArchiveCodec Codec { get; init; } = ArchiveCodec.Lz4;

    /// <summary>Records of these kinds are archived uncompressed.</summary>
    public IReadOnlyCollection<string> RawKinds { get; init; } = [];

    /// <summary>Records with one of these tags are archived uncompressed.</summary>
    public IReadOnlyCollection<string> RawTags { get; init; } = [];

    /// <summary>Chunks that had to be unpacked about so often since the store was opened are kept uncompressed from now
    /// on, where that makes up for rewriting their shard; 0 for never.</summary>
    public int PromoteAfter { get; init; } = 16;

    /// <summary>So many bytes of log and of shards are read in a second at most; 0 for as fast as possible.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>Read and count what would be archived, and change nothing. What is not yet sealed does not count.
    /// </summary>
    public bool IsDryRun { get; init; }

    /// <summary>Throws if the options contradict themselves or a limit.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Check(OlderThan is not null || Before is not null || KeepSegments is not null || KeepBytes is not null,
            nameof(OlderThan), "given, or Before, KeepSegments or KeepBytes");
        Check(OlderThan is null || OlderThan >= TimeSpan.Zero, nameof(OlderThan), "0 or longer");
        Check(KeepSegments is null or >= 0, nameof(KeepSegments), "0 or more");
        Check(KeepBytes is null or >= 0, nameof(KeepBytes), "0 or more");
        Check(Codec is ArchiveCodec.Lz4 or ArchiveCodec.Brotli, nameof(Codec), "Lz4 or Brotli");
        Check(RawKinds is not null && RawKinds.All(kind => kind is not null), nameof(RawKinds), "texts");
        Check(RawTags is not null && RawTags.All(tag => tag is not null), nameof(RawTags), "texts");
        Check(PromoteAfter >= 0, nameof(PromoteAfter), "0 or more");
        Check(BytesPerSecond >= 0, nameof(BytesPerSecond), "0 or more");
    }

    private static void Check(bool isSound, string name, string range)
    {
        if (!isSound) throw new ArgumentException($"{name} must be {range}.", name);
    }
}
