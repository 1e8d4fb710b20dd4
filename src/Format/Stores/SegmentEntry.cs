using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Feedlog.Format.Stores;

/// <summary>One segment as the manifest lists it. FORMAT.md section 7.1.</summary>
public sealed record SegmentEntry
{
    /// <summary>The segment's number.</summary>
    public required ulong Number { get; init; }

    /// <summary>Whether it may still grow; if open, only number, first sequence and first group are set.</summary>
    public required SegmentState State { get; init; }

    /// <summary>Says whether it has an end, wherever its frames lie.</summary>
    public bool HasEnded => State != SegmentState.Open;

    /// <summary>Sequence of its first frame.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>Number of its first group.</summary>
    public required ulong FirstGroup { get; init; }

    /// <summary>Sequence of its last frame.</summary>
    public ulong LastSequence { get; init; }

    /// <summary>Number of its last group.</summary>
    public ulong LastGroup { get; init; }

    /// <summary>Number of its slots.</summary>
    public long SlotCount { get; init; }

    /// <summary>Where its last commit frame ends, in bytes; what lies behind is not part of the log.</summary>
    public long LogicalEndBytes { get; init; }

    /// <summary>Where its footer frame begins, in bytes; 0 if it was sealed without one.</summary>
    public long FooterOffsetBytes { get; init; }

    /// <summary>Earliest timestamp in ms.</summary>
    public long TimeMinMs { get; init; }

    /// <summary>Latest timestamp in ms.</summary>
    public long TimeMaxMs { get; init; }

    /// <summary>Header checksum of its last commit.</summary>
    public ulong LastCommit { get; init; }

    /// <summary>Writes the entry.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target[SegmentEntryLayout.Number..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(target[SegmentEntryLayout.State..], (uint)State);
        BinaryPrimitives.WriteUInt32LittleEndian(target[SegmentEntryLayout.Reserved..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(target[SegmentEntryLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[SegmentEntryLayout.LastSequence..], LastSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[SegmentEntryLayout.FirstGroup..], FirstGroup);
        BinaryPrimitives.WriteUInt64LittleEndian(target[SegmentEntryLayout.LastGroup..], LastGroup);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentEntryLayout.SlotCount..], SlotCount);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentEntryLayout.LogicalEnd..], LogicalEndBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentEntryLayout.FooterOffset..], FooterOffsetBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentEntryLayout.TimeMin..], TimeMinMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentEntryLayout.TimeMax..], TimeMaxMs);
        BinaryPrimitives.WriteUInt64LittleEndian(target[SegmentEntryLayout.LastCommit..], LastCommit);
    }

    /// <summary>Reads an entry and checks it. Never throws.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> source, [NotNullWhen(true)] out SegmentEntry? entry, out FormatFault fault)
    {
        entry = null;
        fault = FormatFault.Truncated;
        if (source.Length < SegmentEntryLayout.EntryBytes) return false;

        entry = Parse(source);
        fault = Validate(source, entry);
        return fault == FormatFault.None;
    }

    private static SegmentEntry Parse(ReadOnlySpan<byte> source) => new()
    {
        Number = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentEntryLayout.Number..]),
        State = (SegmentState)BinaryPrimitives.ReadInt32LittleEndian(source[SegmentEntryLayout.State..]),
        FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentEntryLayout.FirstSequence..]),
        LastSequence = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentEntryLayout.LastSequence..]),
        FirstGroup = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentEntryLayout.FirstGroup..]),
        LastGroup = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentEntryLayout.LastGroup..]),
        SlotCount = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentEntryLayout.SlotCount..]),
        LogicalEndBytes = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentEntryLayout.LogicalEnd..]),
        FooterOffsetBytes = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentEntryLayout.FooterOffset..]),
        TimeMinMs = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentEntryLayout.TimeMin..]),
        TimeMaxMs = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentEntryLayout.TimeMax..]),
        LastCommit = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentEntryLayout.LastCommit..]),
    };

    private static FormatFault Validate(ReadOnlySpan<byte> source, SegmentEntry entry)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[SegmentEntryLayout.Reserved..]) != 0)
            return FormatFault.BadReserved;
        if (entry.State is not (SegmentState.Open or SegmentState.Sealed or SegmentState.Archived))
            return FormatFault.BadType;
        if (entry.Number == 0 || entry.SlotCount < 0) return FormatFault.BadOrder;
        if (!entry.HasEnded) return FormatFault.None;

        bool isEndSound = entry.LogicalEndBytes is >= 0 and <= FormatLimits.SegmentBytesMax &&
            (entry.FooterOffsetBytes == 0 || entry.FooterOffsetBytes >= entry.LogicalEndBytes) &&
            entry.FooterOffsetBytes < int.MaxValue;
        return isEndSound ? FormatFault.None : FormatFault.BadLength;
    }
}
