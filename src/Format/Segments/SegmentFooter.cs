using System.Buffers.Binary;
using Feedlog.Format.Frames;

namespace Feedlog.Format.Segments;

/// <summary>What a sealed segment says about itself, in a frame of type Footer. FORMAT.md section 6.</summary>
public sealed record SegmentFooter
{
    /// <summary>Number of slot-bearing frames.</summary>
    public required long SlotCount { get; init; }

    /// <summary>Number of groups.</summary>
    public required long GroupCount { get; init; }

    /// <summary>First sequence; 0 in an empty segment.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>Last sequence; 0 in an empty segment.</summary>
    public required ulong LastSequence { get; init; }

    /// <summary>Number of the first group.</summary>
    public required ulong FirstGroup { get; init; }

    /// <summary>Number of the last group; one less than the first in an empty segment.</summary>
    public required ulong LastGroup { get; init; }

    /// <summary>Earliest timestamp in ms; 0 in an empty segment.</summary>
    public required long TimeMinMs { get; init; }

    /// <summary>Latest timestamp in ms; 0 in an empty segment.</summary>
    public required long TimeMaxMs { get; init; }

    /// <summary>Earliest expiry in ms; <see cref="long.MaxValue"/> for none.</summary>
    public required long ExpiryMinMs { get; init; }

    /// <summary>Header checksum of the last commit.</summary>
    public required ulong LastCommit { get; init; }

    /// <summary>Where the last commit frame ends, in bytes.</summary>
    public required long LogicalEndBytes { get; init; }

    /// <summary>Time of sealing, ms since 1970 UTC.</summary>
    public required long SealedAtMs { get; init; }

    /// <summary>The chunk directory.</summary>
    public required IReadOnlyList<ChunkEntry> Chunks { get; init; }

    /// <summary>Size of the whole footer frame in bytes.</summary>
    public int FrameBytes =>
        (int)FrameHeader.TotalLength(0, 0, FooterLayout.FixedBytes + Chunks.Count * ChunkLayout.EntryBytes, 0);

    /// <summary>Writes the footer frame.</summary>
    /// <param name="target">At least <see cref="FrameBytes"/> bytes.</param>
    /// <param name="placeSeed">Seed of the place where the frame will lie.</param>
    public void Write(Span<byte> target, ulong placeSeed)
    {
        int contentBytes = FooterLayout.FixedBytes + Chunks.Count * ChunkLayout.EntryBytes;
        Span<byte> frame = target[..FrameBytes];
        FrameEncoder.Begin(frame, new FrameHeader
        {
            Type = FrameType.Footer,
            TotalLengthBytes = frame.Length,
            TimestampMs = SealedAtMs,
            ContentLengthBytes = contentBytes,
        });
        Span<byte> content = frame[FrameLayout.HeaderBytes..];
        BinaryPrimitives.WriteUInt64LittleEndian(content[FooterLayout.SlotCount..], (ulong)SlotCount);
        BinaryPrimitives.WriteUInt64LittleEndian(content[FooterLayout.GroupCount..], (ulong)GroupCount);
        BinaryPrimitives.WriteUInt64LittleEndian(content[FooterLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(content[FooterLayout.LastSequence..], LastSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(content[FooterLayout.FirstGroup..], FirstGroup);
        BinaryPrimitives.WriteUInt64LittleEndian(content[FooterLayout.LastGroup..], LastGroup);
        BinaryPrimitives.WriteInt64LittleEndian(content[FooterLayout.TimeMin..], TimeMinMs);
        BinaryPrimitives.WriteInt64LittleEndian(content[FooterLayout.TimeMax..], TimeMaxMs);
        BinaryPrimitives.WriteInt64LittleEndian(content[FooterLayout.ExpiryMin..], ExpiryMinMs);
        BinaryPrimitives.WriteUInt64LittleEndian(content[FooterLayout.LastCommit..], LastCommit);
        BinaryPrimitives.WriteUInt64LittleEndian(content[FooterLayout.LogicalEnd..], (ulong)LogicalEndBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(content[FooterLayout.ChunkCount..], (uint)Chunks.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(content[FooterLayout.Reserved..], 0);
        for (int i = 0; i < Chunks.Count; i++)
            Chunks[i].Write(content[(FooterLayout.FixedBytes + i * ChunkLayout.EntryBytes)..]);
        FrameEncoder.SealBody(frame, FrameLayout.HeaderBytes + contentBytes);
        FrameEncoder.SealHeader(frame, LastSequence, placeSeed);
    }

    /// <summary>Reads the footer out of a checked frame. Never throws.</summary>
    public static bool TryRead(in FrameView view, out SegmentFooter? footer, out FormatFault fault)
    {
        footer = null;
        fault = FormatFault.None;
        ReadOnlySpan<byte> content = view.Content;
        if (view.Type != FrameType.Footer) fault = FormatFault.BadType;
        else if (content.Length < FooterLayout.FixedBytes || HasOtherParts(view.Header)) fault = FormatFault.BadLength;
        if (fault != FormatFault.None) return false;

        uint chunkCount = BinaryPrimitives.ReadUInt32LittleEndian(content[FooterLayout.ChunkCount..]);
        long directoryBytes = chunkCount * (long)ChunkLayout.EntryBytes;
        ulong logicalEnd = BinaryPrimitives.ReadUInt64LittleEndian(content[FooterLayout.LogicalEnd..]);
        if (content.Length != FooterLayout.FixedBytes + directoryBytes ||
            logicalEnd is < SegmentLayout.HeaderBytes or > FormatLimits.SegmentBytesMax)
        {
            fault = FormatFault.BadLength;
            return false;
        }

        List<ChunkEntry> chunks = new((int)chunkCount);
        for (int i = 0; i < chunkCount; i++)
        {
            ReadOnlySpan<byte> entry = content[(FooterLayout.FixedBytes + i * ChunkLayout.EntryBytes)..];
            if (!ChunkEntry.TryRead(entry, out ChunkEntry chunk))
            {
                fault = FormatFault.BadLength;
                return false;
            }

            chunks.Add(chunk);
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(content[FooterLayout.Reserved..]) != 0)
        {
            fault = FormatFault.BadReserved;
            return false;
        }

        footer = Parse(content, view.TimestampMs, (long)logicalEnd, chunks);
        return true;
    }

    private static bool HasOtherParts(in FrameHeader header) =>
        (header.KeyLengthBytes | header.ExtensionsLengthBytes | header.MetadataLengthBytes) != 0;

    private static SegmentFooter Parse(
        ReadOnlySpan<byte> content, long sealedAtMs, long logicalEndBytes, List<ChunkEntry> chunks) => new()
        {
            SlotCount = BinaryPrimitives.ReadInt64LittleEndian(content[FooterLayout.SlotCount..]),
            GroupCount = BinaryPrimitives.ReadInt64LittleEndian(content[FooterLayout.GroupCount..]),
            FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(content[FooterLayout.FirstSequence..]),
            LastSequence = BinaryPrimitives.ReadUInt64LittleEndian(content[FooterLayout.LastSequence..]),
            FirstGroup = BinaryPrimitives.ReadUInt64LittleEndian(content[FooterLayout.FirstGroup..]),
            LastGroup = BinaryPrimitives.ReadUInt64LittleEndian(content[FooterLayout.LastGroup..]),
            TimeMinMs = BinaryPrimitives.ReadInt64LittleEndian(content[FooterLayout.TimeMin..]),
            TimeMaxMs = BinaryPrimitives.ReadInt64LittleEndian(content[FooterLayout.TimeMax..]),
            ExpiryMinMs = BinaryPrimitives.ReadInt64LittleEndian(content[FooterLayout.ExpiryMin..]),
            LastCommit = BinaryPrimitives.ReadUInt64LittleEndian(content[FooterLayout.LastCommit..]),
            LogicalEndBytes = logicalEndBytes,
            SealedAtMs = sealedAtMs,
            Chunks = chunks,
        };
}
