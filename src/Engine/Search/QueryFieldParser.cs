using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Feedlog.Indexing.Query;

namespace Feedlog.Search;

/// <summary>Reads what stands behind the colon of a field: a value, a comparison, or a range.</summary>
internal sealed class QueryFieldParser(QueryScanner scanner)
{
    private const NumberStyles JsonNumber =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads it.</summary>
    public QuerySyntax Read(FieldName name)
    {
        int start = scanner.Position;
        bool isRange = scanner.IsAt('[') || scanner.IsAt('{');
        bool isComparison = scanner.IsAt('<') || scanner.IsAt('>');
        if ((isRange || isComparison) && name.Place != FieldPlace.Metadata)
        {
            scanner.Fail("this field has texts, which have no range.", "Only numbers in metadata have ranges.");
            return new QuerySyntax.All();
        }

        if (isRange) return ReadRange(name);
        if (isComparison) return ReadComparison(name);
        if (scanner.IsAt('(')) scanner.Fail("a field takes one value.", "Write (kind:a OR kind:b) for several.");
        if (scanner.IsAt('"')) return new QuerySyntax.Field(name, [Text(scanner.TakeQuoted())]);

        string value = scanner.TakeWord(out bool isPrefix);
        if (isPrefix)
            scanner.FailAt(start, "the value of a field cannot be a prefix.", "Write \\* for the character.");
        return new QuerySyntax.Field(name, name.Place == FieldPlace.Metadata ? Values(value) : [Text(value)]);
    }

    /// <summary>Reads a number as JSON writes it.</summary>
    public static bool TryReadNumber(string text, out double number) =>
        double.TryParse(text, JsonNumber, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    // Whoever asks for 2024 does not know whether it was written as a number or as a text.
    private static ImmutableArray<FieldValue> Values(string value)
    {
        if (value is "true" or "false") return [FieldValue.Of(value == "true")];
        return TryReadNumber(value, out double number) ? [Text(value), FieldValue.Of(number)] : [Text(value)];
    }

    private static FieldValue Text(string value) => FieldValue.Of(Encoding.UTF8.GetBytes(value));

    private QuerySyntax.Range ReadComparison(FieldName name)
    {
        bool isAbove = scanner.IsAt('>');
        scanner.Take();
        bool isIncluded = scanner.TryTake('=');
        double bound = ReadNumber(scanner.TakeBound());
        return isAbove
            ? new QuerySyntax.Range(name.Path, isIncluded ? bound : Math.BitIncrement(bound), double.PositiveInfinity)
            : new QuerySyntax.Range(name.Path, double.NegativeInfinity, isIncluded ? bound : Math.BitDecrement(bound));
    }

    private QuerySyntax.Range ReadRange(FieldName name)
    {
        int opened = scanner.Position;
        bool isMinIncluded = scanner.IsAt('[');
        scanner.Take();
        double min = ReadBound(double.NegativeInfinity);
        scanner.SkipBlanks();
        if (!scanner.TryTakeOperator("TO"))
            scanner.Fail("a range needs TO between its bounds.", "Write it as [1 TO 5], or [1 TO *] without an end.");
        double max = ReadBound(double.PositiveInfinity);
        scanner.SkipBlanks();
        bool isMaxIncluded = scanner.IsAt(']');
        if (!isMaxIncluded && !scanner.IsAt('}'))
            scanner.FailAt(opened, "this range is opened and not closed.", "Close it with ] or }.");
        scanner.Take();
        return new QuerySyntax.Range(
            name.Path,
            isMinIncluded || double.IsInfinity(min) ? min : Math.BitIncrement(min),
            isMaxIncluded || double.IsInfinity(max) ? max : Math.BitDecrement(max));
    }

    private double ReadBound(double open)
    {
        scanner.SkipBlanks();
        if (scanner.TryTake('*')) return open;
        return ReadNumber(scanner.TakeBound());
    }

    private double ReadNumber(string word)
    {
        if (TryReadNumber(word, out double number)) return number == 0 ? 0 : number;
        scanner.FailAt(
            Math.Max(scanner.Position - word.Length, 0), "this is no number.",
            "Write it like 5, -0.25 or 1e6; quote a text.");
        return 0;
    }
}
