using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Views;

namespace Feedlog.Read;

/// <summary>
/// Asks frames for who writes or replays the log. What cannot be read is taken for what the index says, which only once
/// in four thousand million times is mistaken: so a damaged record can still be superseded and deleted, and a store in
/// which one is damaged can be opened.
/// </summary>
internal abstract class TrustingFrames : IFrameProbe
{
    /// <inheritdoc/>
    public bool HasId(FrameAddress address, ulong id)
    {
        SegmentSet segments = Acquire();
        try
        {
            return segments.HasId(address, id);
        }
        catch (FeedlogCorruptException)
        {
            return true;
        }
        finally
        {
            Release(segments);
        }
    }

    /// <inheritdoc/>
    public bool HasKey(FrameAddress address, WideHash keyHash)
    {
        SegmentSet segments = Acquire();
        try
        {
            return segments.HasKey(address, keyHash);
        }
        catch (FeedlogCorruptException)
        {
            return true;
        }
        finally
        {
            Release(segments);
        }
    }

    /// <summary>The files in which the frames lie.</summary>
    protected abstract SegmentSet Acquire();

    /// <summary>Gives them back.</summary>
    protected abstract void Release(SegmentSet segments);
}
