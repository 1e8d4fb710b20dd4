using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Fsck.Checks;

/// <summary>Hands out the frames of groups that were found whole. One thread at a time.</summary>
internal sealed class GroupFrames : IDisposable
{
    private const int WindowBytes = 256 * 1024;

    private readonly SegmentInPlace _segment;
    private readonly FileWindow _window;
    private long _nextBytes;
    private long _endBytes;

    /// <summary>Stands before no group.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="limitBytes">No group ends behind this.</param>
    public GroupFrames(SegmentInPlace segment, long limitBytes)
    {
        _segment = segment;
        _window = new FileWindow(segment.File, segment.Large, WindowBytes, limitBytes);
    }

    /// <summary>Where the current frame begins, in bytes.</summary>
    public long OffsetBytes { get; private set; }

    /// <summary>The header of the current frame.</summary>
    public FrameHeader Header { get; private set; }

    /// <summary>The current frame; valid until the next move.</summary>
    public FrameView Frame =>
        FrameView.Trusted(_window.At(OffsetBytes, Header.TotalLengthBytes)[..Header.TotalLengthBytes]);

    /// <summary>The frames of this group follow.</summary>
    /// <param name="startBytes">Where it begins.</param>
    /// <param name="commit">Its commit.</param>
    public void Begin(long startBytes, in CommitFrame commit)
    {
        _nextBytes = startBytes;
        _endBytes = startBytes + commit.ByteCount;
    }

    /// <summary>Moves to the next frame of the group; false behind the last.</summary>
    /// <exception cref="IOException">The file does not say any more what it said before.</exception>
    public bool MoveNext()
    {
        if (_nextBytes >= _endBytes) return false;
        ulong seed = Checksum.PlaceSeed(_segment.Salt, _segment.Number, (ulong)_nextBytes);
        bool isSound = FrameHeader.TryRead(
            _window.At(_nextBytes, FrameLayout.HeaderBytes), seed, out FrameHeader header, out _) &&
            FrameDecoder.TryRead(_window.At(_nextBytes, header.TotalLengthBytes), seed, out _, out _);
        if (!isSound) throw new IOException($"{_segment.Path}:{_nextBytes} does not read twice the same.");
        OffsetBytes = _nextBytes;
        Header = header;
        _nextBytes += header.TotalLengthBytes;
        return true;
    }

    /// <summary>The bytes of the current frame are not needed any more.</summary>
    public void Release() => _window.Release();

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();
}
