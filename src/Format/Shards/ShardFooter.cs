using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;

namespace Feedlog.Format.Shards;

/// <summary>What a shard says of itself as a whole, on its last page. FORMAT.md section 7.14.</summary>
public sealed record ShardFooter
{
    // Chunks unpack to 255 times their length at most: more cannot be, and no sum below overflows.
    private const ulong FrameBytesMax = 256UL * FormatLimits.ShardBytesMax;

    /// <summary>The shard's number.</summary>
    public required ulong Number { get; init; }

    /// <summary>The checksum of its header.</summary>
    public required ulong HeaderHash { get; init; }

    /// <summary>Number of chunks, 1 or more.</summary>
    public required long ChunkCount { get; init; }

    /// <summary>Number of slots.</summary>
    public required long SlotCount { get; init; }

    /// <summary>How many of them are records.</summary>
    public required long RecordCount { get; init; }

    /// <summary>Sum of the lengths of all frames, before they were compressed.</summary>
    public required long FrameBytes { get; init; }

    /// <summary>Where the last chunk ends.</summary>
    public required long ChunksEndBytes { get; init; }

    /// <summary>First sequence.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>Last sequence.</summary>
    public required ulong LastSequence { get; init; }

    /// <summary>Address of the first frame.</summary>
    public required FrameAddress FirstAddress { get; init; }

    /// <summary>Address of the last frame.</summary>
    public required FrameAddress LastAddress { get; init; }

    /// <summary>Earliest timestamp in ms.</summary>
    public required long TimeMinMs { get; init; }

    /// <summary>Latest timestamp in ms.</summary>
    public required long TimeMaxMs { get; init; }

    /// <summary>Earliest expiry in ms; <see cref="long.MaxValue"/> for none.</summary>
    public required long ExpiryMinMs { get; init; }

    /// <summary>XXH3 over the header checksums of all frames, in their order.</summary>
    public required ulong FramesHash { get; init; }

    /// <summary>Page on which the chunk directory begins.</summary>
    public long DirectoryPage => (ChunksEndBytes + IndexPageLayout.PageBytes - 1) / IndexPageLayout.PageBytes;

    /// <summary>Page of the footer itself.</summary>
    public long FooterPage => DirectoryPage +
        (ChunkCount + ShardChunkLayout.EntriesPerPage - 1) / ShardChunkLayout.EntriesPerPage;

    /// <summary>Length of the whole file.</summary>
    public long FileBytes => (FooterPage + 1) * IndexPageLayout.PageBytes;

    /// <summary>Writes the page.</summary>
    /// <param name="page">The whole page.</param>
    /// <param name="salt">The salt of the store.</param>
    public void Write(Span<byte> page, ulong salt)
    {
        page[..IndexPageLayout.PageBytes].Clear();
        ShardFooterLayout.MagicBytes.CopyTo(page);
        BinaryPrimitives.WriteUInt32LittleEndian(page[ShardFooterLayout.Version..], FormatVersion.Current);
        BinaryPrimitives.WriteUInt64LittleEndian(page[ShardFooterLayout.Number..], Number);
        BinaryPrimitives.WriteUInt64LittleEndian(page[ShardFooterLayout.HeaderHash..], HeaderHash);
        BinaryPrimitives.WriteInt64LittleEndian(page[ShardFooterLayout.ChunkCount..], ChunkCount);
        BinaryPrimitives.WriteInt64LittleEndian(page[ShardFooterLayout.SlotCount..], SlotCount);
        BinaryPrimitives.WriteInt64LittleEndian(page[ShardFooterLayout.RecordCount..], RecordCount);
        BinaryPrimitives.WriteInt64LittleEndian(page[ShardFooterLayout.FrameBytes..], FrameBytes);
        BinaryPrimitives.WriteInt64LittleEndian(page[ShardFooterLayout.ChunksEnd..], ChunksEndBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(page[ShardFooterLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(page[ShardFooterLayout.LastSequence..], LastSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(page[ShardFooterLayout.FirstAddress..], FirstAddress.Packed);
        BinaryPrimitives.WriteUInt64LittleEndian(page[ShardFooterLayout.LastAddress..], LastAddress.Packed);
        BinaryPrimitives.WriteInt64LittleEndian(page[ShardFooterLayout.TimeMin..], TimeMinMs);
        BinaryPrimitives.WriteInt64LittleEndian(page[ShardFooterLayout.TimeMax..], TimeMaxMs);
        BinaryPrimitives.WriteInt64LittleEndian(page[ShardFooterLayout.ExpiryMin..], ExpiryMinMs);
        BinaryPrimitives.WriteUInt64LittleEndian(page[ShardFooterLayout.FramesHash..], FramesHash);
        ShardSeal.SealPage(page, salt, Number, FooterPage);
    }

    /// <summary>Reads and checks the footer. Never throws.</summary>
    /// <param name="page">The last page of the file.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="number">The number of the shard, as its header says.</param>
    /// <param name="pageNumber">Which page of the file it is.</param>
    /// <param name="footer">The footer, when the result is true.</param>
    /// <param name="fault">Why not, when the result is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> page, ulong salt, ulong number, long pageNumber, out ShardFooter? footer,
        out FormatFault fault)
    {
        footer = null;
        fault = CheckPage(page, salt, number, pageNumber);
        if (fault != FormatFault.None) return false;

        ShardFooter candidate = Parse(page);
        fault = candidate.Check(number, pageNumber);
        if (fault == FormatFault.None) footer = candidate;
        return footer is not null;
    }

    private static FormatFault CheckPage(ReadOnlySpan<byte> page, ulong salt, ulong number, long pageNumber)
    {
        if (page.Length < IndexPageLayout.PageBytes) return FormatFault.Truncated;
        if (!page.StartsWith(ShardFooterLayout.MagicBytes))
        {
            return page[..IndexPageLayout.PageBytes].ContainsAnyExcept((byte)0)
                ? FormatFault.BadMagic
                : FormatFault.Unwritten;
        }

        FormatFault fault = ShardSeal.CheckPage(page, salt, number, pageNumber);
        if (fault == FormatFault.BadBodyChecksum) return FormatFault.BadHeaderChecksum;
        if (fault != FormatFault.None) return fault;
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[ShardFooterLayout.Version..]) != FormatVersion.Current)
            return FormatFault.UnknownVersion;
        bool hasReserved = page[ShardFooterLayout.Reserved..ShardFooterLayout.Number].ContainsAnyExcept((byte)0) ||
            page[ShardFooterLayout.FixedBytes..IndexPageLayout.PayloadBytes].ContainsAnyExcept((byte)0);
        return hasReserved ? FormatFault.BadReserved : FormatFault.None;
    }

    private FormatFault Check(ulong number, long pageNumber)
    {
        if (Number != number) return FormatFault.WrongPlace;
        if (!AreCountsPossible() || FooterPage != pageNumber) return FormatFault.BadLength;
        if (FirstSequence > LastSequence || FirstAddress.Packed > LastAddress.Packed) return FormatFault.BadOrder;
        return TimeMinMs >= FormatLimits.TimestampMsMin && TimeMaxMs <= FormatLimits.TimestampMsMax &&
            TimeMinMs <= TimeMaxMs
            ? FormatFault.None
            : FormatFault.BadTimestamp;
    }

    // Each comparison bounds what the next one multiplies.
    private bool AreCountsPossible()
    {
        if ((ulong)ChunksEndBytes > FormatLimits.ShardBytesMax || ChunksEndBytes % FrameLayout.AlignmentBytes != 0)
            return false;
        if (ChunkCount <= 0 ||
            ChunkCount > (ChunksEndBytes - ShardLayout.HeaderBytes) / ShardChunkLayout.HeadBytes)
            return false;
        if (SlotCount < ChunkCount || SlotCount > ChunkCount * FormatLimits.ShardChunkSlotsMax) return false;
        return (ulong)RecordCount <= (ulong)SlotCount && (ulong)FrameBytes <= FrameBytesMax &&
            FrameBytes >= SlotCount * FrameLayout.HeaderBytes;
    }

    private static FrameAddress ReadAddress(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes));

    private static ShardFooter Parse(ReadOnlySpan<byte> page) => new()
    {
        Number = BinaryPrimitives.ReadUInt64LittleEndian(page[ShardFooterLayout.Number..]),
        HeaderHash = BinaryPrimitives.ReadUInt64LittleEndian(page[ShardFooterLayout.HeaderHash..]),
        ChunkCount = BinaryPrimitives.ReadInt64LittleEndian(page[ShardFooterLayout.ChunkCount..]),
        SlotCount = BinaryPrimitives.ReadInt64LittleEndian(page[ShardFooterLayout.SlotCount..]),
        RecordCount = BinaryPrimitives.ReadInt64LittleEndian(page[ShardFooterLayout.RecordCount..]),
        FrameBytes = BinaryPrimitives.ReadInt64LittleEndian(page[ShardFooterLayout.FrameBytes..]),
        ChunksEndBytes = BinaryPrimitives.ReadInt64LittleEndian(page[ShardFooterLayout.ChunksEnd..]),
        FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(page[ShardFooterLayout.FirstSequence..]),
        LastSequence = BinaryPrimitives.ReadUInt64LittleEndian(page[ShardFooterLayout.LastSequence..]),
        FirstAddress = ReadAddress(page[ShardFooterLayout.FirstAddress..]),
        LastAddress = ReadAddress(page[ShardFooterLayout.LastAddress..]),
        TimeMinMs = BinaryPrimitives.ReadInt64LittleEndian(page[ShardFooterLayout.TimeMin..]),
        TimeMaxMs = BinaryPrimitives.ReadInt64LittleEndian(page[ShardFooterLayout.TimeMax..]),
        ExpiryMinMs = BinaryPrimitives.ReadInt64LittleEndian(page[ShardFooterLayout.ExpiryMin..]),
        FramesHash = BinaryPrimitives.ReadUInt64LittleEndian(page[ShardFooterLayout.FramesHash..]),
    };
}
