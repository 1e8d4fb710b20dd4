using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Feedlog.Format;

/// <summary>
/// XXH3 of 64 bits for inputs of more than 240 bytes, by the algorithm that the xxHash project publishes. The same
/// bits as System.IO.Hashing, which is never compiled ahead where it uses vectors and takes 1.2 to 2.7 ns a byte in
/// the first tenth of a second of a process: that is when an opening after a crash hashes megabytes. What is here is
/// compiled well when it is called first. For little-endian machines, as all that is read by vectors. Any thread.
/// </summary>
internal static class LongHash
{
    /// <summary>The shortest input, in bytes; XXH3 treats shorter ones otherwise.</summary>
    public const int BytesMin = 241;

    private const int StripeBytes = 64;
    private const int SecretBytes = 192;
    private const int HalfBytes = StripeBytes / 2;

    // Each stripe takes the secret eight bytes further on, until the last 64 of it are left, which end the block.
    private const int ScrambleSecretAt = SecretBytes - StripeBytes;
    private const int LastSecretAt = ScrambleSecretAt - 7;
    private const int MergeSecretAt = 11;

    private const ulong PrimeA32 = 0x9E37_79B1;
    private const ulong PrimeB32 = 0x85EB_CA77;
    private const ulong PrimeC32 = 0xC2B2_AE3D;
    private const ulong PrimeA = 0x9E37_79B1_85EB_CA87;
    private const ulong PrimeB = 0xC2B2_AE3D_27D4_EB4F;
    private const ulong PrimeC = 0x1656_67B1_9E37_79F9;
    private const ulong PrimeD = 0x85EB_CA77_C2B2_AE63;
    private const ulong PrimeE = 0x27D4_EB2F_1656_67C5;
    private const ulong AvalanchePrime = 0x1656_6791_9E37_79F9;

    private static ReadOnlySpan<byte> DefaultSecret =>
    [
        0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c,
        0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f,
        0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
        0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c,
        0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
        0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
        0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d,
        0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64,
        0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
        0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
        0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce,
        0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
    ];

    /// <summary>The hash of the bytes, with a seed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than <see cref="BytesMin"/>.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Compute(ReadOnlySpan<byte> bytes, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, BytesMin);
        Span<byte> seeded = stackalloc byte[SecretBytes];
        ref byte secret = ref MemoryMarshal.GetReference(seed == 0 ? DefaultSecret : seeded);
        if (seed != 0) Seed(ref secret, seed);
        ref byte input = ref MemoryMarshal.GetReference(bytes);
        Vector256<ulong> low = Vector256.Create(PrimeC32, PrimeA, PrimeB, PrimeC);
        Vector256<ulong> high = Vector256.Create(PrimeD, PrimeB32, PrimeE, PrimeA32);

        // The last stripe is hashed apart, even where it is whole.
        nuint last = (nuint)bytes.Length - 1;
        nuint at = 0;
        nuint secretAt = 0;
        while (at + StripeBytes <= last)
        {
            low = Accumulate(low, ref input, at, ref secret, secretAt);
            high = Accumulate(high, ref input, at + HalfBytes, ref secret, secretAt + HalfBytes);
            at += StripeBytes;
            secretAt += sizeof(ulong);
            if (secretAt != ScrambleSecretAt) continue;
            low = Scramble(low, ref secret, ScrambleSecretAt);
            high = Scramble(high, ref secret, ScrambleSecretAt + HalfBytes);
            secretAt = 0;
        }

        at = last + 1 - StripeBytes;
        low = Accumulate(low, ref input, at, ref secret, LastSecretAt);
        high = Accumulate(high, ref input, at + HalfBytes, ref secret, LastSecretAt + HalfBytes);
        return Avalanche(unchecked((ulong)bytes.Length * PrimeA) +
            Merge(low, ref secret, MergeSecretAt) + Merge(high, ref secret, MergeSecretAt + HalfBytes));
    }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Seed(ref byte secret, ulong seed)
    {
        ref byte source = ref MemoryMarshal.GetReference(DefaultSecret);
        Vector256<ulong> change = Vector256.Create(seed, 0 - seed, seed, 0 - seed);
        for (nuint at = 0; at < SecretBytes; at += HalfBytes)
            (Load(ref source, at) + change).AsByte().StoreUnsafe(ref secret, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Accumulate(
        Vector256<ulong> sums, ref byte input, nuint at, ref byte secret, nuint secretAt)
    {
        Vector256<ulong> values = Load(ref input, at);
        Vector256<ulong> keyed = values ^ Load(ref secret, secretAt);
        Vector256<uint> swapped =
            Vector256.Shuffle(values.AsUInt32(), Vector256.Create(2u, 3, 0, 1, 6, 7, 4, 5));
        return sums + swapped.AsUInt64() + MultiplyLow(keyed, keyed >>> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Scramble(Vector256<ulong> sums, ref byte secret, nuint secretAt)
    {
        Vector256<ulong> keyed = sums ^ (sums >>> 47) ^ Load(ref secret, secretAt);
        Vector256<ulong> prime = Vector256.Create(PrimeA32);
        return MultiplyLow(keyed, prime) + (MultiplyLow(keyed >>> 32, prime) << 32);
    }

    // The products of the low halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> MultiplyLow(Vector256<ulong> left, Vector256<ulong> right)
    {
        if (Avx2.IsSupported) return Avx2.Multiply(left.AsUInt32(), right.AsUInt32());
        Vector256<ulong> lowHalf = Vector256.Create((ulong)uint.MaxValue);
        return (left & lowHalf) * (right & lowHalf);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Merge(Vector256<ulong> sums, ref byte secret, nuint secretAt)
    {
        Vector256<ulong> keyed = sums ^ Load(ref secret, secretAt);
        return Fold(keyed[0], keyed[1]) + Fold(keyed[2], keyed[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ (hash >> 37)) * AvalanchePrime;
        return hash ^ (hash >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Load(ref byte source, nuint at) =>
        Vector256.LoadUnsafe(ref source, at).AsUInt64();
}
