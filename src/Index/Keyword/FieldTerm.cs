using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;

namespace Feedlog.Indexing.Keyword;

/// <summary>Makes the terms of the dictionary: a byte that says where in the record, then what stands there.</summary>
/// <remarks>
/// All terms of one field lie side by side, and numbers of one path in their order. What would be longer than fits is
/// cut and ends in a hash of the whole, so that equal values, and no others, have equal terms.
/// </remarks>
internal static class FieldTerm
{
    /// <summary>First byte of a word of the content.</summary>
    public const byte Word = 1;

    /// <summary>The longest term in bytes that is made here.</summary>
    public const int BytesMax = 1 + 2 + PathBytesMax + TextBytesMax + 1;

    private const byte Kind = 2;
    private const byte Tag = 3;
    private const byte Stream = 4;
    private const byte MetadataText = 5;
    private const byte MetadataNumber = 6;
    private const byte MetadataBoolean = 7;
    private const int PathBytesMax = 128;
    private const int TextBytesMax = 200;
    private const int HashBytes = 16;
    private const ushort HashedPath = ushort.MaxValue;

    /// <summary>A word of the content.</summary>
    /// <param name="word">As the analyzer made it.</param>
    /// <param name="target">At least <see cref="BytesMax"/> bytes.</param>
    public static ReadOnlySpan<byte> OfWord(ReadOnlySpan<byte> word, Span<byte> target)
    {
        target[0] = Word;
        int lengthBytes = Math.Min(word.Length, TokenBuffer.TermBytesMax);
        word[..lengthBytes].CopyTo(target[1..]);
        return target[..(1 + lengthBytes)];
    }

    /// <summary>A value of a field.</summary>
    /// <param name="place">Where in the record.</param>
    /// <param name="path">The path, if it is of the metadata.</param>
    /// <param name="text">The text.</param>
    /// <param name="target">At least <see cref="BytesMax"/> bytes.</param>
    public static ReadOnlySpan<byte> OfText(
        FieldPlace place, ReadOnlySpan<byte> path, ReadOnlySpan<byte> text, Span<byte> target)
    {
        target[0] = place switch
        {
            FieldPlace.Kind => Kind,
            FieldPlace.Tag => Tag,
            FieldPlace.Stream => Stream,
            _ => MetadataText,
        };
        int at = place == FieldPlace.Metadata ? WritePath(path, target) : 1;
        if (text.Length <= TextBytesMax)
        {
            text.CopyTo(target[at..]);
            return target[..(at + text.Length)];
        }

        // One byte longer than any text that is not cut.
        text[..(TextBytesMax - HashBytes)].CopyTo(target[at..]);
        WriteHash(text, target[(at + TextBytesMax - HashBytes)..]);
        target[at + TextBytesMax] = 0;
        return target[..(at + TextBytesMax + 1)];
    }

    /// <summary>A number under a path of the metadata; terms of one path are in the order of their numbers.</summary>
    /// <param name="path">The path.</param>
    /// <param name="value">Not NaN, and not -0; infinities stand before and behind all numbers.</param>
    /// <param name="target">At least <see cref="BytesMax"/> bytes.</param>
    public static ReadOnlySpan<byte> OfNumber(ReadOnlySpan<byte> path, double value, Span<byte> target)
    {
        target[0] = MetadataNumber;
        int at = WritePath(path, target);
        long bits = BinaryPrimitives.ReadInt64LittleEndian(DoubleBytes(value, stackalloc byte[sizeof(double)]));
        // Negative numbers fall as their bits rise.
        ulong ordered = bits < 0 ? ~(ulong)bits : (ulong)bits | 1UL << 63;
        BinaryPrimitives.WriteUInt64BigEndian(target[at..], ordered);
        return target[..(at + sizeof(ulong))];
    }

    /// <summary>A boolean under a path of the metadata.</summary>
    /// <param name="path">The path.</param>
    /// <param name="value">The boolean.</param>
    /// <param name="target">At least <see cref="BytesMax"/> bytes.</param>
    public static ReadOnlySpan<byte> OfBoolean(ReadOnlySpan<byte> path, bool value, Span<byte> target)
    {
        target[0] = MetadataBoolean;
        int at = WritePath(path, target);
        target[at] = value ? (byte)1 : (byte)0;
        return target[..(at + 1)];
    }

    /// <summary>A value as a query names it.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The value.</param>
    /// <param name="target">At least <see cref="BytesMax"/> bytes.</param>
    public static ReadOnlySpan<byte> Of(FieldName field, FieldValue value, Span<byte> target) => value.Type switch
    {
        FieldValueType.Number => OfNumber(field.PathUtf8(), value.Number, target),
        FieldValueType.Boolean => OfBoolean(field.PathUtf8(), value.Boolean, target),
        _ => OfText(field.Place, field.PathUtf8(), value.Text.Utf8, target),
    };

    // The length in front keeps a path from passing for a shorter one and its value.
    private static int WritePath(ReadOnlySpan<byte> path, Span<byte> target)
    {
        const int start = 1 + sizeof(ushort);
        if (path.Length <= PathBytesMax)
        {
            BinaryPrimitives.WriteUInt16BigEndian(target[1..], (ushort)path.Length);
            path.CopyTo(target[start..]);
            return start + path.Length;
        }

        BinaryPrimitives.WriteUInt16BigEndian(target[1..], HashedPath);
        WriteHash(path, target[start..]);
        return start + HashBytes;
    }

    private static void WriteHash(ReadOnlySpan<byte> bytes, Span<byte> target) =>
        Checksum.Xxh3Wide(bytes).Write(target);

    private static Span<byte> DoubleBytes(double value, Span<byte> target)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(target, value);
        return target;
    }
}
