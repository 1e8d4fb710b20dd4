using System.Globalization;
using System.Text.RegularExpressions;

namespace Feedlog.Tests.Unit.Spec;

/// <summary>FORMAT.md, taken apart into sections, tables, vectors and the worked example.</summary>
internal sealed partial class SpecDocument
{
    private const int LineBytes = 16;
    private const int PageBytes = 4096;

    private readonly List<string> _sections = [];
    private readonly List<SpecTable> _tables = [];
    private readonly Dictionary<string, byte[]> _vectors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _examples = new(StringComparer.Ordinal);
    private string _section = "";
    private string _code = "";

    private SpecDocument(string text)
    {
        Text = text;
        string[] lines = text.Split('\n');
        for (int at = 0; at < lines.Length; at++) at = Take(lines, at);
    }

    /// <summary>The document of this repository.</summary>
    public static SpecDocument Current { get; } =
        new(File.ReadAllText(SourceTree.PathOf("spec/FORMAT.md")).ReplaceLineEndings("\n"));

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>Numbers of all sections, in their order: "1", "1.1" and so on.</summary>
    public IReadOnlyList<string> Sections => _sections;

    /// <summary>All tables, in their order.</summary>
    public IReadOnlyList<SpecTable> Tables => _tables;

    /// <summary>The vectors by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Vectors => _vectors;

    /// <summary>The worked examples by the name of the vector they explain.</summary>
    public IReadOnlyDictionary<string, byte[]> Examples => _examples;

    /// <summary>The bytes of a vector; fails if there is none of this name.</summary>
    public byte[] Vector(string name)
    {
        Assert.True(_vectors.TryGetValue(name, out byte[]? bytes), $"FORMAT.md section 15 has no vector {name}.");
        return bytes;
    }

    /// <summary>The one table that belongs to this type and has this column.</summary>
    public SpecTable TableOf(string code, string column) =>
        Assert.Single(_tables, table => table.Code == code && table.Columns.Contains(column));

    private int Take(string[] lines, int at)
    {
        string line = lines[at];
        Match heading = Heading().Match(line);
        if (heading.Success)
        {
            _section = heading.Groups[1].Value;
            _sections.Add(_section);
            _code = "";
        }

        Match code = CodeLine().Match(line);
        if (code.Success) _code = code.Groups[1].Value;
        if (line.StartsWith("```", StringComparison.Ordinal)) return TakeBlock(lines, at);
        return line.StartsWith('|') ? TakeTable(lines, at) : at;
    }

    private int TakeTable(string[] lines, int at)
    {
        IReadOnlyList<string> columns = Cells(lines[at]);
        Assert.Matches(@"^\|(-+\|)+$", lines[at + 1]);
        List<IReadOnlyList<string>> rows = [];
        int end = at + 2;
        for (; end < lines.Length && lines[end].StartsWith('|'); end++)
        {
            IReadOnlyList<string> cells = Cells(lines[end]);
            Assert.True(cells.Count == columns.Count, $"Line {end + 1}: {cells.Count} cells under {columns.Count}.");
            rows.Add(cells);
        }

        _tables.Add(new SpecTable(_section, _code, columns, rows));
        return end - 1;
    }

    private int TakeBlock(string[] lines, int at)
    {
        int end = Array.FindIndex(lines, at + 1, line => line == "```");
        Assert.True(end > at, $"Line {at + 1}: a block without an end.");
        string[] title = lines[at][3..].Split(' ');
        IEnumerable<string> body = lines[(at + 1)..end];
        if (title[0] == "vector") _vectors.Add(title[1], Hex(body.Select((line, i) => WithoutOffset(line, i))));
        else if (title[0] == "sparse") _vectors.Add(title[1], Sparse(body.ToArray()));
        else if (title[0] == "example") _examples.Add(title[1], Hex(body.Select(line => line[..26])));
        else Assert.Fail($"Line {at + 1}: an unknown kind of block.");
        return end;
    }

    // Whole pages; the lines that are left out are zero.
    private static byte[] Sparse(string[] lines)
    {
        int[] rows = lines.Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)])
            .Select(offset => (int)Convert.ToUInt32(offset, 16) / LineBytes).ToArray();
        Assert.Equal(rows.Order().Distinct(), rows);
        byte[] bytes = new byte[(rows[^1] * LineBytes / PageBytes + 1) * PageBytes];
        for (int i = 0; i < lines.Length; i++)
        {
            byte[] line = Hex([WithoutOffset(lines[i], rows[i])]);
            Assert.Equal(LineBytes, line.Length);
            Assert.Contains(line, value => value != 0);
            line.CopyTo(bytes, rows[i] * LineBytes);
        }

        return bytes;
    }

    private static string WithoutOffset(string line, int row)
    {
        string offset = (row * LineBytes).ToString("x4", CultureInfo.InvariantCulture) + ": ";
        Assert.StartsWith(offset, line, StringComparison.Ordinal);
        return line[offset.Length..];
    }

    private static byte[] Hex(IEnumerable<string> lines) =>
        Convert.FromHexString(string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));

    private static string[] Cells(string line) =>
        line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray();

    [GeneratedRegex(@"^#{2,3} (\d+(?:\.\d+)?)[. ]")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\bCode: `(\w+)`")]
    private static partial Regex CodeLine();
}
