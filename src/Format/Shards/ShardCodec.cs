namespace Feedlog.Format.Shards;

/// <summary>How the bytes of a chunk of a shard are stored. FORMAT.md section 7.13.</summary>
public enum ShardCodec : byte
{
    /// <summary>As they are.</summary>
    Raw = 0,

    /// <summary>As one LZ4 block.</summary>
    Lz4 = 1,

    /// <summary>As one Brotli stream.</summary>
    Brotli = 2,
}
