using System.Buffers.Binary;
using System.Text;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format;

/// <summary>Sound structures for tests to take apart, and the ways to mend what they broke on purpose.</summary>
internal static class Samples
{
    public const ulong Salt = 0x0123_4567_89AB_CDEF;

    public const long TimeMs = 1_700_000_000_000;

    public const ulong FirstOffset = SegmentLayout.HeaderBytes;

    public static StoreIdentity Store { get; } = new()
    {
        Id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        Salt = Salt,
    };

    /// <summary>The seed of the place that <see cref="FrameParts.Encode"/> assumes unless told otherwise.</summary>
    public static ulong Seed { get; } = Checksum.PlaceSeed(Salt, 1, FirstOffset);

    /// <summary>A record with every part that a record can have.</summary>
    public static FrameParts FullRecord { get; } = new()
    {
        Flags = FrameFlags.GeneratedId,
        Key = Utf8("greeting"),
        Extensions = [
            .. Extension(ExtensionType.Stream, Utf8("alice")),
            .. Extension(ExtensionType.Kind, Utf8("note")),
            .. Extension(ExtensionType.Tags, Tags("de", "polite")),
            .. Extension(ExtensionType.Expiry, Int64(4_102_444_800_000)),
        ],
        Content = Utf8("Gr\u00FC\u00DFe"),
        Metadata = Utf8("""{"lang":"de"}"""),
    };

    public static CommitFrame Commit { get; } = new()
    {
        Group = 7,
        RecordedAtMs = TimeMs,
        FirstSequence = 100,
        FrameCount = 3,
        ByteCount = 456,
        GroupHash = 0x1111_2222_3333_4444,
        PreviousCommit = 0x5555_6666_7777_8888,
        DurableThrough = 6,
    };

    public static SegmentHeader Segment { get; } = new()
    {
        Store = Store with { OptionalFeatures = 0x10 },
        Number = 12,
        FirstSequence = 500,
        DeclaredGap = 3,
        FirstGroup = 40,
        PreviousCommit = 0x99,
        CreatedAtMs = TimeMs,
    };

    public static SegmentFooter Footer { get; } = new()
    {
        SlotCount = 60,
        GroupCount = 3,
        FirstSequence = 1001,
        LastSequence = 1060,
        FirstGroup = 31,
        LastGroup = 33,
        TimeMinMs = TimeMs,
        TimeMaxMs = TimeMs + 59,
        ExpiryMinMs = TimeMs + 3_600_000,
        LastCommit = 0x0F1E_2D3C_4B5A_6978,
        LogicalEndBytes = 65_536,
        SealedAtMs = TimeMs + 90_000,
        Chunks = [
            new ChunkEntry
            {
                OffsetBytes = 120,
                LengthBytes = 50_000,
                SlotCount = 50,
                TimeMinMs = TimeMs,
                TimeMaxMs = TimeMs + 49,
                FirstSequence = 1001,
                LastSequence = 1050,
                ExpiryMinMs = long.MaxValue,
                Hash = 0x1111_1111_1111_1111,
            },
            new ChunkEntry
            {
                OffsetBytes = 50_232,
                LengthBytes = 15_192,
                SlotCount = 10,
                TimeMinMs = TimeMs + 50,
                TimeMaxMs = TimeMs + 59,
                FirstSequence = 1051,
                LastSequence = 1060,
                ExpiryMinMs = TimeMs + 3_600_000,
                Hash = 0x2222_2222_2222_2222,
            },
        ],
    };

    public static Manifest Manifest { get; } = new()
    {
        Store = Store,
        Generation = 5,
        NextSegment = 3,
        CreatedAtMs = TimeMs,
        Analyzer = "standard",
        UnicodeVersion = "16.0.0",
        Segments = [SealedEntry(1), new SegmentEntry
        {
            Number = 2,
            State = SegmentState.Open,
            FirstSequence = 5,
            FirstGroup = 2,
        }],
    };

    /// <summary>The run and the deaths of the groups 1 and 2, and the manifest that lists them.</summary>
    public static Manifest ManifestWithIndexes { get; } = Manifest with
    {
        Generation = 6,
        NextIndexFile = 3,
        Runs = [IndexFile(IndexFileKind.Run, 1, 1, 2) with { EntryCount = 4, LengthBytes = 65_536 }],
        Deaths = [IndexFile(IndexFileKind.Deaths, 2, 1, 2) with { EntryCount = 3, LengthBytes = 16_384 }],
    };

    /// <summary>The same with the words of the same groups.</summary>
    public static Manifest ManifestWithWords { get; } = ManifestWithIndexes with
    {
        Generation = 7,
        NextIndexFile = 4,
        Words = [IndexFile(IndexFileKind.Words, 3, 1, 2) with { EntryCount = 4, LengthBytes = 28_672 }],
    };

    /// <summary>Two archived segments and the shard of FORMAT.md section 15.10, in which their frames lie.</summary>
    public static Manifest ManifestWithShards { get; } = Manifest with
    {
        Generation = 8,
        NextSegment = 4,
        LastShard = 2,
        Segments =
        [
            SealedEntry(1) with { State = SegmentState.Archived },
            SealedEntry(2) with { State = SegmentState.Archived },
            new SegmentEntry { Number = 3, State = SegmentState.Open, FirstSequence = 9, FirstGroup = 3 },
        ],
        Shards =
        [
            new ShardEntry
            {
                Number = 1,
                Month = new ShardMonth(2023, 11),
                FirstSequence = 1,
                LastSequence = 6,
                FirstAddress = FrameAddress.At(1, 120),
                LastAddress = FrameAddress.At(2, 208),
                SlotCount = 6,
                TimeMinMs = TimeMs,
                TimeMaxMs = TimeMs + 10,
                ExpiryMinMs = TimeMs + 3_600_000,
                LengthBytes = 12_288,
                FramesHash = 0x0E18_B7F7_15C9_1D82,
            },
        ],
    };

    public static Watermark Watermark { get; } = new()
    {
        Counter = 2,
        DurableGroup = 1,
        PublishedSegment = 1,
        PublishedEndBytes = 608,
        PublishedGroup = 1,
        PublishedSequence = 4,
    };

    public static SegmentEntry SealedEntry(ulong number) => new()
    {
        Number = number,
        State = SegmentState.Sealed,
        FirstSequence = 1,
        LastSequence = 4,
        FirstGroup = 1,
        LastGroup = 1,
        SlotCount = 4,
        LogicalEndBytes = 608,
        FooterOffsetBytes = 608,
        TimeMinMs = TimeMs,
        TimeMaxMs = TimeMs + 3,
        LastCommit = 0xC54C_780F_63ED_E555,
    };

    /// <summary>An index file whose groups have the sequences 3n - 2 to 3n, and end in segment 2.</summary>
    public static IndexFileEntry IndexFile(IndexFileKind kind, ulong number, ulong firstGroup, ulong lastGroup) => new()
    {
        Number = number,
        Kind = kind,
        Coverage = new IndexCoverage
        {
            FirstSequence = 3 * firstGroup - 2,
            LastSequence = 3 * lastGroup,
            FirstGroup = firstGroup,
            LastGroup = lastGroup,
            LastCommit = 0x22CB_EDE6_8AC8_BFAF,
            EndSegment = 2,
            EndOffsetBytes = 432,
        },
        EntryCount = 1,
        LengthBytes = 4096,
    };

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Int64(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] Extension(ExtensionType type, byte[] value)
    {
        byte[] bytes = new byte[ExtensionWriter.SizeOf(value.Length)];
        ExtensionWriter writer = new(bytes);
        writer.Write(type, value);
        return bytes;
    }

    /// <summary>The value of a tags extension.</summary>
    public static byte[] Tags(params IEnumerable<string> tags) => tags.SelectMany(tag =>
    {
        byte[] text = Utf8(tag);
        return (byte[])[(byte)text.Length, (byte)(text.Length >> 8), .. text];
    }).ToArray();

    public static byte[] Encode(CommitFrame commit)
    {
        byte[] bytes = new byte[CommitLayout.FrameBytes];
        commit.Write(bytes, Seed);
        return bytes;
    }

    public static byte[] Encode(SegmentFooter footer)
    {
        byte[] bytes = new byte[footer.FrameBytes];
        footer.Write(bytes, Seed);
        return bytes;
    }

    public static byte[] Encode(SegmentHeader header)
    {
        byte[] bytes = new byte[SegmentLayout.HeaderBytes];
        header.Write(bytes);
        return bytes;
    }

    /// <summary>The whole file, with this watermark in its slot and zeros in the other.</summary>
    public static byte[] Encode(Watermark watermark)
    {
        byte[] bytes = new byte[WatermarkLayout.FileBytes];
        watermark.Write(bytes.AsSpan((int)watermark.SlotOffsetBytes), Salt);
        return bytes;
    }

    /// <summary>Computes both checksums of a changed frame anew, so that only what was changed is wrong.</summary>
    public static byte[] MendFrame(byte[] frame, ulong? seed = null)
    {
        Put(frame, FrameLayout.BodyHash, Checksum.Xxh3(frame.AsSpan(FrameLayout.HeaderBytes)));
        return MendFrameHeader(frame, seed);
    }

    /// <summary>Computes the header checksum of a changed frame anew.</summary>
    public static byte[] MendFrameHeader(byte[] frame, ulong? seed = null)
    {
        Put(frame, FrameLayout.HeaderHash, Checksum.Xxh3(frame.AsSpan(0, FrameLayout.HeaderHash), seed ?? Seed));
        return frame;
    }

    /// <summary>Computes the checksum of a changed segment header anew.</summary>
    public static byte[] MendSegment(byte[] header)
    {
        Put(header, SegmentLayout.HeaderHash, Checksum.Xxh3(header.AsSpan(0, SegmentLayout.HeaderHash)));
        return header;
    }

    /// <summary>Computes the checksum of a changed manifest anew.</summary>
    public static byte[] MendManifest(byte[] manifest)
    {
        Put(manifest, manifest.Length - 8, Checksum.Xxh3(manifest.AsSpan(0, manifest.Length - 8)));
        return manifest;
    }

    /// <summary>Writes a u64, little-endian.</summary>
    public static byte[] Put(byte[] bytes, int offset, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(offset), value);
        return bytes;
    }

    /// <summary>Writes a u32, little-endian.</summary>
    public static byte[] Put(byte[] bytes, int offset, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
        return bytes;
    }

    /// <summary>Writes one byte.</summary>
    public static byte[] Put(byte[] bytes, int offset, byte value)
    {
        bytes[offset] = value;
        return bytes;
    }
}
