using System.Text.Json;
using System.Text.Json.Nodes;
using Feedlog.Analytics.DuckDb;

namespace Feedlog.Analytics.Bounds;

/// <summary>Computes constant expressions of a query, by asking DuckDB.</summary>
/// <param name="connection">The connection of the query, in its transaction: "now" is the same there.</param>
internal sealed class ConstantReader(DuckDbConnection connection)
{
    // Known to give the same whenever they are asked within a transaction.
    private static readonly HashSet<string> s_functions = new(StringComparer.OrdinalIgnoreCase)
    {
        "+", "-", "*", "now", "get_current_timestamp", "current_date", "today", "date_trunc", "trunc", "make_date",
        "make_timestamp", "to_timestamp", "epoch_ms", "strptime", "last_day", "to_years", "to_months", "to_weeks",
        "to_days", "to_hours", "to_minutes", "to_seconds", "to_milliseconds", "to_microseconds", "to_quarters",
    };

    private static readonly HashSet<string> s_timeTypes = new(StringComparer.Ordinal)
    {
        "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP WITH TIME ZONE",
    };

    /// <summary>Reads a text.</summary>
    public static bool TryReadText(JsonElement expression, out string text)
    {
        text = TryReadLiteral(expression, "VARCHAR", out JsonElement value) ? value.GetString() ?? "" : "";
        return value.ValueKind == JsonValueKind.String;
    }

    /// <summary>Reads a whole number that is not negative.</summary>
    public static bool TryReadSequence(JsonElement expression, out ulong sequence)
    {
        sequence = 0;
        bool isWhole = TryReadLiteral(expression, "INTEGER", out JsonElement value) ||
            TryReadLiteral(expression, "BIGINT", out value);
        return isWhole && value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out sequence);
    }

    /// <summary>Computes a time, in us.</summary>
    /// <exception cref="SqlException">DuckDB cannot compute it, and the transaction is lost.</exception>
    public bool TryReadTime(JsonElement expression, out long us)
    {
        us = 0;
        if (!IsConstant(expression)) return false;
        string statement = Statement(expression);
        object?[]? text = connection.ReadFirst("SELECT json_deserialize_sql($1::JSON)", statement);
        if (text?[0] is not string sql) return false;
        object?[]? row = connection.ReadFirst($"SELECT typeof(x), epoch_us(x::TIMESTAMP) FROM ({sql}) constant(x)");

        // A text is compared as a time only where it stands for itself.
        bool isTime = row?[0] is string type &&
            (s_timeTypes.Contains(type) || (type == "VARCHAR" && TryReadText(expression, out _)));
        if (!isTime || row?[1] is not long value) return false;
        us = value;
        return true;
    }

    private static bool TryReadLiteral(JsonElement expression, string type, out JsonElement value)
    {
        value = default;
        return expression.TryGetProperty("value", out JsonElement constant) &&
            constant.ValueKind == JsonValueKind.Object &&
            constant.GetProperty("type").GetProperty("id").GetString() == type &&
            constant.TryGetProperty("value", out value);
    }

    private static bool IsConstant(JsonElement expression)
    {
        switch (expression.GetProperty("class").GetString())
        {
            case "CONSTANT":
                return true;
            case "CAST":
                return IsConstant(expression.GetProperty("child"));
            case "FUNCTION":
                return s_functions.Contains(expression.GetProperty("function_name").GetString() ?? "") &&
                    expression.GetProperty("children").EnumerateArray().All(IsConstant);
            default:
                return false;
        }
    }

    // The syntax of "SELECT 1", with the expression in place of the 1.
    private string Statement(JsonElement expression)
    {
        string template = connection.ReadFirst("SELECT json_serialize_sql('SELECT 1')")?[0] as string ?? "{}";
        JsonNode? statement = JsonNode.Parse(template);
        JsonArray? list = statement?["statements"]?[0]?["node"]?["select_list"] as JsonArray;
        if (list is null) return template;
        list[0] = JsonNode.Parse(expression.GetRawText());
        return statement!.ToJsonString(); // It has the list.
    }
}
