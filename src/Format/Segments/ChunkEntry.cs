using System.Buffers.Binary;

namespace Feedlog.Format.Segments;

/// <summary>One chunk of a sealed segment, as its footer lists it. FORMAT.md section 6.2.</summary>
public readonly record struct ChunkEntry
{
    /// <summary>Where the chunk begins in the segment, in bytes.</summary>
    public required long OffsetBytes { get; init; }

    /// <summary>From the chunk's first frame to the end of its last, in bytes.</summary>
    public required int LengthBytes { get; init; }

    /// <summary>Number of slots, 1 to 50.</summary>
    public required int SlotCount { get; init; }

    /// <summary>Earliest timestamp in ms.</summary>
    public required long TimeMinMs { get; init; }

    /// <summary>Latest timestamp in ms.</summary>
    public required long TimeMaxMs { get; init; }

    /// <summary>First sequence.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>Last sequence.</summary>
    public required ulong LastSequence { get; init; }

    /// <summary>Earliest expiry in ms; <see cref="long.MaxValue"/> for none.</summary>
    public required long ExpiryMinMs { get; init; }

    /// <summary>XXH3 over the header checksums of the chunk's frames.</summary>
    public required ulong Hash { get; init; }

    /// <summary>Writes the entry.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target[ChunkLayout.Offset..], (ulong)OffsetBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ChunkLayout.Length..], (uint)LengthBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ChunkLayout.SlotCount..], (uint)SlotCount);
        BinaryPrimitives.WriteInt64LittleEndian(target[ChunkLayout.TimeMin..], TimeMinMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[ChunkLayout.TimeMax..], TimeMaxMs);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ChunkLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ChunkLayout.LastSequence..], LastSequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[ChunkLayout.ExpiryMin..], ExpiryMinMs);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ChunkLayout.Hash..], Hash);
    }

    /// <summary>Reads an entry and checks its lengths against their limits. Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out ChunkEntry entry)
    {
        entry = default;
        if (source.Length < ChunkLayout.EntryBytes) return false;

        ulong offsetBytes = BinaryPrimitives.ReadUInt64LittleEndian(source[ChunkLayout.Offset..]);
        uint lengthBytes = BinaryPrimitives.ReadUInt32LittleEndian(source[ChunkLayout.Length..]);
        uint slotCount = BinaryPrimitives.ReadUInt32LittleEndian(source[ChunkLayout.SlotCount..]);
        if (offsetBytes > FormatLimits.SegmentBytesMax || lengthBytes > FormatLimits.SegmentBytesMax ||
            slotCount is 0 or > FormatLimits.ChunkSlotsMax)
            return false;

        entry = new ChunkEntry
        {
            OffsetBytes = (long)offsetBytes,
            LengthBytes = (int)lengthBytes,
            SlotCount = (int)slotCount,
            TimeMinMs = BinaryPrimitives.ReadInt64LittleEndian(source[ChunkLayout.TimeMin..]),
            TimeMaxMs = BinaryPrimitives.ReadInt64LittleEndian(source[ChunkLayout.TimeMax..]),
            FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(source[ChunkLayout.FirstSequence..]),
            LastSequence = BinaryPrimitives.ReadUInt64LittleEndian(source[ChunkLayout.LastSequence..]),
            ExpiryMinMs = BinaryPrimitives.ReadInt64LittleEndian(source[ChunkLayout.ExpiryMin..]),
            Hash = BinaryPrimitives.ReadUInt64LittleEndian(source[ChunkLayout.Hash..]),
        };
        return true;
    }
}
