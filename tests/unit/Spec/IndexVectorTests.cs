using System.Buffers.Binary;
using System.Globalization;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Format;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Tail;
using Feedlog.Indexing.Views;
using Feedlog.Tests.Unit.Format;
using Feedlog.Tests.Unit.Indexes;

namespace Feedlog.Tests.Unit.Spec;

/// <summary>Makes the index files of FORMAT.md section 15.8 from the frames of 15.3 and 15.7, and reads them.</summary>
public sealed class IndexVectorTests
{
    private const long CreatedAtMs = Samples.TimeMs + 30;

    private static readonly SpecDocument s_spec = SpecDocument.Current;

    private static readonly (string Name, ulong Segment, long Offset)[] s_frames =
    [
        ("record-full", 1, 120),
        ("record-plain", 1, 272),
        ("tombstone-by-key", 1, 344),
        ("tombstone-by-id", 1, 432),
        ("record-again", 2, 120),
        ("record-once-more", 2, 208),
    ];

    private static readonly IndexFileEntry s_run = Samples.ManifestWithIndexes.Runs[0];
    private static readonly IndexFileEntry s_deaths = Samples.ManifestWithIndexes.Deaths[0];
    private static readonly VectorFrames s_probe = new();

    [Fact]
    public void Manifest_IsReadAndWrittenAgain()
    {
        byte[] vector = s_spec.Vector("manifest-with-indexes");
        Assert.True(Manifest.TryRead(vector, out Manifest? manifest, out FormatFault fault), fault.ToString());
        Assert.Equal([s_run], manifest!.Runs);
        Assert.Equal([s_deaths], manifest.Deaths);
        Assert.Equal(Samples.Manifest.Segments, manifest.Segments);
        Assert.Equal((6UL, 3UL), (manifest.Generation, manifest.NextIndexFile));
        Assert.Equal(vector, Samples.ManifestWithIndexes.Write());
    }

    [Fact]
    public void ManifestWithWords_IsReadAndWrittenAgain()
    {
        byte[] vector = s_spec.Vector("manifest-with-words");
        Assert.True(Manifest.TryRead(vector, out Manifest? manifest, out FormatFault fault), fault.ToString());
        Assert.Equal([s_run], manifest!.Runs);
        Assert.Equal([s_deaths], manifest.Deaths);
        Assert.Equal(Samples.ManifestWithWords.Words, manifest.Words);
        Assert.Equal(vector, Samples.ManifestWithWords.Write());
    }

    [Fact]
    public void SecondSegment_IsReadAndWrittenAgain()
    {
        SegmentHeader expected = new()
        {
            Store = Samples.Store,
            Number = 2,
            FirstSequence = 5,
            DeclaredGap = 0,
            FirstGroup = 2,
            PreviousCommit = 0xC54C_780F_63ED_E555,
            CreatedAtMs = Samples.TimeMs + 5,
        };
        Assert.Equal(s_spec.Vector("segment-2-header"), Samples.Encode(expected));

        FrameParts again = new()
        {
            Sequence = 5,
            Id = 0x0102_0304_0506_0708,
            TimestampMs = Samples.TimeMs + 10,
            Key = Samples.Utf8("greeting"),
            Extensions = Samples.Extension(ExtensionType.Stream, Samples.Utf8("alice")),
            Content = Samples.Utf8("again"),
        };
        FrameParts onceMore = again with
        {
            Sequence = 6,
            Id = 0xF0E0_D0C0_B0A0_9080,
            TimestampMs = Samples.TimeMs + 7,
            Extensions =
            [
                .. again.Extensions,
                .. Samples.Extension(ExtensionType.Expiry, Samples.Int64(Samples.TimeMs + 3_600_000)),
            ],
            Content = Samples.Utf8("once more"),
        };
        Assert.Equal(s_spec.Vector("record-again"), again.Encode(2, 120));
        Assert.Equal(s_spec.Vector("record-once-more"), onceMore.Encode(2, 208));
    }

    [Fact]
    public void SecondSegment_ScannedAsOneFile_IsOneGroupBehindTheFirst()
    {
        string[] names = ["segment-2-header", "record-again", "record-once-more", "commit-2"];
        byte[] bytes = names.SelectMany(s_spec.Vector).ToArray();
        MemoryStorage storage = new();
        storage.CreateFolder(StoreLayout.HotFolder);
        using IStorageFile file = storage.Open(StoreLayout.Segment(2), StorageOpen.Create);
        file.Write(0, bytes);
        Assert.True(SegmentHeader.TryRead(bytes, out SegmentHeader header, out _));
        GroupChain chain = new(header.FirstGroup, header.FirstSequence, header.PreviousCommit);
        GroupScanner scanner = new(
            file, Samples.Salt, header.Number, SegmentLayout.HeaderBytes, bytes.Length, chain);
        Assert.True(scanner.MoveNext());
        Assert.Equal(2, scanner.Commit.FrameCount);
        Assert.Equal(1UL, scanner.Commit.DurableThrough);
        Assert.Equal(Samples.TimeMs + 20, scanner.Commit.RecordedAtMs);
        Assert.Equal(s_run.Coverage.EndOffsetBytes, scanner.EndBytes);
        Assert.Equal(s_run.Coverage.LastCommit, scanner.Chain.PreviousCommit);
        Assert.False(scanner.MoveNext());
    }

    [Fact]
    public void FileTable_SaysLengthAndChecksum()
    {
        SpecTable table = Assert.Single(s_spec.Tables, table => table.Columns[0] == "File");
        Assert.Equal(["run", "deaths"], table.Rows.Select(row => row[0]));
        for (int row = 0; row < table.Rows.Count; row++)
        {
            byte[] vector = s_spec.Vector(table.Cell(row, "File"));
            string bytes = vector.Length.ToString("N0", CultureInfo.InvariantCulture);
            string hash = Checksum.Xxh3(vector).ToString("x16", CultureInfo.InvariantCulture);
            Assert.Equal((bytes, hash), (table.Cell(row, "Bytes"), table.Cell(row, "XXH3")));
        }
    }

    [Fact]
    public void Run_BuiltFromTheFrames_IsTheVector()
    {
        MemoryStorage storage = new();
        RunBuilder builder = new();
        ChunkTracker chunks = new();
        foreach ((string name, ulong segment, long offset) in s_frames)
        {
            ulong seed = Checksum.PlaceSeed(Samples.Salt, segment, (ulong)offset);
            Assert.True(FrameDecoder.TryRead(s_spec.Vector(name), seed, out FrameView view, out _));
            builder.Add(SlotOf(view, FrameAddress.At(segment, offset)));
            if (segment == 2) chunks.Add(offset, view.Header, view.ExpiresAtMs);
        }

        builder.AddGroup(Samples.TimeMs + 4, 4);
        builder.AddGroup(Samples.TimeMs + 20, 6);
        IndexFileEntry entry = builder.Write(
            storage, Samples.Store, 1, s_run.Coverage, chunks.Capture(2, 1), CreatedAtMs);
        Assert.Equal(s_run, entry);
        Assert.Equal(s_spec.Vector("run"), ReadFile(storage, entry));
    }

    [Fact]
    public void Deaths_Built_AreTheVector()
    {
        MemoryStorage storage = new();
        DeathsBuilder builder = new();
        builder.Add(5, 6, byTombstone: false);
        builder.Add(1, 3, byTombstone: true);
        builder.Add(2, 4, byTombstone: true);
        IndexFileEntry entry = builder.Write(storage, Samples.Store, 2, s_deaths.Coverage, CreatedAtMs);
        Assert.Equal(s_deaths, entry);
        Assert.Equal(s_spec.Vector("deaths"), ReadFile(storage, entry));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_Opened_KnowsEverySlotIdKeyAndTime(bool isMapped)
    {
        bool isOpen = RunReader.TryOpen(
            Stored("run", s_run), Samples.Store, s_run, IndexFolder.Pages(isMapped), out RunReader? run,
            out FormatFault fault);
        Assert.True(isOpen, fault.ToString());
        using RunReader reader = run!;
        Assert.Equal((4L, 6L, 4L, 2L), (reader.RecordCount, reader.SlotCount, reader.TimeCount, reader.ExpiryCount));
        for (int i = 0; i < s_frames.Length; i++)
        {
            byte[] frame = s_spec.Vector(s_frames[i].Name);
            FrameAddress expected = FrameAddress.At(s_frames[i].Segment, s_frames[i].Offset);
            Assert.True(reader.TryFindSlot((ulong)i + 1, out FrameAddress address, out bool isRecord));
            Assert.Equal((expected, frame[FrameLayout.Type] == (byte)FrameType.Record), (address, isRecord));
            ulong id = BinaryPrimitives.ReadUInt64LittleEndian(frame.AsSpan(FrameLayout.Id));
            if (!isRecord) continue;
            Assert.True(reader.TryFindId(id, s_probe, out ulong sequence, out FrameAddress found));
            Assert.Equal(((ulong)i + 1, expected), (sequence, found));
        }

        Assert.False(reader.TryFindSlot(0, out _, out _));
        Assert.False(reader.TryFindSlot(7, out _, out _));
        Assert.False(reader.TryFindId(0x1122_3344_5566_7789, s_probe, out _, out _));
        WideHash key = KeyHash.Of(Samples.Utf8("alice"), Samples.Utf8("greeting"), Samples.Salt);
        Assert.Equal([6UL, 5UL, 1UL], reader.Versions(key, ulong.MaxValue, s_probe).Select(version => version.Sequence));
        Assert.Equal([5UL, 1UL], reader.Versions(key, 5, s_probe).Select(version => version.Sequence));
        WideHash nameless = KeyHash.Of([], Samples.Utf8("greeting"), Samples.Salt);
        Assert.Empty(reader.Versions(nameless, ulong.MaxValue, s_probe));
        Assert.Equal([1UL, 2UL, 6UL, 5UL], Enumerable.Range(0, 4).Select(i => reader.TimeAt(i).Sequence));
        Assert.Equal((Samples.TimeMs + 3_600_000, 6UL), reader.ExpiryAt(0));
        Assert.Equal((4_102_444_800_000, 1UL), reader.ExpiryAt(1));
    }

    [Fact]
    public void Run_Opened_KnowsItsGroupsAndItsSegment()
    {
        Assert.True(RunReader.TryOpen(
            Stored("run", s_run), Samples.Store, s_run, new IndexPageCache(), out RunReader? run, out _));
        using RunReader reader = run;
        Assert.False(reader.TrySequenceAt(Samples.TimeMs + 3, out _));
        Assert.True(reader.TrySequenceAt(Samples.TimeMs + 19, out ulong first));
        Assert.True(reader.TrySequenceAt(Samples.TimeMs + 20, out ulong second));
        Assert.Equal((4UL, 6UL), (first, second));
        OpenSegmentState state = reader.ReadSegmentState()!;
        Assert.Equal((2UL, 1L, 2L), (state.SegmentNumber, state.GroupCount, state.SlotCount));
        ChunkEntry chunk = state.OpenChunk;
        Assert.Equal((120L, 200, 2), (chunk.OffsetBytes, chunk.LengthBytes, chunk.SlotCount));
        Assert.Equal(Samples.TimeMs + 7, state.TimeMinMs);
        Assert.Equal(Samples.TimeMs + 10, state.TimeMaxMs);
        Assert.Equal(Samples.TimeMs + 3_600_000, state.ExpiryMinMs);
        Assert.Empty(state.Chunks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Deaths_Opened_KnowWhoEndedWhom(bool isMapped)
    {
        Assert.True(DeathsReader.TryOpen(
            Stored("deaths", s_deaths), Samples.Store, s_deaths, IndexFolder.Pages(isMapped), out DeathsReader? deaths,
            out _));
        using DeathsReader reader = deaths;
        Assert.Equal([(1UL, 3UL), (2UL, 4UL), (5UL, 6UL)], Enumerable.Range(0, 3).Select(i => reader.PairAt(i)));
        Assert.True(reader.TryFindKiller(2, out ulong killer, out bool byTombstone));
        Assert.Equal((4UL, true), (killer, byTombstone));
        Assert.True(reader.TryFindKiller(5, out killer, out byTombstone));
        Assert.Equal((6UL, false), (killer, byTombstone));
        Assert.False(reader.TryFindKiller(6, out _, out _));
        Assert.Equal(0b010011UL, reader.DeadMask(1, 6, 6));
        Assert.Equal(0b000001UL, reader.DeadMask(1, 6, 3));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("deaths")]
    public void EveryByteOfAFile_Changed_IsNoticedOnItsPage(string name)
    {
        IndexFileEntry entry = name == "run" ? s_run : s_deaths;
        byte[] vector = s_spec.Vector(name);
        byte[] page = new byte[IndexPageLayout.PageBytes];
        for (int at = 0; at < vector.Length; at += at % 64 < 8 ? 1 : 13)
        {
            int number = at / IndexPageLayout.PageBytes;
            vector.AsSpan(number * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes).CopyTo(page);
            Assert.Equal(FormatFault.None, IndexPage.Check(page, Samples.Salt, entry.Number, number));
            page[at % IndexPageLayout.PageBytes] ^= 0x10;
            Assert.NotEqual(FormatFault.None, IndexPage.Check(page, Samples.Salt, entry.Number, number));
        }
    }

    private static RunSlot SlotOf(FrameView view, FrameAddress address) => new()
    {
        Sequence = view.Header.Sequence,
        Address = address,
        IsRecord = view.Header.Type == FrameType.Record,
        Id = view.Header.Id,
        TimestampMs = view.Header.TimestampMs,
        ExpiresAtMs = view.ExpiresAtMs,
        HasKey = view.Key.Length > 0,
        KeyHash = KeyHash.Of(view.Stream, view.Key, Samples.Salt),
    };

    private static byte[] ReadFile(MemoryStorage storage, IndexFileEntry entry)
    {
        using IStorageFile file = storage.Open(
            StoreLayout.IndexFile(entry.Kind, entry.Number), StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        Assert.Equal(bytes.Length, file.Read(0, bytes));
        return bytes;
    }

    private static MemoryStorage Stored(string name, IndexFileEntry entry)
    {
        MemoryStorage storage = new();
        storage.CreateFolder(StoreLayout.IndexFolder);
        using IStorageFile file = storage.Open(
            StoreLayout.IndexFile(entry.Kind, entry.Number), StorageOpen.Create);
        file.Write(0, s_spec.Vector(name));
        return storage;
    }

    /// <summary>The frames of the vectors, asked by address.</summary>
    private sealed class VectorFrames : IFrameProbe
    {
        public bool HasId(FrameAddress address, ulong id) => Read(address).Header.Id == id;

        public bool HasKey(FrameAddress address, WideHash keyHash)
        {
            FrameView frame = Read(address);
            return KeyHash.Of(frame.Stream, frame.Key, Samples.Salt) == keyHash;
        }

        private static FrameView Read(FrameAddress address)
        {
            string name = s_frames.Single(frame => FrameAddress.At(frame.Segment, frame.Offset) == address).Name;
            ulong seed = Checksum.PlaceSeed(Samples.Salt, address.SegmentNumber, (ulong)address.OffsetBytes);
            Assert.True(FrameDecoder.TryRead(s_spec.Vector(name), seed, out FrameView view, out _));
            return view;
        }
    }
}
