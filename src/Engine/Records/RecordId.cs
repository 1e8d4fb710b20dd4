using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Feedlog;

/// <summary>Names one version of a record; 64 bits, shown as 16 hexadecimal characters; unique in a store.</summary>
/// <param name="Value">The number; 0 is not an id.</param>
public readonly record struct RecordId(ulong Value) : ISpanFormattable, ISpanParsable<RecordId>
{
    private const int TextLength = 16;

    /// <summary>Reads exactly 16 hexadecimal characters.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static RecordId Parse(string text) => Parse(text.AsSpan(), null);

    /// <inheritdoc/>
    public static RecordId Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static RecordId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out RecordId id)
            ? id
            : throw new FormatException("An id is 16 hexadecimal characters and not all zeros.");

    /// <summary>Reads exactly 16 hexadecimal characters; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RecordId id) => TryParse(text, null, out id);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RecordId result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out RecordId result)
    {
        result = default;
        if (s.Length != TextLength) return false;
        if (!ulong.TryParse(s, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value))
            return false;
        if (value == 0) return false;
        result = new RecordId(value);
        return true;
    }

    /// <summary>The 16 hexadecimal characters, lower case.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(
        Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Value.TryFormat(destination, out charsWritten, "x16", CultureInfo.InvariantCulture);
}
