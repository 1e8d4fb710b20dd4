using System.Buffers;

namespace Feedlog.Tool;

/// <summary>Rows as comma-separated values with a line of names, quoted where needed (RFC 4180).</summary>
internal sealed class CsvRows : RowWriter
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    private readonly StreamWriter _writer;

    /// <summary>Rows on standard output.</summary>
    public CsvRows(CliStreams streams, IReadOnlyList<string> columns)
    {
        _writer = TextOutput.Writer(streams);
        _writer.Write(string.Join(',', columns.Select(Quoted)) + "\n");
    }

    /// <inheritdoc/>
    public override void Write(object?[] row) =>
        _writer.Write(string.Join(',', row.Select(value => Quoted(SqlValue.Text(value)))) + "\n");

    /// <inheritdoc/>
    public override void Dispose() => _writer.Dispose();

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(s_quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
