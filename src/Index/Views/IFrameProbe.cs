using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Indexing.Views;

/// <summary>
/// Asks frames whether they are what an index takes them for: in runs, ids and keys are tags of 32 bits, which others
/// may share. Any thread; allocates nothing where the frames lie in segments.
/// </summary>
public interface IFrameProbe
{
    /// <summary>Says whether the frame at an address is a record with this id.</summary>
    bool HasId(FrameAddress address, ulong id);

    /// <summary>Says whether the frame at an address is a record with this key.</summary>
    /// <param name="address">Where the frame is.</param>
    /// <param name="keyHash">The salted hash of stream and key.</param>
    bool HasKey(FrameAddress address, WideHash keyHash);
}
