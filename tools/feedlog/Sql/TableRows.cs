using Spectre.Console;

namespace Feedlog.Tool;

/// <summary>Rows for people: a table on a terminal, tab-separated lines elsewhere.</summary>
internal sealed class TableRows : RowWriter
{
    private const int RowsPerTable = 200;
    private const int CellLengthMax = 200;

    private readonly CliStreams _streams;
    private readonly string[] _names;
    private readonly StreamWriter? _writer;
    private readonly List<string[]> _rows = [];

    /// <summary>Rows on standard output.</summary>
    public TableRows(CliStreams streams, IReadOnlyList<string> columns)
    {
        _streams = streams;
        _names = [.. columns.Select(name => PlainText.OneLine(name))];
        if (streams.IsOutputTerminal) return;
        _writer = TextOutput.Writer(streams);
        _writer.Write(string.Join('\t', _names) + "\n");
    }

    /// <inheritdoc/>
    public override void Write(object?[] row)
    {
        string[] cells = [.. row.Select(value => PlainText.OneLine(SqlValue.Text(value), CellLengthMax))];
        if (_writer is not null)
        {
            _writer.Write(string.Join('\t', cells) + "\n");
            return;
        }

        _rows.Add(cells);
        if (_rows.Count >= RowsPerTable) Draw();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _writer?.Dispose();
        if (_rows.Count > 0) Draw();
    }

    private void Draw()
    {
        Table table = new() { Border = TableBorder.Minimal };
        foreach (string name in _names) table.AddColumn(new TableColumn(new Text(name)));
        foreach (string[] row in _rows) table.AddRow(row.Select(cell => new Text(cell)));
        TextOutput.Terminal(_streams).Write(table);
        _rows.Clear();
    }
}
