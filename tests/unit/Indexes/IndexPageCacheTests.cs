using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Tests.Unit.Indexes;

public sealed class IndexPageCacheTests
{
    private const int EntryBytes = 64;
    private const int EntriesPerPage = IndexPageLayout.PayloadBytes / EntryBytes;

    private static readonly IndexCoverage s_coverage = new LogModel(1, 50).Coverage(..3);

    [Fact]
    public void Files_ShareOneCache_AndNoneReadsThePagesOfAnother()
    {
        const int fileCount = 40; // More than there are places for their first pages.
        IndexFolder folder = new();
        IndexPageCache cache = new(64);
        int[] pageCounts = [.. Enumerable.Range(0, fileCount).Select(file => 20 + file % 7)];
        IndexFileReader[] files = [.. pageCounts.Select((pages, file) => Open(folder, cache, (ulong)file + 1, pages))];
        Parallel.For(0, 4, seed =>
        {
            Random random = new(seed);
            for (int i = 0; i < 20_000; i++)
            {
                int file = random.Next(fileCount);
                int entry = random.Next(pageCounts[file] * EntriesPerPage);
                Assert.Equal(Written(file, entry), Read(files[file], entry));
            }
        });
        Assert.InRange(cache.Count, 60, 64);
        foreach (IndexFileReader file in files) file.Dispose();
    }

    [Fact]
    public void Pages_OfAFileThatFits_AreReadOnce()
    {
        IndexFolder folder = new();
        IndexPageCache cache = new(64);
        using IndexFileReader file = Open(folder, cache, 1, 64);
        for (int round = 0; round < 3; round++)
        {
            for (int entry = 0; entry < 64 * EntriesPerPage; entry += EntriesPerPage / 2)
                Assert.Equal(Written(0, entry), Read(file, entry));
        }

        Assert.Equal(64, file.VerifiedPages);
        Assert.Equal(64, cache.Count);
    }

    [Fact]
    public void AFileThatIsOpenedAgain_IsReadAgain()
    {
        IndexFolder folder = new();
        IndexPageCache cache = new(64);
        Open(folder, cache, 1, 8).Dispose();
        IndexFileEntry entry = Write(folder, 2, 8);
        for (int opening = 0; opening < 2; opening++)
        {
            using IndexFileReader file = Open(folder, cache, entry);
            for (int i = 0; i < 8 * EntriesPerPage; i++) Assert.Equal(Written(1, i), Read(file, i));
            Assert.Equal(8, file.VerifiedPages);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-2)]
    [InlineData(48)]
    public void Sizes_ThatAreNoPowersOfTwo_AreRefused(int pages) =>
        Assert.ThrowsAny<ArgumentException>(() => new IndexPageCache(pages));

    private static long Written(int file, int entry) => (long)file << 32 | (uint)entry;

    private static long Read(IndexFileReader file, int entry)
    {
        Assert.True(file.TryGetSection(IndexSectionType.KeyFilter, out IndexSection section));
        return BinaryPrimitives.ReadInt64LittleEndian(file.Entry(section, entry));
    }

    private static IndexFileReader Open(IndexFolder folder, IndexPageCache cache, ulong number, int pageCount) =>
        Open(folder, cache, Write(folder, number, pageCount));

    private static IndexFileReader Open(IndexFolder folder, IndexPageCache cache, IndexFileEntry entry)
    {
        Assert.True(IndexFileReader.TryOpen(
            folder.Storage, LogModel.Store, entry, cache, out IndexFileReader? reader, out _));
        return reader;
    }

    private static IndexFileEntry Write(IndexFolder folder, ulong number, int pageCount)
    {
        using IndexFileWriter writer = new(folder.Storage, LogModel.Store, number, IndexFileKind.Run, 0);
        writer.BeginSection(IndexSectionType.KeyFilter, EntryBytes);
        for (int i = 0; i < pageCount * EntriesPerPage; i++)
            BinaryPrimitives.WriteInt64LittleEndian(writer.Add(), Written((int)number - 1, i));
        return writer.Finish(s_coverage, 1);
    }
}
