using Feedlog.Format.Frames;

namespace Feedlog.Cold;

/// <summary>Frames that take a slot, in the order of their sequences, wherever they lie. One thread.</summary>
internal interface IFrameSource : IDisposable
{
    /// <summary>Where the current frame was written.</summary>
    FrameAddress Address { get; }

    /// <summary>The current frame; valid until the next move.</summary>
    FrameView Frame { get; }

    /// <summary>When its group was recorded, ms since 1970 UTC.</summary>
    long RecordedAtMs { get; }

    /// <summary>Whether it is to lie uncompressed in a shard.</summary>
    bool IsRaw { get; }

    /// <summary>Bytes of files that were read.</summary>
    long BytesRead { get; }

    /// <summary>Moves to the next frame; false at the end, where all that was read is true.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: a file is damaged, missing or cannot be read.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    bool MoveNext();
}
