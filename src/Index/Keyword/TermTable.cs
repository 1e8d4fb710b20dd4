using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Feedlog.Indexing.Keyword;

/// <summary>Numbers the distinct terms of many records in the order in which they appear. One thread.</summary>
/// <remarks>
/// Open addressing, at most half full. A slot holds the first eight bytes of its term, so that most words are compared
/// without a look at where their bytes lie.
/// </remarks>
internal sealed class TermTable
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private const int KeyBytes = sizeof(ulong);

    private Slot[] _slots = new Slot[1 << 12];
    private int[] _offsets = new int[1 << 11];
    private byte[] _bytes = new byte[1 << 14];
    private int _bytesUsed;
    private int _count;

    /// <summary>Number of terms.</summary>
    public int Count => _count;

    /// <summary>How many bytes the table takes.</summary>
    public long SizeBytes =>
        (long)_slots.Length * Unsafe.SizeOf<Slot>() + _offsets.Length * sizeof(int) + _bytes.Length;

    /// <summary>The bytes of a term.</summary>
    /// <param name="number">Below <see cref="Count"/>.</param>
    public ReadOnlySpan<byte> Term(int number)
    {
        int start = _offsets[number];
        int limit = number + 1 < _count ? _offsets[number + 1] : _bytesUsed;
        return _bytes.AsSpan(start, limit - start);
    }

    /// <summary>The number of a term, a new one if it was not seen before.</summary>
    public int Find(ReadOnlySpan<byte> term)
    {
        ulong key = Key(term);
        uint hash = Hash(key, term);
        int mask = _slots.Length - 1;
        for (int at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            ref Slot slot = ref _slots[at];
            if (slot.Number == 0) return Include(term, key, ref slot);
            if (slot.Key != key || slot.LengthBytes != term.Length) continue;
            if (term.Length <= KeyBytes || Term(slot.Number - 1)[KeyBytes..].SequenceEqual(term[KeyBytes..]))
                return slot.Number - 1;
        }
    }

    /// <summary>Forgets all terms and keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        _count = 0;
        _bytesUsed = 0;
    }

    private static ulong Key(ReadOnlySpan<byte> term)
    {
        if (term.Length >= KeyBytes) return BinaryPrimitives.ReadUInt64LittleEndian(term);
        if (term.Length >= sizeof(uint))
        {
            // The two reads overlap; where they do, they say the same.
            ulong low = BinaryPrimitives.ReadUInt32LittleEndian(term);
            ulong high = BinaryPrimitives.ReadUInt32LittleEndian(term[^sizeof(uint)..]);
            return low | high << 8 * (term.Length - sizeof(uint));
        }

        ulong key = 0;
        for (int i = 0; i < term.Length; i++) key |= (ulong)term[i] << 8 * i;
        return key;
    }

    private static uint Hash(ulong key, ReadOnlySpan<byte> term)
    {
        ulong hash = (key ^ (ulong)term.Length) * Multiplier;
        for (; term.Length > KeyBytes; term = term[KeyBytes..])
            hash = ((hash ^ (hash >> 29)) + Key(term[KeyBytes..])) * Multiplier;
        return (uint)(hash >> 32);
    }

    private int Include(ReadOnlySpan<byte> term, ulong key, ref Slot slot)
    {
        slot = new Slot { Key = key, LengthBytes = term.Length, Number = _count + 1 };
        if (_count == _offsets.Length) Array.Resize(ref _offsets, 2 * _offsets.Length);
        if (_bytes.Length - _bytesUsed < term.Length)
            Array.Resize(ref _bytes, (int)Math.Min(2L * _bytes.Length + term.Length, Array.MaxLength));
        term.CopyTo(_bytes.AsSpan(_bytesUsed));
        _offsets[_count++] = _bytesUsed;
        _bytesUsed += term.Length;
        if (2 * _count > _slots.Length) Grow();
        return _count - 1;
    }

    private void Grow()
    {
        _slots = new Slot[2 * _slots.Length];
        int mask = _slots.Length - 1;
        for (int number = 0; number < _count; number++)
        {
            ReadOnlySpan<byte> term = Term(number);
            ulong key = Key(term);
            int at = (int)Hash(key, term) & mask;
            while (_slots[at].Number != 0) at = (at + 1) & mask;
            _slots[at] = new Slot { Key = key, LengthBytes = term.Length, Number = number + 1 };
        }
    }

    private struct Slot
    {
        public ulong Key;
        public int LengthBytes;

        // From 1 on; 0 in a free slot.
        public int Number;
    }
}
