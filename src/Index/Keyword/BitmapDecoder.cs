using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Feedlog.Indexing.Keyword;

/// <summary>Turns a bitmap back into rising slots.</summary>
/// <remarks>Byte by byte: a table says which bits a byte has, and all eight places are written, set or not.</remarks>
internal static class BitmapDecoder
{
    // For each byte the numbers of its set bits, a byte each, the lowest first.
    private static readonly ulong[] s_places = MakePlaces();

    /// <summary>Decodes.</summary>
    /// <param name="bitmap">Bit i of it is the slot i above the first.</param>
    /// <param name="firstSlot">The first slot.</param>
    /// <param name="slots">Room for <paramref name="count"/> and <see cref="GapDecoder.SlackSlots"/>.</param>
    /// <param name="count">How many bits are to be set.</param>
    /// <returns>Whether so many are.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bitmap, int firstSlot, Span<int> slots, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots.Length, count + GapDecoder.SlackSlots);
        ref int to = ref MemoryMarshal.GetReference(slots);
        Vector256<int> start = Vector256.Create(firstSlot);
        Vector256<int> step = Vector256.Create(8);
        int found = 0;
        foreach (byte bits in bitmap)
        {
            int next = found + BitOperations.PopCount(bits);
            if (next > count) return false;
            Vector128<ushort> places = Vector128.WidenLower(Vector128.CreateScalarUnsafe(s_places[bits]).AsByte());
            Vector256<uint> above = Vector256.Create(Vector128.WidenLower(places), Vector128.WidenUpper(places));
            (start + above.AsInt32()).StoreUnsafe(ref to, (nuint)found);
            start += step;
            found = next;
        }

        return found == count;
    }

    private static ulong[] MakePlaces()
    {
        ulong[] places = new ulong[256];
        for (int bits = 0; bits < places.Length; bits++)
        {
            int found = 0;
            for (int i = 0; i < 8; i++)
            {
                if ((bits >> i & 1) != 0) places[bits] |= (ulong)i << 8 * found++;
            }
        }

        return places;
    }
}
