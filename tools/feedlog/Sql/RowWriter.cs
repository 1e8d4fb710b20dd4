namespace Feedlog.Tool;

/// <summary>Prints the rows of a query. Dispose it to print the rest.</summary>
internal abstract class RowWriter : IDisposable
{
    /// <summary>A writer in a format: table, csv or json.</summary>
    public static RowWriter Of(string format, CliStreams streams, IReadOnlyList<string> columns) => format switch
    {
        "json" => new JsonRows(streams, columns),
        "csv" => new CsvRows(streams, columns),
        _ => new TableRows(streams, columns),
    };

    /// <summary>Prints a row.</summary>
    public abstract void Write(object?[] row);

    /// <inheritdoc/>
    public abstract void Dispose();
}
