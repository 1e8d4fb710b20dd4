using System.Text.Json;

namespace Feedlog.Analytics.Bounds;

/// <summary>Reads bounds out of a WHERE clause: the parts that are joined by AND and compare a column of the view with
/// a constant.</summary>
/// <param name="constants">Computes the constants.</param>
internal sealed class WhereReader(ConstantReader constants)
{
    private const string Equal = "COMPARE_EQUAL";

    /// <summary>The bounds that a clause sets for a table.</summary>
    /// <param name="where">The clause; anything that is no expression sets none.</param>
    /// <param name="table">The name of the table in the query.</param>
    /// <param name="isAlone">Whether a column without a table is one of it.</param>
    public ScanBounds Read(JsonElement where, string table, bool isAlone)
    {
        if (where.ValueKind != JsonValueKind.Object) return ScanBounds.None;
        switch (Text(where, "type"))
        {
            case "CONJUNCTION_AND":
                ScanBounds all = ScanBounds.None;
                foreach (JsonElement part in where.GetProperty("children").EnumerateArray())
                    all = all.And(Read(part, table, isAlone));
                return all;
            case "COMPARE_BETWEEN":
                string between = ColumnOf(where.GetProperty("input"), table, isAlone);
                return Compare(between, "COMPARE_GREATERTHANOREQUALTO", where.GetProperty("lower"))
                    .And(Compare(between, "COMPARE_LESSTHANOREQUALTO", where.GetProperty("upper")));
            case "OPERATOR_IS_NULL":
                bool isStream = ColumnOf(where.GetProperty("children")[0], table, isAlone) == "stream";
                return isStream ? new ScanBounds { HasStream = true } : ScanBounds.None;
            case string type when Text(where, "class") == "COMPARISON":
                JsonElement left = where.GetProperty("left");
                JsonElement right = where.GetProperty("right");
                return ColumnOf(left, table, isAlone) is { Length: > 0 } column
                    ? Compare(column, type, right)
                    : Compare(ColumnOf(right, table, isAlone), Turned(type), left);
            default:
                return ScanBounds.None;
        }
    }

    private ScanBounds Compare(string column, string type, JsonElement value) => column switch
    {
        "timestamp" => constants.TryReadTime(value, out long us) ? OfTime(type, us) : ScanBounds.None,
        "sequence" => ConstantReader.TryReadSequence(value, out ulong sequence)
            ? OfSequence(type, sequence)
            : ScanBounds.None,
        "id" when type == Equal && ConstantReader.TryReadText(value, out string text) =>
            RecordId.TryParse(text, out RecordId id) ? new ScanBounds { Id = id } : ScanBounds.None,
        "key" when type == Equal && ConstantReader.TryReadText(value, out string key) => new ScanBounds { Key = key },
        "stream" when type == Equal && ConstantReader.TryReadText(value, out string stream) && stream.Length > 0 =>
            new ScanBounds { Stream = stream, HasStream = true },
        _ => ScanBounds.None,
    };

    private static ScanBounds OfTime(string type, long us) => type switch
    {
        Equal => ScanBounds.None.From(us).Through(us),
        "COMPARE_GREATERTHAN" or "COMPARE_GREATERTHANOREQUALTO" => ScanBounds.None.From(us),
        "COMPARE_LESSTHAN" => ScanBounds.None.Until(us),
        "COMPARE_LESSTHANOREQUALTO" => ScanBounds.None.Through(us),
        _ => ScanBounds.None,
    };

    private static ScanBounds OfSequence(string type, ulong sequence) => type switch
    {
        Equal => new ScanBounds { FirstSequence = sequence, LastSequence = sequence },
        "COMPARE_GREATERTHAN" or "COMPARE_GREATERTHANOREQUALTO" => new ScanBounds { FirstSequence = sequence },
        "COMPARE_LESSTHAN" or "COMPARE_LESSTHANOREQUALTO" => new ScanBounds { LastSequence = sequence },
        _ => ScanBounds.None,
    };

    private static string Turned(string type) => type switch
    {
        "COMPARE_GREATERTHAN" => "COMPARE_LESSTHAN",
        "COMPARE_GREATERTHANOREQUALTO" => "COMPARE_LESSTHANOREQUALTO",
        "COMPARE_LESSTHAN" => "COMPARE_GREATERTHAN",
        "COMPARE_LESSTHANOREQUALTO" => "COMPARE_GREATERTHANOREQUALTO",
        _ => type,
    };

    // The name of a column of the table in lower case; empty for anything else.
    private static string ColumnOf(JsonElement expression, string table, bool isAlone)
    {
        if (Text(expression, "class") != "COLUMN_REF") return "";
        JsonElement path = expression.GetProperty("column_names");
        string[] names = [.. path.EnumerateArray().Select(name => name.GetString() ?? "")];
        bool isOfTable = names.Length == 2
            ? names[0].Equals(table, StringComparison.OrdinalIgnoreCase)
            : names.Length == 1 && isAlone;
        return isOfTable ? names[^1].ToLowerInvariant() : "";
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            ? value.GetString() ?? ""
            : "";
}
