using System.Globalization;
using Feedlog.Analytics;

namespace Feedlog.Tests.Analytics;

/// <summary>Runs a query to its end.</summary>
internal static class QueryRun
{
    public static async Task<(List<object?[]> Rows, ScanCounters Counters)> ReadAsync(SqlSession session, string sql)
    {
        SqlReader reader = await session.ExecuteAsync(sql);
        List<object?[]> rows = [];
        await using (reader)
        {
            await foreach (object?[] row in reader.ReadAsync()) rows.Add(row);
        }

        return (rows, reader.Counters);
    }

    public static async Task<object?> ValueAsync(SqlSession session, string sql) =>
        Assert.Single(Assert.Single((await ReadAsync(session, sql)).Rows));

    /// <summary>A value as text that shows all of it.</summary>
    public static string Text(object? value) => value switch
    {
        null => "-",
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexString(bytes),
        object?[] items => "[" + string.Join('|', items.Select(Text)) + "]",
        IReadOnlyDictionary<string, object?> fields =>
            "{" + string.Join('|', fields.Select(field => field.Key + "=" + Text(field.Value))) + "}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static string Line(object?[] row) => string.Join('\t', row.Select(Text));
}
