using System.Text.Json;
using Feedlog.Analytics.DuckDb;

namespace Feedlog.Analytics.Bounds;

/// <summary>
/// Reads out of the syntax of a query, as DuckDB itself has parsed it, what bounds its uses of the view. DuckDB's C API
/// pushes no filters into a table function; docs/decisions/0007-sql.md says what is done instead, and when not.
/// </summary>
/// <remarks>
/// The result holds for every use of the view in the query: where there are several, it is what holds for any of them.
/// Whatever is not understood bounds nothing.
/// </remarks>
internal sealed class QueryBounds
{
    /// <summary>The name of the view.</summary>
    public const string View = "history";

    private static readonly string[] s_functionsWithoutTables = ["range", "generate_series", "unnest", "repeat_row"];

    private readonly WhereReader _where;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private ScanBounds? _bounds;

    private QueryBounds(DuckDbConnection connection) => _where = new WhereReader(new ConstantReader(connection));

    /// <summary>What bounds a query.</summary>
    /// <param name="connection">The connection that the query is going to run on, in the same transaction.</param>
    /// <param name="sql">The query.</param>
    /// <exception cref="SqlException">A constant in it cannot be computed: the transaction is lost.</exception>
    public static ScanBounds Of(DuckDbConnection connection, string sql)
    {
        object?[]? row = connection.ReadFirst("SELECT json_serialize_sql($1::VARCHAR)", sql);
        if (row?[0] is not string json) return ScanBounds.None;
        JsonDocumentOptions deep = new() { MaxDepth = 512 };
        using JsonDocument document = JsonDocument.Parse(json, deep);
        if (!document.RootElement.TryGetProperty("statements", out JsonElement statements)) return ScanBounds.None;
        QueryBounds bounds = new(connection);
        bounds.CollectNames(statements);
        bounds.Visit(statements);
        return bounds._bounds ?? ScanBounds.None;
    }

    // Names that the query gives to parts of itself: they stand for no other table.
    private void CollectNames(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("cte_map", out JsonElement ctes) &&
            ctes.TryGetProperty("map", out JsonElement map))
        {
            foreach (JsonElement entry in map.EnumerateArray()) _names.Add(Text(entry, "key"));
        }

        foreach (JsonElement child in Children(element)) CollectNames(child);
    }

    private void Visit(JsonElement element)
    {
        switch (Text(element, "type"))
        {
            case "SELECT_NODE":
                VisitSelect(element);
                return;
            case "BASE_TABLE":
                VisitTable(element, ScanBounds.None);
                return;
            case "TABLE_FUNCTION":
                string name = element.TryGetProperty("function", out JsonElement function)
                    ? Text(function, "function_name")
                    : "";
                if (!s_functionsWithoutTables.Contains(name, StringComparer.OrdinalIgnoreCase)) Add(ScanBounds.None);
                break;
        }

        foreach (JsonElement child in Children(element)) Visit(child);
    }

    private void VisitSelect(JsonElement select)
    {
        JsonElement from = select.GetProperty("from_table");
        select.TryGetProperty("where_clause", out JsonElement where);
        VisitFrom(from, where, isAlone: Text(from, "type") == "BASE_TABLE", isBounded: true);
        foreach (JsonProperty part in select.EnumerateObject())
        {
            if (part.Name != "from_table") Visit(part.Value);
        }
    }

    // A filter on the answer of a join holds for the rows that go into it, as it is never true of a row that is made
    // up; not so where a row takes its place from those around it.
    private void VisitFrom(JsonElement from, JsonElement where, bool isAlone, bool isBounded)
    {
        switch (Text(from, "type"))
        {
            case "JOIN":
                bool isPlain = Text(from, "ref_type") is "REGULAR" or "CROSS" or "NATURAL";
                VisitFrom(from.GetProperty("left"), where, isAlone: false, isBounded && isPlain);
                VisitFrom(from.GetProperty("right"), where, isAlone: false, isBounded && isPlain);
                Visit(from.GetProperty("condition"));
                break;
            case "BASE_TABLE":
                VisitTable(from, isBounded ? _where.Read(where, AliasOf(from), isAlone) : ScanBounds.None);
                break;
            default:
                Visit(from);
                break;
        }
    }

    private void VisitTable(JsonElement table, ScanBounds bounds)
    {
        string name = Text(table, "table_name");
        bool isView = name.Equals(View, StringComparison.OrdinalIgnoreCase);
        if (!isView && _names.Contains(name)) return;

        // A sample is taken before the filter, and columns that were given other names are not what they seem.
        bool isPlain = isView && IsNull(table, "sample") && IsNull(table, "at_clause") &&
            table.TryGetProperty("column_name_alias", out JsonElement columns) && columns.GetArrayLength() == 0;
        Add(isPlain ? bounds : ScanBounds.None);
    }

    private void Add(ScanBounds bounds) => _bounds = _bounds is null ? bounds : _bounds.Or(bounds);

    private static string AliasOf(JsonElement table) =>
        Text(table, "alias") is { Length: > 0 } alias ? alias : Text(table, "table_name");

    private static bool IsNull(JsonElement element, string name) =>
        !element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null;

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) &&
        value.ValueKind == JsonValueKind.String
            ? value.GetString() ?? ""
            : "";

    private static IEnumerable<JsonElement> Children(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(property => property.Value),
        JsonValueKind.Array => element.EnumerateArray(),
        _ => [],
    };
}
