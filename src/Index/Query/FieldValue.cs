using System.Globalization;

namespace Feedlog.Indexing.Query;

/// <summary>A value that a field is compared with: a text, a number or a boolean.</summary>
/// <remarks>Values of different types differ. Kinds, tags and streams are texts. Texts are compared byte by byte as
/// UTF-8, numbers as doubles.</remarks>
public readonly record struct FieldValue
{
    private FieldValue(FieldValueType type, TermText text, double number)
    {
        Type = type;
        Text = text;
        Number = number;
    }

    /// <summary>What it is.</summary>
    public FieldValueType Type { get; }

    /// <summary>The text, if it is one.</summary>
    public TermText Text { get; }

    /// <summary>The number, if it is one: finite, and never -0. A boolean is 0 or 1.</summary>
    public double Number { get; }

    /// <summary>The boolean, if it is one.</summary>
    public bool Boolean => Number != 0;

    /// <summary>A text, as UTF-8.</summary>
    public static FieldValue Of(ReadOnlySpan<byte> utf8) => new(FieldValueType.Text, new TermText(utf8), 0);

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public static FieldValue Of(double number)
    {
        if (!double.IsFinite(number)) throw new ArgumentOutOfRangeException(nameof(number), number, "Not a number.");
        return new FieldValue(FieldValueType.Number, TermText.Empty, number == 0 ? 0 : number);
    }

    /// <summary>A boolean.</summary>
    public static FieldValue Of(bool value) => new(FieldValueType.Boolean, TermText.Empty, value ? 1 : 0);

    /// <inheritdoc/>
    public override string ToString() => Type switch
    {
        FieldValueType.Text => QueryText.Quote(Text),
        FieldValueType.Number => Number.ToString("R", CultureInfo.InvariantCulture),
        _ => Boolean ? "true" : "false",
    };
}
