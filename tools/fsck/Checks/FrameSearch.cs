using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Finds frames in a part of a segment where nothing may be taken for granted: every multiple of 8 is tried, and the
/// place seed of the header checksum says whether a frame was written there. The body of a frame with a sound header is
/// jumped over, sound or not, so that nothing inside it is taken for a frame. Never throws.
/// </summary>
internal sealed class FrameSearch : IDisposable
{
    private const int WindowBytes = 64 * 1024;

    private readonly SegmentInPlace _segment;
    private readonly FileWindow _window;
    private readonly long _limitBytes;
    private long _nextBytes;

    /// <summary>Starts before the first place.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="startBytes">Where to begin.</param>
    /// <param name="limitBytes">Where to end.</param>
    public FrameSearch(SegmentInPlace segment, long startBytes, long limitBytes)
    {
        _segment = segment;
        _limitBytes = limitBytes;
        _nextBytes = FrameLayout.Align(startBytes);
        _window = new FileWindow(segment.File, segment.Large, WindowBytes, limitBytes);
    }

    /// <summary>Where the current frame begins, in bytes.</summary>
    public long OffsetBytes { get; private set; }

    /// <summary>The header of the current frame.</summary>
    public FrameHeader Header { get; private set; }

    /// <summary>None if the whole frame is sound; else what is wrong with its body.</summary>
    public FormatFault BodyFault { get; private set; }

    /// <summary>The bytes of the current frame, as far as they lie before the limit; valid until the next move.
    /// </summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ReadOnlySpan<byte> rest = _window.At(OffsetBytes, Header.TotalLengthBytes);
            return rest[..Math.Min(rest.Length, Header.TotalLengthBytes)];
        }
    }

    /// <summary>Where the current frame ends, in bytes.</summary>
    public long EndBytes => OffsetBytes + Header.TotalLengthBytes;

    /// <summary>The current frame, if it is sound; its place was checked when it was found.</summary>
    public FrameView Frame => FrameView.Trusted(Bytes);

    /// <summary>Moves to the next frame with a sound header; false where there is none.</summary>
    public bool MoveNext()
    {
        while (TryFindMagic(out long at))
        {
            ulong seed = Checksum.PlaceSeed(_segment.Salt, _segment.Number, (ulong)at);
            if (!FrameHeader.TryRead(_window.At(at, FrameLayout.HeaderBytes), seed, out FrameHeader header, out _))
            {
                _nextBytes = at + FrameLayout.AlignmentBytes;
                continue;
            }

            OffsetBytes = at;
            Header = header;
            FrameDecoder.TryRead(_window.At(at, header.TotalLengthBytes), seed, out _, out FormatFault fault);
            BodyFault = fault;
            _nextBytes = EndBytes;
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    private bool TryFindMagic(out long at)
    {
        ReadOnlySpan<byte> magic = [FrameLayout.Magic0, FrameLayout.Magic1];
        at = _nextBytes;
        while (at < _limitBytes)
        {
            ReadOnlySpan<byte> rest = _window.At(at, FrameLayout.HeaderBytes);
            if (rest.Length < FrameLayout.HeaderBytes) return false;
            int found = rest.IndexOf(magic);
            if (found >= 0 && found % FrameLayout.AlignmentBytes == 0)
            {
                at += found;
                return at < _limitBytes;
            }

            // Not aligned, or not in the window: go on at the next place that was not looked at.
            long step = found < 0 ? rest.Length - magic.Length : found;
            at = Math.Max(at + FrameLayout.AlignmentBytes, FrameLayout.Align(at + step));
        }

        return false;
    }
}
