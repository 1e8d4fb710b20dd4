using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Feedlog.Tool;

/// <summary>The result of a command as named values: one JSON object, or one "name value" a line.</summary>
internal sealed class Report
{
    private readonly List<(string Name, object? Value)> _values = [];

    /// <summary>Adds a text.</summary>
    public Report Add(string name, string? value) => AddValue(name, value);

    /// <summary>Adds a number.</summary>
    public Report Add(string name, long value) => AddValue(name, value);

    /// <summary>Adds a sequence.</summary>
    public Report Add(string name, ulong value) => AddValue(name, value);

    /// <summary>Adds a measured number; printed with three decimals.</summary>
    public Report Add(string name, double value) => AddValue(name, Math.Round(value, 3));

    /// <summary>Adds a moment: ms since 1970 in JSON, ISO 8601 for people; null if there is none.</summary>
    public Report Add(string name, DateTimeOffset? value) => AddValue(name, value);

    /// <summary>Prints the report on standard output.</summary>
    public void Print(CliStreams streams, bool isJson)
    {
        if (isJson) PrintJson(streams);
        else if (streams.IsOutputTerminal) PrintTable(streams);
        else PrintLines(streams);
    }

    private Report AddValue(string name, object? value)
    {
        _values.Add((name, value));
        return this;
    }

    private void PrintJson(CliStreams streams)
    {
        using JsonLines lines = new(streams.Output);
        Utf8JsonWriter json = lines.Begin();
        foreach ((string name, object? value) in _values)
        {
            switch (value)
            {
                case long number: json.WriteNumber(name, number); break;
                case ulong number: json.WriteNumber(name, number); break;
                case double number: json.WriteNumber(name, number); break;
                case DateTimeOffset time: json.WriteNumber(name, time.ToUnixTimeMilliseconds()); break;
                default: json.WriteString(name, (string?)value); break;
            }
        }

        lines.End();
    }

    private void PrintLines(CliStreams streams)
    {
        using StreamWriter writer = TextOutput.Writer(streams);
        foreach ((string name, object? value) in _values) writer.Write($"{name}\t{Text(value)}\n");
    }

    private void PrintTable(CliStreams streams)
    {
        Grid grid = new();
        grid.AddColumn();
        grid.AddColumn();
        foreach ((string name, object? value) in _values) grid.AddRow(new Text(name), new Text(Text(value)));
        TextOutput.Terminal(streams).Write(grid);
    }

    private static string Text(object? value) => value switch
    {
        null => "-",
        DateTimeOffset time => PlainText.Time(time),
        string text => PlainText.OneLine(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };
}
