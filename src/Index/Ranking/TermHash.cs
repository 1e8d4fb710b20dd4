using System.Buffers.Binary;

namespace Feedlog.Indexing.Ranking;

/// <summary>A fast hash of a term for tables in memory; it is on no disk and may change.</summary>
internal static class TermHash
{
    // Odd constants with well-mixed bits: the golden ratio, and the first digits of pi.
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private const ulong Seed = 0x243F6A8885A308D3;

    /// <summary>Hashes all bytes of a term.</summary>
    public static uint Compute(ReadOnlySpan<byte> term)
    {
        ulong hash = Seed ^ (ulong)term.Length;
        while (term.Length > 2 * sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(term));
            term = term[sizeof(ulong)..];
        }

        // The two reads overlap where there are fewer bytes than they take; the length above tells such terms apart.
        if (term.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(term));
            return Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(term[^sizeof(ulong)..]));
        }

        if (term.Length >= sizeof(uint))
        {
            ulong low = BinaryPrimitives.ReadUInt32LittleEndian(term);
            return Fold(hash ^ low ^ ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(term[^sizeof(uint)..]) << 32));
        }

        if (term.IsEmpty)
            return Fold(hash);
        return Fold(hash ^ term[0] ^ ((ulong)term[term.Length / 2] << 8) ^ ((ulong)term[^1] << 16));
    }

    private static uint Fold(ulong value) => (uint)(Mix(value) >>> 32);

    private static ulong Mix(ulong value)
    {
        ulong mixed = value * Multiplier;
        return mixed ^ (mixed >>> 29);
    }
}
