namespace Feedlog;

/// <summary>How something is purged.</summary>
public sealed record PurgeOptions
{
    /// <summary>How segments are compressed that hold what is purged: they become shards. Shards stay as they are.
    /// </summary>
    public ArchiveCodec Codec { get; init; } = ArchiveCodec.Lz4;

    /// <summary>So many bytes of the files to be rewritten are read in a second at most; 0 for as fast as possible.
    /// </summary>
    public long BytesPerSecond { get; init; }

    /// <summary>Say what would be purged and rewritten, and change nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        if (Codec is not (ArchiveCodec.Lz4 or ArchiveCodec.Brotli))
            throw new ArgumentException($"{nameof(Codec)} must be Lz4 or Brotli.", nameof(Codec));
        if (BytesPerSecond < 0)
            throw new ArgumentException($"{nameof(BytesPerSecond)} must be 0 or more.", nameof(BytesPerSecond));
    }
}
