using System.Buffers.Binary;

namespace Feedlog.Indexing.Sealed;

/// <summary>Writes numbers of up to 64 bits one behind the other, the lowest bit first, in whole words.</summary>
internal ref struct BitSink
{
    private const int WordBits = 64;

    private Span<byte> _left;
    private ulong _pending;
    private int _pendingBits;

    /// <summary>Begins with bit 0 of the first byte.</summary>
    /// <param name="target">A multiple of 8 bytes, enough for all numbers.</param>
    public BitSink(Span<byte> target) => _left = target;

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number; it has no more bits than said.</param>
    /// <param name="bits">How many bits, 0 to 64.</param>
    public void Put(ulong value, int bits)
    {
        _pending |= value << _pendingBits;
        int total = _pendingBits + bits;
        if (total >= WordBits)
        {
            Flush();
            // What did not fit; all of it did if nothing was pending.
            _pending = _pendingBits == 0 ? 0 : value >> (WordBits - _pendingBits);
            total -= WordBits;
        }

        _pendingBits = total;
    }

    /// <summary>Writes what is left.</summary>
    public void Finish()
    {
        if (_pendingBits > 0) Flush();
        _pendingBits = 0;
    }

    private void Flush()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_left, _pending);
        _left = _left[sizeof(ulong)..];
    }
}
