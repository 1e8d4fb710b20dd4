namespace Feedlog.Tests.Unit.Lz4;

/// <summary>
/// Decodes a block one byte at a time straight from the format's description; slow, plain, and sharing nothing with
/// the decoder under test, whose every answer must be the same.
/// </summary>
internal sealed class BlockOracle
{
    private readonly byte[] _source;
    private readonly int _targetBytesMax;
    private readonly byte[] _raw;
    private int _read;

    private BlockOracle(byte[] source, int targetBytesMax, byte[] scratch)
    {
        _source = source;
        _targetBytesMax = targetBytesMax;
        _raw = scratch;
    }

    /// <summary>What the decoder must return: bytes decoded, or -1.</summary>
    internal int Result { get; private set; }

    /// <summary>The bytes decoded so far, which is all of them unless the result is -1.</summary>
    internal ReadOnlySpan<byte> Raw => _raw.AsSpan(0, RawBytes);

    /// <summary>How many bytes were decoded.</summary>
    internal int RawBytes { get; private set; }

    /// <summary>True if the first fault is a match distance of 0, which liblz4 lets pass.</summary>
    internal bool StoppedAtZeroDistance { get; private set; }

    /// <summary>Where the last match starts in the raw bytes; -1 if there is none.</summary>
    internal int LastMatchStart { get; private set; } = -1;

    /// <summary>How many literals stand in the last sequence.</summary>
    internal int FinalLiteralBytes { get; private set; }

    /// <summary>Decodes a block into at most so many bytes; the scratch is at least as long and may be dirty.</summary>
    internal static BlockOracle Decode(byte[] source, int targetBytesMax, byte[]? scratch = null)
    {
        BlockOracle oracle = new(source, targetBytesMax, scratch ?? new byte[targetBytesMax]);
        oracle.Result = source.Length == 0 ? 0 : oracle.Run() && oracle.RawBytes > 0 ? oracle.RawBytes : -1;
        return oracle;
    }

    private bool Run()
    {
        while (_read < _source.Length)
        {
            int token = _source[_read++];
            if (!TryLength(token >> 4, out long literals)) return false;
            for (long left = literals; left > 0; left--)
            {
                if (_read == _source.Length || RawBytes == _targetBytesMax) return false;
                _raw[RawBytes++] = _source[_read++];
            }

            FinalLiteralBytes = (int)literals;
            if (_read == _source.Length) return true;
            if (_read + 2 > _source.Length) return false;
            int distance = _source[_read] + (_source[_read + 1] * 256);
            _read += 2;
            StoppedAtZeroDistance = distance == 0;
            if (distance == 0 || distance > RawBytes) return false;
            if (!TryLength(token & 15, out long length)) return false;
            LastMatchStart = RawBytes;
            for (long left = length + 4; left > 0; left--)
            {
                if (RawBytes == _targetBytesMax) return false;
                _raw[RawBytes] = _raw[RawBytes - distance];
                RawBytes++;
            }
        }

        return false;
    }

    private bool TryLength(int half, out long length)
    {
        length = half;
        if (half < 15) return true;
        while (_read < _source.Length)
        {
            int added = _source[_read++];
            length += added;
            if (added < 255) return true;
        }

        return false;
    }
}
