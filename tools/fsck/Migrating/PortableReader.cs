using Feedlog.Format;
using Feedlog.Format.V1;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Migrating;

/// <summary>
/// Walks the frames of a v1 file, and goes on with the next sound one behind damage. FORMAT.md section 5. One thread.
/// </summary>
internal sealed class PortableReader : IDisposable
{
    private const int WindowBytes = 256 * 1024;
    private const int MagicBytes = 3;

    private readonly FileWindow _window;
    private readonly long _lengthBytes;
    private long _nextBytes;

    /// <summary>Stands before the first frame.</summary>
    /// <param name="context">The run.</param>
    /// <param name="file">The file.</param>
    public PortableReader(CheckContext context, CheckedFile file)
    {
        _lengthBytes = file.LengthBytes;
        _window = new FileWindow(file, context.Large, WindowBytes, _lengthBytes);
    }

    /// <summary>Where the current frame, or the damage, begins in bytes.</summary>
    public long OffsetBytes { get; private set; }

    /// <summary>Where it ends.</summary>
    public long EndBytes => _nextBytes;

    /// <summary>What is wrong with the bytes there; None if they are a frame.</summary>
    public FormatFault Fault { get; private set; }

    /// <summary>The current frame, if there is one; valid until the next move.</summary>
    public FrameV1View Frame
    {
        get
        {
            TryRead(OffsetBytes, out FrameV1View view, out _);
            return view;
        }
    }

    /// <summary>The bytes of the current frame; valid until the next move.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            int lengthBytes = (int)(_nextBytes - OffsetBytes);
            return _window.At(OffsetBytes, lengthBytes)[..lengthBytes];
        }
    }

    /// <summary>Moves to the next frame or the next damage; false at the end.</summary>
    public bool MoveNext()
    {
        OffsetBytes = _nextBytes;
        if (OffsetBytes >= _lengthBytes) return false;
        bool isFrame = TryRead(OffsetBytes, out FrameV1View view, out FormatFault fault);
        Fault = fault;
        _nextBytes = isFrame ? OffsetBytes + view.TotalLengthBytes : FindNext(OffsetBytes + 1);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    // Most frames are short; only one that is not asks for a large buffer.
    private bool TryRead(long at, out FrameV1View view, out FormatFault fault)
    {
        if (FrameV1.TryRead(_window.At(at, FrameV1Layout.EmptyBytes), out view, out fault)) return true;
        if (fault != FormatFault.Truncated) return false;
        if (FrameV1.TryRead(_window.At(at, WindowBytes), out view, out fault)) return true;
        return fault == FormatFault.Truncated &&
            FrameV1.TryRead(_window.At(at, FormatLimits.FrameBytesMax), out view, out fault);
    }

    private long FindNext(long at)
    {
        ReadOnlySpan<byte> magic = [FrameV1Layout.Magic0, FrameV1Layout.Magic1, FormatVersion.Portable];
        while (at < _lengthBytes)
        {
            ReadOnlySpan<byte> bytes = _window.At(at, MagicBytes);
            int found = bytes.IndexOf(magic);
            if (found < 0)
            {
                at += Math.Max(1, bytes.Length - (MagicBytes - 1));
                continue;
            }

            at += found;
            if (TryRead(at, out _, out _)) return at;
            at++;
        }

        return _lengthBytes;
    }
}
