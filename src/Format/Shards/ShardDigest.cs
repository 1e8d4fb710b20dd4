using System.IO.Hashing;
using Feedlog.Format.Frames;

namespace Feedlog.Format.Shards;

/// <summary>
/// The XXH3 over the header checksums of frames in their order: by way of their body hashes it is one over every byte.
/// FORMAT.md section 7.14. One thread.
/// </summary>
public sealed class ShardDigest
{
    private readonly XxHash3 _hash = new();

    /// <summary>The digest of the frames so far.</summary>
    public ulong Value => _hash.GetCurrentHashAsUInt64();

    /// <summary>Takes the next frame.</summary>
    public void Add(in FrameView frame) =>
        _hash.Append(frame.Bytes[FrameLayout.HeaderHash..FrameLayout.HeaderBytes]);
}
