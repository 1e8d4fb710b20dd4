using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K4os.Compression.LZ4;

/// <summary>Writes matches that overlap themselves within 16 bytes, that is, short patterns over and over.</summary>
internal static unsafe class RepeatedPattern
{
    private const int VectorBytes = 16;

    /// <summary>Repeats the pattern that ends where the writing starts; overshoots by at most 15 bytes.</summary>
    /// <param name="pattern">Start of the pattern; 16 bytes are readable there.</param>
    /// <param name="patternBytes">Length of the pattern in bytes, 1 to 15.</param>
    /// <param name="write">Where to start, at the end of the pattern.</param>
    /// <param name="writeLimit">Where to stop, after <paramref name="write"/>; 15 more bytes are writable.</param>
    internal static void Write(byte* pattern, int patternBytes, byte* write, byte* writeLimit)
    {
        ref byte order = ref Unsafe.AsRef(in Orders[patternBytes * VectorBytes]);
        Vector128<byte> filled = Vector128.Shuffle(Vector128.Load(pattern), Vector128.LoadUnsafe(ref order));

        // Whole patterns only, so that the vector fits again at the next step without being turned.
        int step = VectorBytes - (VectorBytes % patternBytes);
        do
        {
            filled.Store(write);
            write += step;
        }
        while (write < writeLimit);
    }

    // Row n: which byte of an n-byte pattern stands at each of 16 places. Row 0 only keeps the index plain.
    private static ReadOnlySpan<byte> Orders =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
        0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0,
        0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
        0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0,
    ];
}
