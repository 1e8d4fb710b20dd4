using System.Globalization;
using System.Text.RegularExpressions;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;

namespace Feedlog.Tests.Unit.Spec;

/// <summary>Holds what FORMAT.md says of index files against the code, where no table of offsets says it.</summary>
public sealed partial class IndexSpecTests
{
    private static readonly SpecDocument s_spec = SpecDocument.Current;
    private static readonly SpecTable s_sections = s_spec.TableOf(nameof(IndexSectionType), "Number");

    [Fact]
    public void SectionTable_EntryBytes_AreTheOnlyOnesThatAreRead()
    {
        int read = 0;
        for (int row = 1; row < s_sections.Rows.Count; row++)
        {
            foreach (int entryBytes in (int[])[4, 8, 16, 32, 64, 128])
            {
                IndexSectionEntry entry = new()
                {
                    Type = Enum.Parse<IndexSectionType>(s_sections.Cell(row, "Name")),
                    EntryBytes = entryBytes,
                    FirstPage = 1,
                    EntryCount = 1,
                };
                byte[] bytes = new byte[IndexSectionLayout.EntryBytes];
                entry.Write(bytes);
                bool isRead = IndexSectionEntry.TryRead(bytes, out IndexSectionEntry again, out FormatFault fault);
                Assert.Equal(EntryBytes(row) == entryBytes, isRead);
                Assert.Equal(isRead ? FormatFault.None : FormatFault.BadLength, fault);
                if (isRead) Assert.Equal(entry, again);
                if (isRead) read++;
            }
        }

        Assert.Equal(s_sections.Rows.Count - 1, read);
    }

    [Fact]
    public void SectionTable_FieldsOfAnEntry_AddUpToItsSize()
    {
        int checkedRows = 0;
        for (int row = 1; row < s_sections.Rows.Count; row++)
        {
            int bits = FieldType().Matches(s_sections.Cell(row, "Entry"))
                .Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            if (bits == 0) continue;
            Assert.Equal(EntryBytes(row) * 8, bits);
            checkedRows++;
        }

        Assert.Equal(14, checkedRows);
    }

    [Theory]
    [InlineData(IndexSectionType.Extents, ExtentLayout.EntryBytes, ExtentLayout.FirstSlot)]
    [InlineData(IndexSectionType.Slots, SlotEntryLayout.EntryBytes, 0)]
    [InlineData(IndexSectionType.Ids, TagEntryLayout.EntryBytes, TagEntryLayout.Tag)]
    [InlineData(IndexSectionType.Keys, TagEntryLayout.EntryBytes, TagEntryLayout.Tag)]
    [InlineData(IndexSectionType.TimeFences, TimeFenceLayout.EntryBytes, TimeFenceLayout.Reserved)]
    [InlineData(IndexSectionType.SegmentState, SegmentStateLayout.RowBytes, SegmentStateLayout.Reserved)]
    [InlineData(IndexSectionType.Deaths, DeathEntryLayout.EntryBytes, DeathEntryLayout.Killer)]
    [InlineData(IndexSectionType.Stretches, StretchLayout.EntryBytes, StretchLayout.FirstSlot)]
    [InlineData(IndexSectionType.VectorRows, VectorRowLayout.EntryBytes, VectorRowLayout.Reserved)]
    [InlineData(IndexSectionType.Chunks, WordChunkLayout.EntryBytes, WordChunkLayout.LengthBefore)]
    public void SectionTable_Entries_AreLaidOutAsInTheCode(IndexSectionType type, int entryBytes, int lastField)
    {
        int row = Enumerable.Range(0, s_sections.Rows.Count)
            .Single(row => s_sections.Cell(row, "Name") == type.ToString());
        Assert.Equal(EntryBytes(row), entryBytes);
        Assert.InRange(entryBytes - lastField, 4, 8);
    }

    [Fact]
    public void PageTable_Payload_HasTheSizeOfTheCode()
    {
        SpecTable table = s_spec.TableOf(nameof(IndexPageLayout), "Offset");
        Assert.Equal("Payload", table.Cell(0, "Name"));
        Assert.Equal(
            IndexPageLayout.PayloadBytes.ToString("N0", CultureInfo.InvariantCulture), table.Cell(0, "Size"));
        Assert.Contains($"= {IndexPageLayout.PayloadBytes} / EntrySize", s_spec.Text, StringComparison.Ordinal);
        Assert.Contains(
            $"{IndexFileHeader.SectionCountMax} at most; what lies behind is zero", s_spec.Text,
            StringComparison.Ordinal);
        Assert.Contains(
            $"SectionCount is at most {IndexFileHeader.SectionCountMax}", s_spec.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void PackedPages_HaveTheLimitsOfTheCode()
    {
        Assert.Contains($"1 to {Number(PackedPageLayout.CountMax)} |", s_spec.Text, StringComparison.Ordinal);
        Assert.Contains($"at most {Number(PackedPageLayout.CountMax)}, and", s_spec.Text, StringComparison.Ordinal);
        Assert.Contains($"EntryCount / {PackedPageLayout.CountMax}, rounded up", s_spec.Text, StringComparison.Ordinal);
        Assert.Contains($"`a`: bits of a time, 0 to {PackedPageLayout.BitsMax} |", s_spec.Text, StringComparison.Ordinal);
        int perPage = IndexPageLayout.PayloadBytes / IndexSection.StreamEntryBytes;
        Assert.Contains($"{perPage} for each", s_spec.Text, StringComparison.Ordinal);

        static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Version_IsThatOfTheCode()
    {
        SpecTable table = s_spec.TableOf(nameof(IndexHeaderLayout), "Offset");
        int row = Enumerable.Range(0, table.Rows.Count).Single(row => table.Cell(row, "Name") == "Version");
        Assert.StartsWith($"u32, {FormatVersion.Index}:", table.Cell(row, "Meaning"), StringComparison.Ordinal);
        Assert.Contains($"this is their version {FormatVersion.Index}.", s_spec.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Bits_OfSlotsAndKillers_AreThoseOfTheCode()
    {
        Assert.Equal(1U << 31, SlotEntryLayout.NotRecordBit);
        Assert.Equal(1UL << 63, DeathEntryLayout.TombstoneBit);
        Assert.Equal(1UL << 28 | 2, FrameAddress.At(1, 16).Packed);
        Assert.Contains("segment number * 2^28 + offset / 8", s_spec.Text, StringComparison.Ordinal);
    }

    private static int EntryBytes(int row) =>
        int.Parse(s_sections.Cell(row, "Entry bytes"), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b[uif](\d+)\b")]
    private static partial Regex FieldType();
}
