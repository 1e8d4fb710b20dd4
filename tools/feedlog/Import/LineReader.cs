namespace Feedlog.Tool;

/// <summary>Cuts a stream into lines at LF; everything else, CR included, belongs to the line.</summary>
internal sealed class LineReader
{
    private const int FirstBufferBytes = 128 * 1024;

    private readonly Stream _source;
    private readonly int _lineBytesMax;
    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Lines of this stream.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="lineBytesMax">A line beyond this length is passed over and flagged.</param>
    public LineReader(Stream source, int lineBytesMax)
    {
        _source = source;
        _lineBytesMax = lineBytesMax;
    }

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Says whether the line that was read last was too long; it then is empty.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Reads the next line; false at the end. What follows the last LF is a line unless it is empty.</summary>
    /// <param name="line">The line without its LF; valid until the next call.</param>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int scanned = 0;
        IsTooLong = false;
        while (true)
        {
            int lengthBytes = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (lengthBytes >= 0)
            {
                line = Take(scanned + lengthBytes, 1);
                return true;
            }

            scanned = _end - _start;
            if (scanned > _lineBytesMax)
            {
                IsTooLong = true;
                _start = _end;
                scanned = 0;
            }

            if (!_isAtEnd && Fill()) continue;
            if (scanned == 0 && !IsTooLong)
            {
                line = default;
                return false;
            }

            line = Take(scanned, 0);
            return true;
        }
    }

    private ReadOnlyMemory<byte> Take(int lengthBytes, int separatorBytes)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, lengthBytes);
        _start += lengthBytes + separatorBytes;
        LineNumber++;
        return IsTooLong ? default : line;
    }

    private bool Fill()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }
        else if (_end == _buffer.Length && _start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        int readBytes = _source.Read(_buffer, _end, _buffer.Length - _end);
        _end += readBytes;
        _isAtEnd = readBytes == 0;
        return readBytes > 0;
    }
}
