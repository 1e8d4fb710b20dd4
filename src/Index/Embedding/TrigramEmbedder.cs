using System.Text;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Indexing.Embedding;

/// <summary>Turns text into a vector without a model: counts of hashed character trigrams, divided by their length.
/// </summary>
/// <remarks>
/// The text is read as code points. Each is case-folded and decomposed by the tables of the standard analyzer; what is
/// ignorable (soft hyphens, joiners) or not UTF-8 is left out; each run of blanks and controls is one blank, and one
/// blank stands before and behind the text. Every three neighbours are hashed: XXH3 with seed 0 of their numbers, u32
/// little-endian each, modulo <see cref="Dimensions"/> is the counter to raise. Nothing depends on the machine, its
/// culture or its libraries, so vectors of one store may be compared wherever they were made. Any thread.
/// </remarks>
public static class TrigramEmbedder
{
    /// <summary>Name of the model, as vectors carry it.</summary>
    public const string ModelName = "trigram-1000";

    /// <summary>Number of dimensions.</summary>
    public const int Dimensions = 1000;

    private const int Blank = ' ';

    /// <summary>Computes the vector of a text.</summary>
    /// <param name="utf8">The text; any bytes are accepted.</param>
    /// <param name="vector">Takes <see cref="Dimensions"/> values; of length 1, or all 0 for a text of blanks.</param>
    /// <returns>False for a text of blanks: it has no vector.</returns>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length.</exception>
    public static bool TryEmbed(ReadOnlySpan<byte> utf8, Span<float> vector)
    {
        if (vector.Length != Dimensions)
            throw new ArgumentException($"{vector.Length} values, not {Dimensions}.", nameof(vector));

        vector.Clear();
        TrigramWindow window = new(vector);
        window.Add(Blank);
        bool isBlank = true;
        for (int offset = 0; offset < utf8.Length;)
        {
            int codePoint = Utf8Text.Read(utf8, ref offset);
            if (codePoint < 0) continue;
            if (IsBlank(codePoint))
            {
                if (!isBlank) window.Add(Blank);
                isBlank = true;
                continue;
            }

            uint entry = UnicodeTable.Lookup(codePoint);
            if (UnicodeTable.Kind(entry) == CodePointKind.Ignorable) continue;
            isBlank = false;
            AddFolded(codePoint, entry, ref window);
        }

        if (!isBlank) window.Add(Blank);
        return Normalize(vector);
    }

    /// <summary>Computes the vector of a text, as above; all 0 for a text of blanks.</summary>
    public static float[] Embed(string text)
    {
        float[] vector = new float[Dimensions];
        TryEmbed(Encoding.UTF8.GetBytes(text), vector);
        return vector;
    }

    private static bool IsBlank(int codePoint)
    {
        // All controls, and what Unicode has called white space since its first versions.
        return codePoint is <= 0x20 or (>= 0x7F and <= 0xA0) or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029
            or 0x202F or 0x205F or 0x3000;
    }

    private static void AddFolded(int codePoint, uint entry, ref TrigramWindow window)
    {
        if (UnicodeTable.Form(entry) == CodePointForm.Single)
        {
            codePoint = UnicodeTable.Target(entry);
            entry = UnicodeTable.Lookup(codePoint);
        }

        // Hangul syllables have no entry in the pool: they stay whole.
        int index = UnicodeTable.Index(entry);
        bool isSplit = UnicodeTable.Form(entry) == CodePointForm.Expanding ||
            (UnicodeTable.Form(entry) == CodePointForm.Stable && index != 0 && index != UnicodeTable.HangulIndex);
        if (!isSplit)
        {
            window.Add(codePoint);
            return;
        }

        foreach (uint part in UnicodeTable.Sequence(index)) window.Add((int)part);
    }

    // Counts are whole numbers and the rest is what IEEE 754 rounds in one way only.
    private static bool Normalize(Span<float> vector)
    {
        double square = 0;
        foreach (float count in vector) square += (double)count * count;
        if (square == 0) return false;

        double length = Math.Sqrt(square);
        foreach (ref float value in vector) value = (float)(value / length);
        return true;
    }
}
