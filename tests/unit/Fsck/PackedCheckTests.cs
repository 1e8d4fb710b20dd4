using System.Buffers.Binary;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Indexing.Sealed;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Packed pages that say the truth in another way than FORMAT.md section 7.15 does.</summary>
public sealed class PackedCheckTests
{
    [Theory]
    [InlineData(IndexSectionType.Times)]
    [InlineData(IndexSectionType.Groups)]
    public async Task Page_PackedWiderThanItMustBe_IsReadTheSameAndNamed(IndexSectionType type)
    {
        StoreImage image = await IndexedAsync();
        IndexFileEntry run = image.Manifest.Runs[0];
        string path = StoreLayout.Index(run.Number);
        (TimeEntry[] entries, long page) = Read(image, run, type);
        StoreImage wide = image.Copy();
        Span<byte> bytes = wide[path].AsSpan((int)page * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
        bytes[PackedPageLayout.TimeBits..].Clear();
        bytes[PackedPageLayout.TimeBits] = bytes[PackedPageLayout.SequenceBits] = 64;
        bytes[PackedPageLayout.TimeUnit] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[PackedPageLayout.Time..], entries[0].TimeMs);
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = bytes[(PackedPageLayout.Entries + 16 * i)..];
            BinaryPrimitives.WriteInt64LittleEndian(entry, entries[i].TimeMs - entries[0].TimeMs);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], entries[i].Sequence);
        }

        IndexPage.Seal(bytes, image.Manifest.Store.Salt, run.Number, page);

        Assert.NotEqual(image[path], wide[path]);
        Assert.Equal(entries, Read(wide, run, type).Entries);
        Assert.Empty(image.Check().Findings);
        Finding finding = Assert.Single(wide.Check().Findings);
        Assert.Equal(
            (FindingCode.IndexInconsistent, path, page * IndexPageLayout.PageBytes),
            (finding.Code, finding.File, finding.OffsetBytes));
        Assert.Contains($"Section {type} is wrong: its page 0 says times of 64 bits", finding.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunWithMoreTimesThanItSays_IsNamed()
    {
        StoreImage image = await IndexedAsync();
        IndexFileEntry run = image.Manifest.Runs[0];
        IndexFileEntry lie = run with { EntryCount = run.EntryCount - 1 };
        string path = StoreLayout.Index(run.Number);
        Span<byte> header = image[path].AsSpan(0, IndexPageLayout.PageBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header[IndexHeaderLayout.EntryCount..], lie.EntryCount);
        IndexPage.Seal(header, image.Manifest.Store.Salt, run.Number, 0);
        image[StoreLayout.Manifest] = (image.Manifest with { Runs = [lie, .. image.Manifest.Runs.Skip(1)] }).Write();

        Finding finding = Assert.Single(image.Check().Findings);

        Assert.Equal((FindingCode.IndexInconsistent, path), (finding.Code, finding.File));
        Assert.Contains($"it has {run.EntryCount} entries, not {lie.EntryCount}", finding.Message,
            StringComparison.Ordinal);
    }

    private static async Task<StoreImage> IndexedAsync() => IndexedStore.Of(await SampleStores.ClosedAsync());

    private static (TimeEntry[] Entries, long Page) Read(StoreImage image, IndexFileEntry run, IndexSectionType type)
    {
        Assert.True(IndexFileReader.TryOpen(
            image.ToStorage(), image.Manifest.Store, run, new IndexPageCache(), out IndexFileReader? reader, out _));
        using IndexFileReader file = reader;
        Assert.True(PackedSection.TryOpen(file, type, out PackedSection? section));
        List<TimeEntry> entries = [];
        // There is one: the run has records and groups.
        for (PackedCursor cursor = PackedCursor.OfAll(section!); cursor.MoveNext();) entries.Add(cursor.Current);
        return ([.. entries], file.Sections.Single(each => each.Type == type).FirstPage);
    }
}
