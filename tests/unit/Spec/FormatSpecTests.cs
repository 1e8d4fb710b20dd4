using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;
using Feedlog.Format.V1;

namespace Feedlog.Tests.Unit.Spec;

/// <summary>Holds every table and number of FORMAT.md against the code: neither may change alone.</summary>
public sealed partial class FormatSpecTests
{
    private const int OffsetTables = 25;
    private const int EnumTables = 8;

    private static readonly SpecDocument s_spec = SpecDocument.Current;

    [Fact]
    public void Sections_AreThoseThatTheCodeCites()
    {
        string[] chapters = s_spec.Sections.Where(section => !section.Contains('.')).ToArray();
        Assert.Equal(Enumerable.Range(1, 15).Select(n => n.ToString(CultureInfo.InvariantCulture)), chapters);
        Assert.Equal(s_spec.Sections.Count, s_spec.Sections.Distinct().Count());

        int citations = 0;
        foreach (string file in SourceTree.Files(".cs", "src", "tools", "tests", "external", "benchmarks"))
        {
            foreach (Match match in Citation().Matches(File.ReadAllText(SourceTree.PathOf(file))))
            {
                citations++;
                string section = match.Groups[1].Value;
                Assert.True(s_spec.Sections.Contains(section), $"{file} cites section {section}, which is not there.");
            }
        }

        Assert.True(citations >= 30, $"Only {citations} citations were found: is the search broken?");
    }

    [Fact]
    public void EveryTable_IsComparedWithSomething()
    {
        Assert.Equal(OffsetTables, s_spec.Tables.Count(table => table.Columns[0] == "Offset"));
        Assert.Equal(EnumTables, s_spec.Tables.Count(table => table.Columns[0] == "Number"));
        string[] others = s_spec.Tables.Select(table => table.Columns[0])
            .Where(title => title is not ("Offset" or "Number")).ToArray();
        Assert.Equal(["Word", "Name", "Path", "Ending", "Member", "Name", "Section", "Fault", "Salt", "File"], others);
        Assert.All(s_spec.Tables, table => Assert.NotEmpty(table.Rows));
    }

    [Theory]
    [InlineData(typeof(FrameLayout), 15, "AlignmentBytes")]
    [InlineData(typeof(CommitLayout), 9)]
    [InlineData(typeof(VectorLayout), 6)]
    [InlineData(typeof(SegmentLayout), 16)]
    [InlineData(typeof(FooterLayout), 14)]
    [InlineData(typeof(ChunkLayout), 10)]
    [InlineData(typeof(ManifestLayout), 22, "HashBytes", "AnalyzerBytes", "UnicodeVersionBytes")]
    [InlineData(typeof(SegmentEntryLayout), 14)]
    [InlineData(typeof(ShardEntryLayout), 14)]
    [InlineData(typeof(WatermarkLayout), 9, "SlotStrideBytes", "SlotCount", "FileBytes")]
    [InlineData(typeof(IndexEntryLayout), 14)]
    [InlineData(typeof(IndexPageLayout), 4, "PayloadBytes")]
    [InlineData(typeof(IndexHeaderLayout), 20)]
    [InlineData(typeof(IndexSectionLayout), 7)]
    [InlineData(typeof(SegmentStateLayout), 9, "HashRows")]
    [InlineData(typeof(PackedPageLayout), 9, "CountMax", "BitsMax")]
    [InlineData(typeof(WordChunkLayout), 5, "SlotCount", "WidthShift")]
    [InlineData(typeof(VectorModelLayout), 3)]
    [InlineData(typeof(VectorRowLayout), 6)]
    [InlineData(typeof(ShardLayout), 15)]
    [InlineData(typeof(ShardChunkLayout), 17, "EntriesPerPage", "FramesHashBytes")]
    [InlineData(typeof(ShardFooterLayout), 19)]
    [InlineData(typeof(PostingBlockLayout), 4, "ImpactCount", "Count", "Form", "Slots", "WidthMask", "PlanesShift",
        "BitmapBit", "SparseBit", "CountMax", "SizeMin", "SizeMax", "SlotCountMax", "TermBytesMax")]
    public void LayoutTable_EveryRow_IsTheConstantOfThatName(Type layout, int rows, params string[] elsewhere)
    {
        SpecTable table = s_spec.TableOf(layout.Name, "Offset");
        Dictionary<string, long> constants = Constants(layout);
        foreach (string name in elsewhere) Assert.True(constants.Remove(name), $"{name} is no constant.");

        Assert.Equal(rows, table.Rows.Count);
        for (int row = 0; row < rows; row++)
        {
            string name = table.Cell(row, "Name");
            Assert.True(constants.Remove(name, out long offset), $"{layout.Name} has no constant {name}.");
            Assert.Equal(Number(table.Cell(row, "Offset")), offset);
        }

        Assert.Empty(constants);
    }

    [Theory]
    [InlineData(typeof(FrameLayout))]
    [InlineData(typeof(CommitLayout))]
    [InlineData(typeof(VectorLayout))]
    [InlineData(typeof(SegmentLayout))]
    [InlineData(typeof(FooterLayout))]
    [InlineData(typeof(ChunkLayout))]
    [InlineData(typeof(ManifestLayout))]
    [InlineData(typeof(SegmentEntryLayout))]
    [InlineData(typeof(ShardEntryLayout))]
    [InlineData(typeof(WatermarkLayout))]
    [InlineData(typeof(IndexEntryLayout))]
    [InlineData(typeof(IndexPageLayout))]
    [InlineData(typeof(IndexHeaderLayout))]
    [InlineData(typeof(IndexSectionLayout))]
    [InlineData(typeof(SegmentStateLayout))]
    [InlineData(typeof(PackedPageLayout))]
    [InlineData(typeof(WordChunkLayout))]
    [InlineData(typeof(VectorRowLayout))]
    [InlineData(typeof(ShardLayout))]
    [InlineData(typeof(ShardChunkLayout))]
    [InlineData(typeof(ShardFooterLayout))]
    [InlineData(typeof(PostingBlockLayout))]
    public void LayoutTable_Fields_FollowEachOtherWithoutGaps(Type layout)
    {
        SpecTable table = s_spec.TableOf(layout.Name, "Offset");
        long end = 0;
        int row = 0;
        for (; table.Cell(row, "Size") != "-"; row++)
        {
            Assert.Equal(end, Number(table.Cell(row, "Offset")));
            end += Number(table.Cell(row, "Size"));
        }

        Assert.Equal(end, Number(table.Cell(row, "Offset")));
    }

    [Fact]
    public void ManifestTable_TextFields_HaveTheSizesOfTheCode()
    {
        SpecTable table = s_spec.TableOf(nameof(ManifestLayout), "Offset");
        Dictionary<string, string> sizes = Enumerable.Range(0, table.Rows.Count)
            .ToDictionary(row => table.Cell(row, "Name"), row => table.Cell(row, "Size"), StringComparer.Ordinal);
        Assert.Equal(ManifestLayout.AnalyzerBytes, Number(sizes["Analyzer"]));
        Assert.Equal(ManifestLayout.UnicodeVersionBytes, Number(sizes["UnicodeVersion"]));
        Assert.Contains(
            $"{ManifestLayout.FixedBytes} + {SegmentEntryLayout.EntryBytes} * (SegmentCount + ShardCount + IndexFileCount + " +
            $"LiveFileCount + WordFileCount + VectorFileCount) + {ManifestLayout.HashBytes}", s_spec.Text, StringComparison.Ordinal);
        Assert.Equal(SegmentEntryLayout.EntryBytes, IndexEntryLayout.EntryBytes);
        Assert.Equal(SegmentEntryLayout.EntryBytes, ShardEntryLayout.EntryBytes);
        Assert.Contains(
            $"{ManifestLayout.FixedBytes + ManifestLayout.HashBytes} bytes are there", s_spec.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ExtensionTable_EveryRow_IsWhatTheReaderReads()
    {
        SpecTable table = s_spec.TableOf(nameof(ExtensionReader), "Offset");
        Assert.Equal(["0", "2", "6", "6"], table.Rows.Select(row => row[0]));
        Assert.Equal(["2", "4", "Length", "-"], table.Rows.Select(row => row[1]));
        string[] names = ["Type", "Length", "Value", nameof(ExtensionReader.PrefixBytes)];
        Assert.Equal(names, table.Rows.Select(row => row[2]));
        Assert.Equal(6, ExtensionReader.PrefixBytes);
        Assert.Contains("bit 15 (`8000`)", table.Rows[0][3], StringComparison.Ordinal);
        Assert.Equal(0x8000, ExtensionReader.CriticalBit);
    }

    [Fact]
    public void FrameV1Table_EveryRow_AddsUpToTheSizesOfTheCode()
    {
        SpecTable table = s_spec.TableOf(nameof(FrameV1Layout), "Offset");
        Assert.Equal(11, table.Rows.Count);
        const int i = 1000, c = 20_000, m = 300_000;
        long end = 0;
        for (int row = 0; row < 10; row++)
        {
            Assert.Equal(end, Sum(table.Cell(row, "Offset"), i, c, m));
            end += Sum(table.Cell(row, "Size"), i, c, m);
        }

        Assert.Equal(end, Sum(table.Cell(10, "Offset"), i, c, m));
        Assert.Equal(end, FrameV1.TotalLength(i, c, m));
        Assert.Equal(FrameV1Layout.EmptyBytes, Sum(table.Cell(10, "Offset"), 0, 0, 0));
        Assert.Equal(FrameV1Layout.PrefixBytes, Sum(table.Cell(3, "Offset"), 0, 0, 0));
        Assert.Equal(FrameV1Layout.TimestampBytes, Number(table.Cell(4, "Size")));
        Assert.Equal(FrameV1Layout.LengthBytes, Number(table.Cell(5, "Size")));
        Assert.Equal(FrameV1Layout.LengthBytes, Number(table.Cell(7, "Size")));
        Assert.Equal(FrameV1Layout.ChecksumBytes, Number(table.Cell(9, "Size")));
    }

    [Fact]
    public void LimitsTable_EveryRow_IsTheLimitOfThatName()
    {
        SpecTable table = s_spec.TableOf(nameof(FormatLimits), "Value");
        Dictionary<string, long> constants = Constants(typeof(FormatLimits));
        Assert.Equal(24, table.Rows.Count);
        CompareValues(table, constants);
        Assert.Empty(constants);
    }

    [Fact]
    public void WatermarkTable_SlotsAndFile_AreThoseOfTheCode()
    {
        Dictionary<string, long> constants = Constants(typeof(WatermarkLayout));
        SpecTable table = s_spec.TableOf(nameof(WatermarkLayout), "Value");
        Assert.Equal(3, table.Rows.Count);
        CompareValues(table, constants);
    }

    [Theory]
    [InlineData(typeof(FrameType), 7)]
    [InlineData(typeof(FrameFlags), 4, "All")]
    [InlineData(typeof(ExtensionType), 13)]
    [InlineData(typeof(VectorElementType), 4)]
    [InlineData(typeof(SegmentState), 4)]
    [InlineData(typeof(IndexFileKind), 5)]
    [InlineData(typeof(IndexSectionType), 30)]
    [InlineData(typeof(ShardCodec), 3)]
    public void EnumTable_EveryRow_IsTheNumberOfThatName(Type type, int rows, params string[] elsewhere)
    {
        SpecTable table = s_spec.TableOf(type.Name, "Number");
        Assert.Equal(rows, table.Rows.Count);
        Dictionary<string, long> expected = Enumerable.Range(0, rows)
            .ToDictionary(row => table.Cell(row, "Name"), row => Number(table.Cell(row, "Number")));
        Dictionary<string, long> actual = Enum.GetNames(type).Except(elsewhere)
            .ToDictionary(name => name, name => Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture));
        Assert.Equal(expected.OrderBy(pair => pair.Key), actual.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void ExtensionTable_CriticalOnes_AreCalledCritical()
    {
        SpecTable table = s_spec.TableOf(nameof(ExtensionType), "Number");
        for (int row = 0; row < table.Rows.Count; row++)
        {
            bool isCritical = (Number(table.Cell(row, "Number")) & ExtensionReader.CriticalBit) != 0;
            Assert.Equal(isCritical, table.Cell(row, "Value").Contains("critical", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void FaultTable_ListsEveryFaultAndNoOther()
    {
        SpecTable table = s_spec.TableOf(nameof(FormatFault), "Fault");
        Assert.Equal(Enum.GetNames<FormatFault>(), table.Rows.Select(row => row[0]));

        int start = s_spec.Text.IndexOf("\n## 8.", StringComparison.Ordinal);
        int end = s_spec.Text.IndexOf("\n## 9.", StringComparison.Ordinal);
        string section8 = s_spec.Text[start..end];
        string[] named = FaultName().Matches(section8).Select(match => match.Value).Distinct().ToArray();
        Assert.True(named.Length >= 15, "The search for fault names is broken.");
        Assert.Empty(named.Except(Enum.GetNames<FormatFault>()));
    }

    [Fact]
    public void NameTables_EveryRow_IsTheNameOfTheCode()
    {
        Dictionary<string, string> constants = typeof(StoreLayout).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!, StringComparer.Ordinal);
        int rows = 0;
        string[] titles = ["Path", "Ending"];
        foreach (string title in titles)
        {
            SpecTable table = s_spec.TableOf(nameof(StoreLayout), title);
            for (int row = 0; row < table.Rows.Count; row++, rows++)
            {
                Assert.True(constants.Remove(table.Cell(row, "Name"), out string? value));
                Assert.Equal(table.Cell(row, title), value);
            }
        }

        Assert.Equal(17, rows);
        Assert.Empty(constants);
        Assert.Contains($"`{StoreLayout.Segment(1)}`", s_spec.Text, StringComparison.Ordinal);
        Assert.Contains($"`{StoreLayout.Index(7)}`", s_spec.Text, StringComparison.Ordinal);
        Assert.Contains(
            $"`{StoreLayout.Shard(new ShardMonth(2026, 3), 1)}`", s_spec.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ReservedMembers_AreThoseThatTheToolWrites()
    {
        SpecTable table = Assert.Single(s_spec.Tables, table => table.Columns[0] == "Member");
        string tool = File.ReadAllText(SourceTree.PathOf("tools/feedlog/Frames/FrameMetadata.cs"));
        string[] read = ReadMember().Matches(tool).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(table.Rows.Select(row => row[0]), read);
        Assert.Equal(7, read.Length);
        Assert.Contains("ReservedName = \"_feedlog\"", tool, StringComparison.Ordinal);
    }

    [Fact]
    public void PlaceSeedTable_EveryRow_IsWhatTheCodeComputes()
    {
        SpecTable table = Assert.Single(s_spec.Tables, table => table.Section == "15.1");
        Assert.Equal(6, table.Rows.Count);
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            ulong seed = Checksum.PlaceSeed(Hex(row[0]), ulong.Parse(row[1], CultureInfo.InvariantCulture),
                ulong.Parse(row[2], CultureInfo.InvariantCulture));
            Assert.Equal(Hex(row[3]), seed);
        }
    }

    [Fact]
    public void Versions_AreThoseOfTheCode()
    {
        Assert.Contains($"# The Feedlog file format, version {FormatVersion.Current}\n", s_spec.Text,
            StringComparison.Ordinal);
        Assert.Contains($"## 4. Frame v{FormatVersion.Current}\n", s_spec.Text, StringComparison.Ordinal);
        Assert.Contains($"## 5. Frame v{FormatVersion.Portable}\n", s_spec.Text, StringComparison.Ordinal);
        Assert.Equal(0UL, FeatureBits.KnownRequired | FeatureBits.KnownOptional);
        Assert.Contains("No bit of either kind is defined yet.", s_spec.Text, StringComparison.Ordinal);
    }

    private static void CompareValues(SpecTable table, Dictionary<string, long> constants)
    {
        for (int row = 0; row < table.Rows.Count; row++)
        {
            string name = table.Cell(row, "Name");
            Assert.True(constants.Remove(name, out long value), $"There is no constant {name}.");
            Assert.Equal(Number(table.Cell(row, "Value")), value);
        }
    }

    private static Dictionary<string, long> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.FieldType != typeof(byte) && field.FieldType != typeof(string))
            .ToDictionary(field => field.Name,
                field => Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture),
                StringComparer.Ordinal);

    private static long Sum(string expression, int i, int c, int m) =>
        expression.Split('+').Sum(part => part.Trim() switch
        {
            "i" => i,
            "c" => c,
            "m" => m,
            string number => Number(number),
        });

    private static long Number(string cell) => cell.StartsWith("0x", StringComparison.Ordinal)
        ? (long)Hex(cell[2..])
        : long.Parse(cell, NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static ulong Hex(string digits) =>
        ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"FORMAT\.md section (\d+(?:\.\d+)?)")]
    private static partial Regex Citation();

    [GeneratedRegex("case \"(\\w+)\": return extras with")]
    private static partial Regex ReadMember();

    [GeneratedRegex(@"\b(Bad|Unknown|Wrong)[A-Z]\w+|\bTruncated\b|\bUnwritten\b")]
    private static partial Regex FaultName();
}
