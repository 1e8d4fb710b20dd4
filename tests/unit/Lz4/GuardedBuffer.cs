namespace Feedlog.Tests.Unit.Lz4;

/// <summary>A target between two stretches of known bytes, which must be the same afterwards.</summary>
internal sealed class GuardedBuffer
{
    private const int GuardBytes = 64;
    private const byte Guard = 0xA5;

    private readonly byte[] _bytes;
    private int _lengthBytes;

    internal GuardedBuffer(int lengthBytesMax)
    {
        _bytes = new byte[lengthBytesMax + (2 * GuardBytes)];
        _bytes.AsSpan().Fill(Guard);
    }

    /// <summary>A target of exactly so many bytes, with fresh guards behind it.</summary>
    internal Span<byte> Take(int lengthBytes)
    {
        _lengthBytes = lengthBytes;
        _bytes.AsSpan(GuardBytes + lengthBytes, GuardBytes).Fill(Guard);
        return _bytes.AsSpan(GuardBytes, lengthBytes);
    }

    /// <summary>True if the guards of the target taken last are untouched.</summary>
    internal bool IsIntact =>
        !_bytes.AsSpan(0, GuardBytes).ContainsAnyExcept(Guard) &&
        !_bytes.AsSpan(GuardBytes + _lengthBytes, GuardBytes).ContainsAnyExcept(Guard);
}
