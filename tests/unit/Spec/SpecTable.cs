namespace Feedlog.Tests.Unit.Spec;

/// <summary>A table of FORMAT.md.</summary>
/// <param name="Section">Number of the section it stands in.</param>
/// <param name="Code">Name of the type that the line "Code:" above it gives; empty if there is none.</param>
/// <param name="Columns">Titles of the columns.</param>
/// <param name="Rows">The cells, without blanks around them and without code marks.</param>
internal sealed record SpecTable(
    string Section, string Code, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The cell of this row under this title.</summary>
    public string Cell(int row, string column)
    {
        int at = Columns.ToList().IndexOf(column);
        Assert.True(at >= 0, $"Section {Section} has a table without a column {column}.");
        return Rows[row][at];
    }
}
