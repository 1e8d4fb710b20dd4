using Feedlog.Format.Frames;

namespace Feedlog.Cold;

/// <summary>Frames that a thread has read or had read, and is about to read again: few, the newest. One thread.
/// </summary>
internal sealed class HandedFrames
{
    private const int FramesMax = 16;

    private readonly ((long Cache, ulong Shard, FrameAddress Address) Key, ReadOnlyMemory<byte> Frame)[] _frames =
        new ((long Cache, ulong Shard, FrameAddress Address) Key, ReadOnlyMemory<byte> Frame)[FramesMax];

    private int _next;

    /// <summary>Takes a frame over, in place of the oldest one if there are many.</summary>
    /// <param name="key">Whose it is: never with the number 0 of a cache.</param>
    /// <param name="frame">Its bytes.</param>
    public void Add((long Cache, ulong Shard, FrameAddress Address) key, ReadOnlyMemory<byte> frame)
    {
        _frames[_next] = (key, frame);
        _next = (_next + 1) % FramesMax;
    }

    /// <summary>Gives a frame back, once.</summary>
    public bool TryTake((long Cache, ulong Shard, FrameAddress Address) key, out ReadOnlyMemory<byte> frame)
    {
        for (int i = 0; i < FramesMax; i++)
        {
            if (_frames[i].Key != key) continue;
            frame = _frames[i].Frame;
            _frames[i] = default;
            return true;
        }

        frame = default;
        return false;
    }
}
