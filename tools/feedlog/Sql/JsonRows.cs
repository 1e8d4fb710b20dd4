using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>Rows as one JSON object a line.</summary>
internal sealed class JsonRows : RowWriter
{
    private readonly JsonLines _lines;
    private readonly string[] _names;

    /// <summary>Rows on standard output.</summary>
    public JsonRows(CliStreams streams, IReadOnlyList<string> columns)
    {
        _lines = new JsonLines(streams.Output);
        _names = [.. columns];

        // Two members of one name would hide each other: the second becomes name_2.
        for (int i = 1; i < _names.Length; i++)
        {
            int count = 1;
            while (Array.IndexOf(_names, _names[i], 0, i) >= 0) _names[i] = $"{columns[i]}_{++count}";
        }
    }

    /// <inheritdoc/>
    public override void Write(object?[] row)
    {
        Utf8JsonWriter json = _lines.Begin();
        for (int i = 0; i < row.Length; i++)
        {
            json.WritePropertyName(_names[i]);
            SqlValue.Write(json, row[i]);
        }

        _lines.End();
    }

    /// <inheritdoc/>
    public override void Dispose() => _lines.Dispose();
}
