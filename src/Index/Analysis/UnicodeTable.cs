using System.Buffers.Text;
using System.IO.Compression;

namespace Feedlog.Indexing.Analysis;

/// <summary>Normalisation form KC, full case folding and character kinds of one fixed Unicode version.</summary>
/// <remarks>
/// <para>The table is the library's own because terms are kept on disk: the runtime's normalisation comes from
/// whatever ICU the machine has, does nothing in invariant mode, and its character classes move with the runtime's
/// version, so two machines would disagree on the terms of one store.</para>
/// <para>Words: block indexes (one per <see cref="BlockSize"/> code points), entries, pool, compositions (first,
/// second, composite, ascending). An entry holds, from the lowest bit: kind (4 bits), form (2), canonical combining
/// class (8), pool index (18). In the pool stand a single target, or a count and that many code points. Immutable
/// after construction; any thread.</para>
/// </remarks>
internal static class UnicodeTable
{
    /// <summary>Code points per block.</summary>
    public const int BlockSize = 128;

    /// <summary>The pool index of Hangul syllables, which decompose by arithmetic.</summary>
    public const int HangulIndex = (1 << 18) - 1;

    private const int BlockShift = 7;
    private const int FormShift = 4;
    private const int ClassShift = 6;
    private const int IndexShift = 14;

    private const int EntryOffset = UnicodeTableContent.BlockIndexCount;
    private const int PoolOffset = EntryOffset + UnicodeTableContent.EntryCount;
    private const int CompositionOffset = PoolOffset + UnicodeTableContent.PoolCount;
    private const int CompositionWords = 3;

    private static readonly uint[] s_words = Unpack();

    /// <summary>The entry of a code point in 0 to 10FFFF.</summary>
    public static uint Lookup(int codePoint) =>
        s_words[EntryOffset + ((int)s_words[codePoint >> BlockShift] << BlockShift) + (codePoint & (BlockSize - 1))];

    /// <summary>The kind in an entry.</summary>
    public static CodePointKind Kind(uint entry) => (CodePointKind)(entry & 0xF);

    /// <summary>The form in an entry.</summary>
    public static CodePointForm Form(uint entry) => (CodePointForm)((entry >> FormShift) & 3);

    /// <summary>The canonical combining class in an entry; 0 for a starter.</summary>
    public static byte CombiningClass(uint entry) => (byte)(entry >> ClassShift);

    /// <summary>The pool index in an entry.</summary>
    public static int Index(uint entry) => (int)(entry >> IndexShift);

    /// <summary>The code point that an entry of form <see cref="CodePointForm.Single"/> becomes.</summary>
    public static int Target(uint entry) => (int)s_words[PoolOffset + Index(entry)];

    /// <summary>The code points that a pool index names with their count.</summary>
    public static ReadOnlySpan<uint> Sequence(int index) =>
        s_words.AsSpan(PoolOffset + index + 1, (int)s_words[PoolOffset + index]);

    /// <summary>Packs an entry.</summary>
    public static uint Pack(CodePointKind kind, CodePointForm form, byte combiningClass, int index) =>
        (uint)kind | ((uint)form << FormShift) | ((uint)combiningClass << ClassShift) | ((uint)index << IndexShift);

    /// <summary>The canonical composite of two code points, Hangul included.</summary>
    /// <returns>False when the two do not compose.</returns>
    public static bool TryCompose(int first, int second, out int composite)
    {
        if (Hangul.TryCompose(first, second, out composite))
            return true;
        int low = 0;
        int high = UnicodeTableContent.CompositionCount - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            ReadOnlySpan<uint> row = s_words.AsSpan(CompositionOffset + (CompositionWords * middle), CompositionWords);
            int order = row[0] != (uint)first ? row[0].CompareTo((uint)first) : row[1].CompareTo((uint)second);
            if (order == 0)
            {
                composite = (int)row[2];
                return true;
            }

            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return false;
    }

    /// <summary>Unpacks the words of the shipped table.</summary>
    public static uint[] Unpack()
    {
        int wordCount = CompositionOffset + (CompositionWords * UnicodeTableContent.CompositionCount);
        byte[] packed = new byte[Base64.GetMaxDecodedFromUtf8Length(UnicodeTableContent.Packed.Length)];
        byte[] planes = new byte[wordCount * sizeof(uint)];
        Base64.DecodeFromUtf8(UnicodeTableContent.Packed, packed, out _, out int packedBytes);
        bool isWhole = BrotliDecoder.TryDecompress(packed.AsSpan(0, packedBytes), planes, out int planeBytes);
        if (!isWhole || planeBytes != planes.Length)
            throw new InvalidOperationException("The packed character table does not unpack to its stated size.");
        uint[] words = new uint[wordCount];
        for (int plane = 0; plane < sizeof(uint); plane++)
        {
            ReadOnlySpan<byte> part = planes.AsSpan(plane * wordCount, wordCount);
            for (int i = 0; i < part.Length; i++)
                words[i] |= (uint)part[i] << (8 * plane);
        }

        return words;
    }
}
