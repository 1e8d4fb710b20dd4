using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>The container: pages, sections, and what becomes of a file that is not finished.</summary>
public sealed class IndexFileTests
{
    private static readonly IndexCoverage s_coverage = new LogModel(1, 50).Coverage(..3);

    public static TheoryData<int, int> Sections()
    {
        TheoryData<int, int> sections = [];
        foreach (int entryBytes in (int[])[4, 8, 32, 64])
        {
            int perPage = IndexPageLayout.PayloadBytes / entryBytes;
            foreach (int count in (int[])[1, 2, perPage - 1, perPage, perPage + 1, 3 * perPage, 300 * perPage + 1])
                sections.Add(entryBytes, count);
        }

        return sections;
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Entries_AreReadAsTheyWereWritten(int entryBytes, int count)
    {
        IndexFolder folder = new();
        IndexSectionType type = TypeOf(entryBytes);
        IndexFileEntry entry;
        using (IndexFileWriter writer = new(folder.Storage, LogModel.Store, 5, IndexFileKind.Run, 77))
        {
            writer.BeginSection(type, entryBytes);
            for (int i = 0; i < count; i++) BinaryPrimitives.WriteInt32LittleEndian(writer.Add(), i + 1);
            writer.BeginSection(IndexSectionType.ExpiryFences, 32);
            writer.BeginSection(IndexSectionType.SegmentState, 64);
            writer.Add().Fill(0xEE);
            entry = writer.Finish(s_coverage, count);
        }

        int perPage = IndexPageLayout.PayloadBytes / entryBytes;
        int pageCount = 2 + (count + perPage - 1) / perPage;
        Assert.Equal(pageCount * (long)IndexPageLayout.PageBytes, entry.LengthBytes);
        Assert.Equal(s_coverage, entry.Coverage);
        foreach (bool isMapped in (bool[])[true, false])
        {
            using IndexFileReader reader = Open(folder, entry, IndexFolder.Pages(isMapped));
            Assert.False(reader.TryGetSection(IndexSectionType.ExpiryFences, out _));
            Assert.True(reader.TryGetSection(type, out IndexSection section));
            Assert.Equal((entryBytes, 1L, count), (section.EntryBytes, section.FirstPage, section.EntryCount));
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> bytes = reader.Entry(section, i);
                Assert.Equal(entryBytes, bytes.Length);
                Assert.Equal(i + 1, BinaryPrimitives.ReadInt32LittleEndian(bytes));
                Assert.False(bytes[4..].ContainsAnyExcept((byte)0));
            }

            Assert.Equal(pageCount - 2, reader.VerifiedPages);
            Assert.Throws<ArgumentOutOfRangeException>(() => reader.Entry(section, count).Length);
            Assert.Throws<ArgumentOutOfRangeException>(() => reader.Entry(section, -1).Length);
            Assert.Throws<ArgumentOutOfRangeException>(() => reader.Page(pageCount).Length);
            Assert.True(reader.TryGetSection(IndexSectionType.SegmentState, out IndexSection last));
            Assert.False(reader.Entry(last, 0).ContainsAnyExcept((byte)0xEE));
            Assert.False(reader.Page(last.FirstPage)[64..].ContainsAnyExcept((byte)0));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FileThatIsLargerThanTheCache_IsReadRightByManyThreads(bool isMapped)
    {
        const int pageCount = 4096 + 700;
        const int perPage = 63;
        IndexFolder folder = new();
        IndexFileEntry entry;
        using (IndexFileWriter writer = new(folder.Storage, LogModel.Store, 5, IndexFileKind.Run, 0))
        {
            writer.BeginSection(IndexSectionType.KeyFilter, 64);
            for (int i = 0; i < pageCount * perPage; i++) BinaryPrimitives.WriteInt32LittleEndian(writer.Add(), i);
            entry = writer.Finish(s_coverage, 1);
        }

        IndexPageCache? pages = isMapped ? null : new IndexPageCache(4096);
        using IndexFileReader reader = Open(folder, entry, pages);
        Assert.True(reader.TryGetSection(IndexSectionType.KeyFilter, out IndexSection section));
        Parallel.For(0, 4, _ =>
        {
            for (int round = 0; round < 2; round++)
            {
                for (int i = perPage / 2; i < pageCount * perPage; i += perPage)
                    Assert.Equal(i, BinaryPrimitives.ReadInt32LittleEndian(reader.Entry(section, i)));
            }
        });
        if (isMapped) Assert.Equal(pageCount, reader.VerifiedPages);
        else Assert.InRange(reader.VerifiedPages, pageCount + 1, 8 * pageCount);
        ReadOnlySpan<byte> entries = reader.Entries(section, perPage + 3);
        Assert.Equal((perPage - 3) * 64, entries.Length);
        Assert.Equal(perPage + 3, BinaryPrimitives.ReadInt32LittleEndian(entries));
        Assert.Equal(64, reader.Entries(section, pageCount * perPage - 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Entries(section, pageCount * perPage).Length);
    }

    [Fact]
    public void FirstPages_AreAskedForWithWhatLiesCloseBy_AndLaterOnesNot()
    {
        const int pageCount = 1000;
        const int perPage = 63;
        const int stretchBytes = 64 * 1024;
        IndexFolder folder = new();
        IndexFileEntry entry;
        using (IndexFileWriter writer = new(folder.Storage, LogModel.Store, 5, IndexFileKind.Run, 0))
        {
            writer.BeginSection(IndexSectionType.KeyFilter, 64);
            for (int i = 0; i < pageCount * perPage; i++) writer.Add();
            entry = writer.Finish(s_coverage, 1);
        }

        CountingStorage storage = new(folder.Storage);
        Assert.True(IndexFileReader.TryOpen(storage, LogModel.Store, entry, null, out IndexFileReader? reader, out _));
        using (reader)
        {
            Assert.Empty(storage.Asked(reader.Path));
            for (int i = 0; i < 32; i++) reader.Page(1 + i * 31);
            reader.Page(1); // Once is enough.
            Assert.Equal(
                Enumerable.Range(0, 32).Select(i => ((1L + i * 31) / 16 * stretchBytes, (long)stretchBytes)),
                storage.Asked(reader.Path));
            for (int page = 1; page <= pageCount; page++) reader.Page(page);
            Assert.Equal(32, storage.Asked(reader.Path).Count);
        }
    }

    [Fact]
    public void Header_LiesAsTheDecisionSays()
    {
        IndexFolder folder = new();
        using IndexFileWriter writer = new(folder.Storage, LogModel.Store, 9, IndexFileKind.Deaths, 123);
        writer.BeginSection(IndexSectionType.Deaths, 16);
        writer.Add()[0] = 1;
        IndexFileEntry entry = writer.Finish(s_coverage, 1);
        byte[] bytes = folder.Bytes(entry);
        Assert.Equal("FEEDINDX"u8, bytes.AsSpan(0, 8));
        Assert.Equal(FormatVersion.Index, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)));
        Assert.Equal(2, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12)));
        ulong[] expected =
        [
            9, s_coverage.FirstSequence, s_coverage.LastSequence, s_coverage.FirstGroup, s_coverage.LastGroup,
            s_coverage.LastCommit, s_coverage.EndSegment, (ulong)s_coverage.EndOffsetBytes, 1, 2, 123, 1,
        ];
        int[] offsets = [16, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120];
        Assert.Equal(expected, offsets.Select(offset => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(offset))));
        Assert.Equal(32, BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(144)));
        Assert.Equal(16, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(148)));
        Assert.Equal([1UL, 1, 0], Enumerable.Range(0, 3).Select(
            i => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(152 + i * 8))));
        ulong seed = Checksum.PlaceSeed(LogModel.Store.Salt, 9 | 1UL << 63, 4096);
        Assert.Equal(
            Checksum.Xxh3(bytes.AsSpan(4096, 4032), seed), BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8128)));
    }

    [Fact]
    public void Writer_ThatIsNotFinished_LeavesNothing()
    {
        IndexFolder folder = new();
        using (IndexFileWriter writer = new(folder.Storage, LogModel.Store, 5, IndexFileKind.Run, 0))
        {
            writer.BeginSection(IndexSectionType.Times, 64);
            for (int i = 0; i < 100_000; i++) writer.Add();
            Assert.Equal(["000000000005.idx"], folder.Storage.List("index"));
        }

        Assert.Empty(folder.Storage.List("index"));
    }

    [Fact]
    public void Writer_UsedInTheWrongOrder_IsRefused()
    {
        IndexFolder folder = new();
        using IndexFileWriter writer = new(folder.Storage, LogModel.Store, 5, IndexFileKind.Run, 0);
        Assert.Throws<InvalidOperationException>(() => writer.Add().Length);
        writer.BeginSection(IndexSectionType.Times, 64);
        Assert.Throws<InvalidOperationException>(() => writer.BeginSection(IndexSectionType.Slots, 4));
        Assert.Throws<InvalidOperationException>(() => writer.BeginSection(IndexSectionType.Times, 64));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.BeginSection(IndexSectionType.Groups, 12));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.BeginSection(IndexSectionType.Groups, 128));
    }

    [Fact]
    public void File_ThatIsThere_IsNotTouched()
    {
        IndexFolder folder = new();
        LogModel log = new(1, 50);
        IndexFileEntry entry = folder.WriteRun(log, ..3);
        byte[] before = folder.Bytes(entry);
        Assert.Throws<IOException>(
            () => new IndexFileWriter(folder.Storage, LogModel.Store, entry.Number, IndexFileKind.Run, 0));
        Assert.Equal(before, folder.Bytes(entry));
    }

    [Theory]
    [InlineData(StorageCalls.Write)]
    [InlineData(StorageCalls.Sync)]
    [InlineData(StorageCalls.SyncFolder)]
    [InlineData(StorageCalls.Open)]
    [InlineData(StorageCalls.CreateFolder)]
    public void EveryCallThatFails_LeavesNoFile(StorageCalls calls)
    {
        LogModel log = new(2, 20_000);
        Range all = ..log.Groups.Count;
        int nth = 0;
        for (bool hasFailed = true; hasFailed;)
        {
            nth++;
            FaultStorage storage = new(new MemoryStorage());
            storage.CreateFolder("");
            storage.Set(new StorageFault { Calls = calls, Nth = nth });
            try
            {
                log.Builder(all).Write(storage, LogModel.Store, 1, log.Coverage(all), null, 0);
                hasFailed = false;
            }
            catch (IOException)
            {
                storage.Set(null);
                Assert.Empty(storage.List("index"));
            }
        }

        Assert.True(nth > 1, "Nothing failed.");
    }

    [Fact]
    public void StrayThatCannotBeRemoved_DoesNotHideTheFailure()
    {
        FaultStorage storage = new(new MemoryStorage());
        storage.CreateFolder("");
        storage.Set(new StorageFault { Calls = StorageCalls.Sync | StorageCalls.Delete, Nth = 1, IsPersistent = true });
        LogModel log = new(2, 20);
        Assert.Throws<IOException>(() => log.Builder(..2).Write(storage, LogModel.Store, 1, log.Coverage(..2), null, 0));
        Assert.Equal(2, storage.FiredCount);
    }

    [Fact]
    public void File_IsSyncedBeforeItsName()
    {
        List<string> calls = [];
        FaultStorage storage = new(new MemoryStorage());
        storage.CreateFolder("");
        storage.Hook = (call, path) => calls.Add($"{call} {path}");
        LogModel log = new(2, 20);
        log.Builder(..2).Write(storage, LogModel.Store, 1, log.Coverage(..2), null, 0);
        Assert.Equal(["Sync index/000000000001.idx", "SyncFolder index", "SyncFolder "], calls.TakeLast(3));
        Assert.Equal("Write index/000000000001.idx", calls[^4]);
    }

    [Fact]
    public void Names_AreReadAsTheyAreBuilt()
    {
        Assert.Equal("index/000000000007.idx", StoreLayout.IndexFile(IndexFileKind.Run, 7));
        Assert.Equal("index/1234567890123.live", StoreLayout.IndexFile(IndexFileKind.Deaths, 1_234_567_890_123));
        Assert.True(StoreLayout.TryParseIndex("000000000007.idx", out IndexFileKind kind, out ulong number));
        Assert.Equal((IndexFileKind.Run, 7UL), (kind, number));
        Assert.True(StoreLayout.TryParseIndex("1234567890123.live", out kind, out number));
        Assert.Equal((IndexFileKind.Deaths, 1_234_567_890_123UL), (kind, number));
        foreach (string name in (string[])["7.idx", "000000000000.idx", "000000000007.feed", "000000000007.idx.tmp",
            "0000000000007.idx", "00000000000x.live", ".idx", ""])
        {
            Assert.False(StoreLayout.TryParseIndex(name, out kind, out _));
            Assert.Equal(IndexFileKind.None, kind);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => StoreLayout.IndexFile(IndexFileKind.None, 1));
    }

    private static IndexSectionType TypeOf(int entryBytes) => entryBytes switch
    {
        4 => IndexSectionType.Slots,
        8 => IndexSectionType.Keys,
        32 => IndexSectionType.Extents,
        _ => IndexSectionType.KeyFilter,
    };

    private static IndexFileReader Open(IndexFolder folder, IndexFileEntry entry, IndexPageCache? pages)
    {
        Assert.True(IndexFileReader.TryOpen(
            folder.Storage, LogModel.Store, entry, pages, out IndexFileReader? reader, out _));
        return reader;
    }
}
