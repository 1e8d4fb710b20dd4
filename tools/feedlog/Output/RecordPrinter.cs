using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Feedlog.Tool;

/// <summary>
/// Prints records: JSON objects, tab-separated lines, or tables when a person looks on. Dispose it to print the rest.
/// </summary>
internal sealed class RecordPrinter : IDisposable
{
    private const int RowsPerTable = 200;
    private const int PreviewLength = 100;

    private readonly CliStreams _streams;
    private readonly JsonLines? _json;
    private readonly StreamWriter? _text;
    private readonly List<string[]> _rows = [];

    /// <summary>A printer on standard output.</summary>
    public RecordPrinter(CliStreams streams, bool isJson)
    {
        _streams = streams;
        if (isJson) _json = new JsonLines(streams.Output);
        else if (!streams.IsOutputTerminal) _text = TextOutput.Writer(streams);
    }

    /// <summary>Prints a record.</summary>
    public void Print(Record record)
    {
        if (_json is null)
        {
            PrintRow(Columns(record));
            return;
        }

        RecordJson.Write(_json.Begin(), record);
        _json.End();
    }

    /// <summary>Prints a hit with its score, and what else was asked for.</summary>
    public void Print(SearchHit hit)
    {
        if (_json is not null)
        {
            HitJson.Write(_json.Begin(), hit);
            _json.End();
            return;
        }

        string[] columns = [hit.Score.ToString("0.000", CultureInfo.InvariantCulture), .. Columns(hit.Record)];
        if (hit.Snippet is not null) columns[^1] = PlainText.OneLine(HitText.Of(hit.Snippet));
        PrintRow(columns);
        if (hit.Explanation is null) return;
        foreach (string line in HitText.Of(hit.Explanation))
            PrintRow([.. Enumerable.Repeat("", columns.Length - 1), PlainText.OneLine(line)]);
    }

    /// <summary>Prints a version with its end.</summary>
    public void Print(RecordVersion version)
    {
        string end = version.End switch
        {
            VersionEnd.Superseded => "superseded",
            VersionEnd.Deleted => "deleted",
            VersionEnd.Expired => "expired",
            _ => "current",
        };
        if (_json is null)
        {
            PrintRow([end, .. Columns(version.Record)]);
            return;
        }

        Utf8JsonWriter json = _json.Begin();
        RecordJson.Write(json, version.Record);
        json.WriteString("end", end);
        if (version.EndedAtSequence != 0) json.WriteNumber("endedAt", version.EndedAtSequence);
        if (version.End == VersionEnd.Deleted) json.WriteBoolean("deleted", true);
        _json.End();
    }

    /// <summary>Prints a change of the feed: a record with what it superseded, or a deletion.</summary>
    public void Print(Change change)
    {
        if (_json is null)
        {
            PrintRow(change.Record is null ? DeletionColumns(change) : Columns(change.Record));
            return;
        }

        Utf8JsonWriter json = _json.Begin();
        if (change.Record is null)
        {
            json.WriteBoolean("deleted", true);
            json.WriteString("key", change.Key);
            json.WriteString("stream", change.Stream);
            json.WriteNumber("sequence", change.Sequence);
        }
        else
        {
            RecordJson.Write(json, change.Record);
        }

        if (change.Ended is RecordId ended)
        {
            json.WriteString("ended", ended.ToString());
            json.WriteNumber("endedSequence", change.EndedSequence);
        }

        _json.End();
    }

    /// <summary>Shows everything printed so far.</summary>
    public void Flush()
    {
        _json?.Flush();
        _text?.Flush();
        if (_rows.Count > 0) DrawTable();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _json?.Dispose();
        _text?.Dispose();
    }

    private static string[] Columns(Record record) =>
    [
        PlainText.Time(record.Timestamp),
        record.Id.ToString(),
        Name(record.Key, record.Stream),
        record.IsText
            ? PlainText.OneLine(record.Content, PreviewLength)
            : string.Create(CultureInfo.InvariantCulture, $"({record.ContentBytes.Length} bytes)"),
    ];

    private static string[] DeletionColumns(Change change) =>
        ["deleted", change.Ended?.ToString() ?? "-", Name(change.Key, change.Stream), "-"];

    private static string Name(string? key, string? stream) =>
        PlainText.OneLine(stream is null ? key ?? "-" : $"{stream}/{key ?? "-"}");

    private void PrintRow(string[] columns)
    {
        if (_text is not null)
        {
            _text.Write(string.Join('\t', columns) + "\n");
            return;
        }

        _rows.Add(columns);
        if (_rows.Count >= RowsPerTable) DrawTable();
    }

    private void DrawTable()
    {
        Table table = new() { Border = TableBorder.None, ShowHeaders = false };
        for (int i = 0; i < _rows[0].Length; i++)
        {
            // Key and content give way on a narrow terminal; time and id are no use in pieces.
            bool isFixed = i < _rows[0].Length - 2;
            table.AddColumn(new TableColumn("") { NoWrap = isFixed });
        }

        foreach (string[] row in _rows) table.AddRow(row.Select(cell => new Text(cell)));
        TextOutput.Terminal(_streams).Write(table);
        _rows.Clear();
    }
}
