using Feedlog.Format;
using Feedlog.Format.V1;

namespace Feedlog.Tool;

/// <summary>Reads one frame v1 after the other from a stream, and finds the next one behind damaged bytes.</summary>
internal sealed class FrameReader
{
    private const int FirstBufferBytes = 256 * 1024;

    private readonly Stream _source;
    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Frames of this stream.</summary>
    public FrameReader(Stream source) => _source = source;

    private static ReadOnlySpan<byte> Magic =>
        [FrameV1Layout.Magic0, FrameV1Layout.Magic1, FormatVersion.Portable];

    /// <summary>Where the frame or the damage that was read last begins, in bytes.</summary>
    public long OffsetBytes { get; private set; }

    /// <summary>How the bytes there are damaged; None if they are a frame.</summary>
    public FormatFault Fault { get; private set; }

    private long NextOffsetBytes { get; set; }

    /// <summary>Reads the next frame, or passes over damage up to the next one; false at the end.</summary>
    /// <param name="frame">The whole frame, valid until the next call; empty where there is damage.</param>
    public bool TryRead(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        OffsetBytes = NextOffsetBytes;
        if (!TryReadHere(out int lengthBytes, out FormatFault fault))
        {
            if (_start == _end) return false;
            Fault = fault;
            SkipDamage();
            return true;
        }

        Fault = FormatFault.None;
        frame = _buffer.AsSpan(_start, lengthBytes);
        Consume(lengthBytes);
        return true;
    }

    private bool TryReadHere(out int lengthBytes, out FormatFault fault)
    {
        while (true)
        {
            bool isFrame = FrameV1.TryRead(_buffer.AsSpan(_start, _end - _start), out FrameV1View view, out fault);
            lengthBytes = isFrame ? view.TotalLengthBytes : 0;
            if (isFrame) return true;
            if (fault != FormatFault.Truncated || _isAtEnd) return false;
            Fill();
        }
    }

    private void SkipDamage()
    {
        // The first byte is known to begin no frame.
        Consume(1);
        while (true)
        {
            int next = _buffer.AsSpan(_start, _end - _start).IndexOf(Magic);
            if (next >= 0)
            {
                Consume(next);
                if (TryReadHere(out _, out _)) return;
                Consume(1);
                continue;
            }

            // The beginning of the magic may be the end of what was read so far.
            int keptBytes = _isAtEnd ? 0 : Math.Min(Magic.Length - 1, _end - _start);
            Consume(_end - _start - keptBytes);
            if (_isAtEnd) return;
            Fill();
        }
    }

    private void Consume(int countBytes)
    {
        _start += countBytes;
        NextOffsetBytes += countBytes;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        int readBytes = _source.Read(_buffer, _end, _buffer.Length - _end);
        _end += readBytes;
        _isAtEnd = readBytes == 0;
    }
}
