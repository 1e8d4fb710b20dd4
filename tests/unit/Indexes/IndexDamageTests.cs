using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Sealed;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>Files that are not what was written are found out, on opening or at the page.</summary>
public sealed class IndexDamageTests
{
    private readonly IndexFolder _folder = new();
    private readonly LogModel _log = new(3, 120);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EveryFlippedByte_IsFound(bool isMapped)
    {
        Range all = .._log.Groups.Count;
        foreach (IndexFileEntry entry in (IndexFileEntry[])
            [_folder.WriteRun(_log, all, SegmentStates.Random(1)), _folder.WriteDeaths(_log, all)])
        {
            byte[] sound = _folder.Bytes(entry);
            for (int i = 0; i < sound.Length; i++)
            {
                byte[] damaged = (byte[])sound.Clone();
                damaged[i] ^= (byte)(1 << i % 8);
                _folder.Replace(entry, damaged);
                bool isOpen = IndexFileReader.TryOpen(
                    _folder.Storage, LogModel.Store, entry, IndexFolder.Pages(isMapped), out IndexFileReader? reader,
                    out FormatFault fault);
                bool isInHeader = i < IndexPageLayout.PageBytes;
                Assert.True(isOpen != isInHeader, $"The byte at {i} was not found on opening.");
                if (reader is null)
                {
                    Assert.NotEqual(FormatFault.None, fault);
                    continue;
                }

                AssertDamaged(reader, sound.Length / IndexPageLayout.PageBytes, i / IndexPageLayout.PageBytes);
                reader.Dispose();
            }
        }
    }

    [Fact]
    public void LookUp_OnADamagedPage_SaysWhere()
    {
        IndexFileEntry entry = _folder.WriteRun(_log, .._log.Groups.Count);
        byte[] damaged = _folder.Bytes(entry);
        for (int i = IndexPageLayout.PageBytes; i < damaged.Length; i += IndexPageLayout.PageBytes) damaged[i] ^= 1;
        _folder.Replace(entry, damaged);
        using RunReader run = _folder.OpenRun(entry);
        RunSlot slot = _log.Records.First(slot => slot.HasKey);
        IndexDamageException exception =
            Assert.Throws<IndexDamageException>(() => run.TryFindSlot(slot.Sequence, out _, out _));
        Assert.Equal(
            ("index/000000000001.idx", 4096L, FormatFault.BadBodyChecksum),
            (exception.Path, exception.OffsetBytes, exception.Fault));
        Assert.Contains("index/000000000001.idx is damaged at byte 4096", exception.Message, StringComparison.Ordinal);
        Assert.Throws<IndexDamageException>(() => run.TryFindId(slot.Id, _log, out _, out _));
        Assert.Throws<IndexDamageException>(() => run.TryFindKey(slot.KeyHash, ulong.MaxValue, _log, out _, out _));
        Assert.Throws<IndexDamageException>(() => run.CountTimesBefore(0));
        Assert.Throws<IndexDamageException>(() => run.CountExpiredBy(0));
        Assert.Throws<IndexDamageException>(() => run.TrySequenceAt(0, out _));
        Assert.Equal(0, run.VerifiedPages);
        Assert.Throws<IndexDamageException>(() => RunMerger.Merge(
            [run], _folder.Storage, LogModel.Store, _folder.NextNumber(), 0, CancellationToken.None));
        Assert.Single(_folder.Storage.List("index"));
    }

    [Fact]
    public void FileOfAnotherLength_IsRefused()
    {
        IndexFileEntry entry = _folder.WriteRun(_log, .._log.Groups.Count);
        byte[] sound = _folder.Bytes(entry);
        foreach ((int lengthBytes, FormatFault expected) in ((int, FormatFault)[])
            [
                (0, FormatFault.Truncated), (1, FormatFault.Truncated), (4095, FormatFault.Truncated),
                (4096, FormatFault.Truncated), (sound.Length - 1, FormatFault.Truncated),
                (sound.Length + 1, FormatFault.BadLength), (sound.Length + 4096, FormatFault.BadLength),
            ])
        {
            byte[] other = new byte[lengthBytes];
            sound.AsSpan(0, Math.Min(lengthBytes, sound.Length)).CopyTo(other);
            _folder.Replace(entry, other);
            AssertRefused(entry, LogModel.Store, expected);
        }

        _folder.Replace(entry, new byte[sound.Length]);
        AssertRefused(entry, LogModel.Store, FormatFault.Unwritten);
    }

    [Fact]
    public void FileOfAnotherStoreOrPlace_IsRefused()
    {
        IndexFileEntry entry = _folder.WriteRun(_log, .._log.Groups.Count);
        AssertRefused(entry, LogModel.Store with { Salt = 1 }, FormatFault.BadHeaderChecksum);
        AssertRefused(entry, LogModel.Store with { Id = Guid.Empty }, FormatFault.WrongPlace);

        IndexFileEntry renamed = entry with { Number = 9 };
        _folder.Storage.Rename(StoreLayout.Index(1), StoreLayout.Index(9));
        AssertRefused(renamed, LogModel.Store, FormatFault.BadHeaderChecksum);
        Assert.Throws<FileNotFoundException>(() => AssertRefused(entry, LogModel.Store, FormatFault.None));
    }

    [Fact]
    public void FileThatIsNotWhatTheManifestSays_IsRefused()
    {
        IndexFileEntry entry = _folder.WriteRun(_log, .._log.Groups.Count);
        IndexCoverage coverage = entry.Coverage;
        foreach (IndexFileEntry other in (IndexFileEntry[])
            [
                entry with { EntryCount = entry.EntryCount + 1 },
                entry with { LengthBytes = entry.LengthBytes + 4096 },
                entry with { Coverage = coverage with { FirstSequence = coverage.FirstSequence + 1 } },
                entry with { Coverage = coverage with { LastSequence = coverage.LastSequence + 1 } },
                entry with { Coverage = coverage with { FirstGroup = coverage.FirstGroup + 1 } },
                entry with { Coverage = coverage with { LastGroup = coverage.LastGroup + 1 } },
                entry with { Coverage = coverage with { LastCommit = coverage.LastCommit + 1 } },
                entry with { Coverage = coverage with { EndSegment = coverage.EndSegment + 1 } },
                entry with { Coverage = coverage with { EndOffsetBytes = coverage.EndOffsetBytes + 1 } },
            ])
        {
            AssertRefused(other, LogModel.Store, FormatFault.WrongPlace);
        }

        Assert.False(DeathsReader.TryOpen(
            _folder.Storage, LogModel.Store, entry, null, out _, out FormatFault fault));
        Assert.Equal(FormatFault.BadType, fault);
        AssertRefused(_folder.WriteDeaths(_log, .._log.Groups.Count), LogModel.Store, FormatFault.BadType);
    }

    [Theory]
    [InlineData(IndexHeaderLayout.Version, 2, FormatFault.UnknownVersion)]
    [InlineData(IndexHeaderLayout.Version, 5, FormatFault.UnknownVersion)]
    [InlineData(IndexHeaderLayout.Kind, 2, FormatFault.BadOrder)]
    [InlineData(IndexHeaderLayout.Kind, 7, FormatFault.BadType)]
    [InlineData(IndexHeaderLayout.Number, 7, FormatFault.WrongPlace)]
    [InlineData(IndexHeaderLayout.FirstGroup, 0xFF, FormatFault.BadOrder)]
    [InlineData(IndexHeaderLayout.EndOffset + 7, 0xFF, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.EntryCount + 7, 0xFF, FormatFault.BadOrder)]
    [InlineData(IndexHeaderLayout.PageCount, 0, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.PageCount, 99, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.PageCount + 7, 0xFF, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.PageCount + 7, 0x7F, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.SectionCount, 0, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.SectionCount, 122, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.SectionCount, 121, FormatFault.BadType)]
    [InlineData(IndexHeaderLayout.Reserved, 1, FormatFault.BadReserved)]
    [InlineData(IndexHeaderLayout.Sections - 1, 1, FormatFault.BadReserved)]
    [InlineData(IndexHeaderLayout.Sections + IndexSectionLayout.Type, 0, FormatFault.BadType)]
    [InlineData(IndexHeaderLayout.Sections + IndexSectionLayout.Type, 16, FormatFault.BadType)]
    [InlineData(IndexHeaderLayout.Sections + IndexSectionLayout.Reserved, 1, FormatFault.BadReserved)]
    [InlineData(IndexHeaderLayout.Sections + IndexSectionLayout.EntrySize, 12, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.Sections + IndexSectionLayout.EntrySize, 16, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.Sections + IndexSectionLayout.FirstPage, 2, FormatFault.BadOrder)]
    [InlineData(IndexHeaderLayout.Sections + IndexSectionLayout.EntryCount, 0, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.Sections + IndexSectionLayout.EntryCount, 0xFF, FormatFault.BadOrder)]
    [InlineData(IndexHeaderLayout.Sections + IndexSectionLayout.EntryCount + 7, 0x7F, FormatFault.BadLength)]
    [InlineData(IndexHeaderLayout.Sections + IndexSectionLayout.MoreReserved, 1, FormatFault.BadReserved)]
    [InlineData(IndexPageLayout.PayloadBytes - 1, 1, FormatFault.BadReserved)]
    [InlineData(IndexPageLayout.Reserved, 1, FormatFault.BadReserved)]
    public void Header_ThatIsWellSealedButUnsound_IsRefused(int offset, byte value, FormatFault expected)
    {
        IndexFileEntry entry = _folder.WriteRun(_log, .._log.Groups.Count);
        byte[] page = _folder.Bytes(entry)[..IndexPageLayout.PageBytes];
        Assert.True(IndexFileHeader.TryRead(page, LogModel.Store, entry.Number, out IndexFileHeader? header, out _));
        Assert.Equal(entry, header.Entry);
        Assert.Equal(IndexFolder.NowMs, header.CreatedAtMs);
        page[offset] = value;
        if (offset < IndexPageLayout.PayloadBytes) Reseal(page, entry.Number, 0);
        Assert.False(IndexFileHeader.TryRead(page, LogModel.Store, entry.Number, out header, out FormatFault fault));
        Assert.Null(header);
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void SectionsThatDoNotFitEachOther_AreRefused()
    {
        foreach (IndexSectionType left in Enum.GetValues<IndexSectionType>())
        {
            if (left is IndexSectionType.None or IndexSectionType.Extents or IndexSectionType.Slots
                or IndexSectionType.SegmentState or >= IndexSectionType.Stretches) continue;
            IndexFileEntry entry = WriteOneSection(left);
            if (entry.Kind == IndexFileKind.Run) AssertRefused(entry, LogModel.Store, FormatFault.BadLength);
            else
            {
                Assert.False(DeathsReader.TryOpen(
                    _folder.Storage, LogModel.Store, entry, null, out _, out FormatFault fault));
                Assert.Equal(FormatFault.BadLength, fault);
            }
        }
    }

    [Fact]
    public void DirectoryThatPointsAnywhere_IsFound()
    {
        IndexFileEntry entry = _folder.WriteRun(_log, .._log.Groups.Count);
        byte[] bytes = _folder.Bytes(entry);
        Assert.True(IndexFileHeader.TryRead(bytes, LogModel.Store, entry.Number, out IndexFileHeader? header, out _));
        foreach (IndexSectionEntry section in header.Sections)
        {
            if (section.Type is not (IndexSectionType.IdDirectory or IndexSectionType.KeyDirectory
                or IndexSectionType.Extents)) continue;
            Span<byte> page = bytes.AsSpan((int)section.FirstPage * 4096, 4096);
            page[section.Type == IndexSectionType.Extents ? (ExtentLayout.SlotCount..ExtentLayout.EntryBytes)
                : (..(int)(section.EntryCount * 4))].Fill(0xFF);
            // An extent that is long and begins far behind the slots.
            if (section.Type == IndexSectionType.Extents) page[ExtentLayout.SlotCount + 7] = 0x7F;
            Reseal(page, entry.Number, section.FirstPage);
        }

        _folder.Replace(entry, bytes);
        using RunReader run = _folder.OpenRun(entry);
        RunSlot slot = _log.Records.First(slot => slot.HasKey);
        Assert.Throws<IndexDamageException>(() => run.TryFindId(slot.Id, _log, out _, out _));
        Assert.Throws<IndexDamageException>(() => run.TryFindKey(slot.KeyHash, ulong.MaxValue, _log, out _, out _));
        Assert.Throws<IndexDamageException>(() => run.TryFindSlot(_log.Slots[0].Sequence, out FrameAddress _, out _));
    }

    [Fact]
    public void InputThatIsNotSorted_IsNotMerged()
    {
        IndexFileEntry entry = _folder.WriteRun(_log, .._log.Groups.Count);
        byte[] bytes = _folder.Bytes(entry);
        Assert.True(IndexFileHeader.TryRead(bytes, LogModel.Store, entry.Number, out IndexFileHeader? header, out _));
        IndexSectionEntry times = header.Sections.Single(section => section.Type == IndexSectionType.Times);
        Span<byte> page = bytes.AsSpan((int)times.FirstPage * 4096, 4096);
        // The first entries have the highest time that fits.
        page.Slice(PackedPageLayout.Entries, 16).Fill(0xFF);
        Reseal(page, entry.Number, times.FirstPage);
        _folder.Replace(entry, bytes);
        using RunReader run = _folder.OpenRun(entry);
        IndexDamageException exception = Assert.Throws<IndexDamageException>(() => RunMerger.Merge(
            [run], _folder.Storage, LogModel.Store, _folder.NextNumber(), 0, CancellationToken.None));
        Assert.Equal((times.FirstPage * 4096, FormatFault.BadOrder), (exception.OffsetBytes, exception.Fault));
    }

    private static void AssertDamaged(IndexFileReader reader, int pageCount, int damagedPage)
    {
        for (int page = 1; page < pageCount; page++)
        {
            if (page != damagedPage)
            {
                Assert.Equal(IndexPageLayout.PayloadBytes, reader.Page(page).Length);
                continue;
            }

            // Twice: a page that was found out must not count as checked.
            for (int round = 0; round < 2; round++)
            {
                IndexDamageException exception =
                    Assert.Throws<IndexDamageException>(() => reader.Page(damagedPage).Length);
                Assert.Equal(page * (long)IndexPageLayout.PageBytes, exception.OffsetBytes);
            }
        }
    }

    private static void Reseal(Span<byte> page, ulong number, long pageNumber) =>
        IndexPage.Seal(page, LogModel.Store.Salt, number, pageNumber);

    private IndexFileEntry WriteOneSection(IndexSectionType type)
    {
        IndexFileKind kind = type >= IndexSectionType.Deaths ? IndexFileKind.Deaths : IndexFileKind.Run;
        int entryBytes = type switch
        {
            IndexSectionType.IdDirectory or IndexSectionType.KeyDirectory => 4,
            IndexSectionType.IdFilter or IndexSectionType.KeyFilter or IndexSectionType.DeathFilter => 64,
            IndexSectionType.Ids or IndexSectionType.Keys => 8,
            IndexSectionType.Times or IndexSectionType.Groups or IndexSectionType.Expiries => 64,
            IndexSectionType.TimeFences or IndexSectionType.GroupFences
                or IndexSectionType.ExpiryFences => 32,
            _ => 16,
        };
        using IndexFileWriter writer = new(_folder.Storage, LogModel.Store, _folder.NextNumber(), kind, 0);
        writer.BeginSection(type, entryBytes);
        writer.Add();
        return writer.Finish(_log.Coverage(..1), 1);
    }

    private void AssertRefused(IndexFileEntry entry, StoreIdentity store, FormatFault expected)
    {
        Assert.False(RunReader.TryOpen(_folder.Storage, store, entry, null, out RunReader? run, out FormatFault fault));
        Assert.Null(run);
        Assert.Equal(expected, fault);
    }
}
