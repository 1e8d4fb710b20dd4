using System.Buffers.Binary;
using System.Numerics;

namespace Feedlog.Indexing.Analysis;

/// <summary>Remembers the stems of words that were met before: a few thousand words are most of any text.</summary>
/// <remarks>
/// A table in which each word has one place, and the last one there wins: 160 KiB, which the processor's second cache
/// holds. Longer words are stemmed each time. Allocates nothing after construction; for one thread.
/// </remarks>
internal sealed class EnglishStemCache
{
    private const int PlaceBits = 12;
    private const int WordBytesMax = 16;

    // An odd number with well-mixed bits.
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private readonly Entry[] _entries = new Entry[1 << PlaceBits];
    private readonly byte[] _stems = new byte[WordBytesMax << PlaceBits];

    /// <summary>Stems a word, as <see cref="EnglishStemmer.Stem"/> does.</summary>
    /// <param name="word">The word; receives the stem at its beginning.</param>
    /// <returns>The length of the stem in bytes.</returns>
    public int Stem(Span<byte> word)
    {
        if (word.Length is <= 2 or > WordBytesMax) return EnglishStemmer.Stem(word);
        (ulong low, ulong high) = Pack(word);
        int place = (int)(((low ^ BitOperations.RotateLeft(high, 29) ^ (uint)word.Length) * Multiplier)
            >>> (64 - PlaceBits));
        ref Entry entry = ref _entries[place];
        Span<byte> stem = _stems.AsSpan(place * WordBytesMax, WordBytesMax);
        if (entry.Low == low && entry.High == high && entry.LengthBytes == word.Length)
        {
            if (!entry.IsPrefix) stem[..entry.StemLengthBytes].CopyTo(word);
            return entry.StemLengthBytes;
        }

        word.CopyTo(stem);
        int lengthBytes = EnglishStemmer.Stem(word);
        bool isPrefix = stem[..lengthBytes].SequenceEqual(word[..lengthBytes]);
        word[..lengthBytes].CopyTo(stem);
        entry = new Entry(low, high, (byte)word.Length, (byte)lengthBytes, isPrefix);
        return lengthBytes;
    }

    // The word in two numbers. The parts overlap where there are fewer bytes than they take: with the length they still
    // give the word.
    private static (ulong Low, ulong High) Pack(ReadOnlySpan<byte> word)
    {
        if (word.Length >= sizeof(ulong))
        {
            return (
                BinaryPrimitives.ReadUInt64LittleEndian(word),
                BinaryPrimitives.ReadUInt64LittleEndian(word[^sizeof(ulong)..]));
        }

        if (word.Length >= sizeof(uint))
        {
            return (
                BinaryPrimitives.ReadUInt32LittleEndian(word),
                BinaryPrimitives.ReadUInt32LittleEndian(word[^sizeof(uint)..]));
        }

        return (word[0] | ((ulong)word[1] << 8) | ((ulong)word[2] << 16), 0);
    }

    private readonly record struct Entry(
        ulong Low, ulong High, byte LengthBytes, byte StemLengthBytes, bool IsPrefix);
}
