using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Feedlog.Indexing.Keyword;

/// <summary>Turns packed gaps back into rising slots.</summary>
/// <remarks>
/// Gap i is the difference to the slot before less one, in bits [i * width, (i + 1) * width) of the bytes, the lowest
/// bit first. Eight gaps fill whole bytes, so eight are unpacked at once by moving bytes to lanes, shifting, masking
/// and summing up.
/// </remarks>
internal static class GapDecoder
{
    /// <summary>The widest gap in bits: four shifted gaps fit the 16 bytes that are moved at once.</summary>
    public const int WidthMax = 24;

    /// <summary>How many bytes behind the gaps may be read, and how many slots behind the last be written.</summary>
    public const int SlackBytes = 64;

    /// <summary>How many slots behind the last may be written.</summary>
    public const int SlackSlots = 8;

    private static readonly Vector256<byte>[] s_shuffles = MakeShuffles();
    private static readonly Vector256<uint>[] s_shifts = MakeShifts();

    /// <summary>Unpacks slots.</summary>
    /// <param name="source">The gaps, and at least <see cref="SlackBytes"/> behind them.</param>
    /// <param name="width">Width of a gap in bits, 0 to <see cref="WidthMax"/>.</param>
    /// <param name="slots">The first slot stands in its first place; room for <paramref name="count"/> and
    /// <see cref="SlackSlots"/>.</param>
    /// <param name="count">How many slots there are with the first, at least 1.</param>
    public static void Decode(ReadOnlySpan<byte> source, int width, Span<int> slots, int count)
    {
        int sourceBytes = ((count - 1) * width + 7) / 8 + SlackBytes;
        if (source.Length < sourceBytes || slots.Length < count + SlackSlots || (uint)width > WidthMax || count < 1)
            throw new ArgumentOutOfRangeException(nameof(count));
        if (Avx2.IsSupported) DecodeVectors(source, width, slots, count);
        else DecodeOneByOne(source, width, slots, count);
    }

    /// <summary>As <see cref="Decode"/>, without vectors.</summary>
    internal static void DecodeOneByOne(ReadOnlySpan<byte> source, int width, Span<int> slots, int count)
    {
        uint mask = (1U << width) - 1;
        int bit = 0;
        for (int i = 1; i < count; i++, bit += width)
        {
            uint gap = BinaryPrimitives.ReadUInt32LittleEndian(source[(bit >> 3)..]) >> (bit & 7) & mask;
            slots[i] = slots[i - 1] + (int)gap + 1;
        }
    }

    private static void DecodeVectors(ReadOnlySpan<byte> source, int width, Span<int> slots, int count)
    {
        Vector256<byte> shuffle = s_shuffles[width];
        Vector256<uint> shift = s_shifts[width];
        Vector256<uint> mask = Vector256.Create((1U << width) - 1);
        Vector256<uint> one = Vector256.Create(1U);
        Vector256<int> last = Vector256.Create(7);
        Vector256<int> lowerLast = Vector256.Create(3);
        int upper = 4 * width >> 3;
        // What was checked before bounds every read and write: whole steps of eight from the first gap on.
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref int to = ref Unsafe.Add(ref MemoryMarshal.GetReference(slots), 1);
        Vector256<int> sum = Vector256.Create(slots[0]);
        for (int i = 1; i < count; i += 8)
        {
            Vector256<byte> bytes = Vector256.Create(
                Vector128.LoadUnsafe(ref from), Vector128.LoadUnsafe(ref from, (nuint)upper));
            Vector256<uint> gaps = Avx2.ShiftRightLogicalVariable(Avx2.Shuffle(bytes, shuffle).AsUInt32(), shift);
            Vector256<int> steps = ((gaps & mask) + one).AsInt32();
            steps += Avx2.ShiftLeftLogical128BitLane(steps, 4);
            steps += Avx2.ShiftLeftLogical128BitLane(steps, 8);
            // The sum of the lower half goes to all of the upper one.
            Vector256<int> carry = Avx2.PermuteVar8x32(steps, lowerLast);
            steps += Avx2.Blend(Vector256<int>.Zero, carry, 0xF0);
            steps += sum;
            steps.StoreUnsafe(ref to);
            sum = Avx2.PermuteVar8x32(steps, last);
            from = ref Unsafe.Add(ref from, width);
            to = ref Unsafe.Add(ref to, 8);
        }
    }

    private static Vector256<byte>[] MakeShuffles()
    {
        Vector256<byte>[] shuffles = new Vector256<byte>[WidthMax + 1];
        Span<byte> places = stackalloc byte[32];
        for (int width = 0; width <= WidthMax; width++)
        {
            for (int i = 0; i < places.Length; i++)
            {
                int lane = i / 4;
                int bit = lane < 4 ? lane * width : (lane * width) - (4 * width >> 3 << 3);
                places[i] = (byte)((bit >> 3) + i % 4);
            }

            shuffles[width] = Vector256.Create<byte>(places);
        }

        return shuffles;
    }

    private static Vector256<uint>[] MakeShifts()
    {
        Vector256<uint>[] shifts = new Vector256<uint>[WidthMax + 1];
        Span<uint> lanes = stackalloc uint[8];
        for (int width = 0; width <= WidthMax; width++)
        {
            for (int lane = 0; lane < lanes.Length; lane++) lanes[lane] = (uint)(lane * width & 7);
            shifts[width] = Vector256.Create<uint>(lanes);
        }

        return shifts;
    }
}
