using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Shards;

namespace Feedlog.Format.Stores;

/// <summary>One shard as the manifest lists it. FORMAT.md section 7.1.</summary>
public sealed record ShardEntry
{
    /// <summary>The shard's number.</summary>
    public required ulong Number { get; init; }

    /// <summary>The month of all its timestamps.</summary>
    public required ShardMonth Month { get; init; }

    /// <summary>First sequence.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>Last sequence.</summary>
    public required ulong LastSequence { get; init; }

    /// <summary>Address of the first frame.</summary>
    public required FrameAddress FirstAddress { get; init; }

    /// <summary>Address of the last frame.</summary>
    public required FrameAddress LastAddress { get; init; }

    /// <summary>Number of its slots.</summary>
    public required long SlotCount { get; init; }

    /// <summary>Earliest timestamp in ms.</summary>
    public required long TimeMinMs { get; init; }

    /// <summary>Latest timestamp in ms.</summary>
    public required long TimeMaxMs { get; init; }

    /// <summary>Earliest expiry in ms; <see cref="long.MaxValue"/> for none.</summary>
    public required long ExpiryMinMs { get; init; }

    /// <summary>Length of the file in bytes.</summary>
    public required long LengthBytes { get; init; }

    /// <summary>XXH3 over the header checksums of all frames, in their order.</summary>
    public required ulong FramesHash { get; init; }

    /// <summary>The path of the shard.</summary>
    public string Path => StoreLayout.Shard(Month, Number);

    /// <summary>The entry of a shard that says this of itself.</summary>
    public static ShardEntry Of(in ShardHeader header, ShardFooter footer) => new()
    {
        Number = header.Number,
        Month = header.Month,
        FirstSequence = footer.FirstSequence,
        LastSequence = footer.LastSequence,
        FirstAddress = footer.FirstAddress,
        LastAddress = footer.LastAddress,
        SlotCount = footer.SlotCount,
        TimeMinMs = footer.TimeMinMs,
        TimeMaxMs = footer.TimeMaxMs,
        ExpiryMinMs = footer.ExpiryMinMs,
        LengthBytes = footer.FileBytes,
        FramesHash = footer.FramesHash,
    };

    /// <summary>Writes the entry.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target[ShardEntryLayout.Number..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ShardEntryLayout.Year..], (uint)Month.Year);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ShardEntryLayout.Month..], (uint)Month.Month);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ShardEntryLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ShardEntryLayout.LastSequence..], LastSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ShardEntryLayout.FirstAddress..], FirstAddress.Packed);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ShardEntryLayout.LastAddress..], LastAddress.Packed);
        BinaryPrimitives.WriteInt64LittleEndian(target[ShardEntryLayout.SlotCount..], SlotCount);
        BinaryPrimitives.WriteInt64LittleEndian(target[ShardEntryLayout.TimeMin..], TimeMinMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[ShardEntryLayout.TimeMax..], TimeMaxMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[ShardEntryLayout.ExpiryMin..], ExpiryMinMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[ShardEntryLayout.Length..], LengthBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ShardEntryLayout.FramesHash..], FramesHash);
    }

    /// <summary>Reads an entry and checks it. Never throws.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> source, [NotNullWhen(true)] out ShardEntry? entry, out FormatFault fault)
    {
        entry = null;
        fault = FormatFault.Truncated;
        if (source.Length < ShardEntryLayout.EntryBytes) return false;

        uint year = BinaryPrimitives.ReadUInt32LittleEndian(source[ShardEntryLayout.Year..]);
        uint month = BinaryPrimitives.ReadUInt32LittleEndian(source[ShardEntryLayout.Month..]);
        fault = FormatFault.BadTimestamp;
        if (!ShardMonth.IsMonth(year, month)) return false;
        ShardEntry candidate = Parse(source, new ShardMonth((int)year, (int)month));
        fault = candidate.Check();
        if (fault == FormatFault.None) entry = candidate;
        return entry is not null;
    }

    private FormatFault Check()
    {
        bool isInOrder = Number is > 0 and <= ShardSeal.NumberMax && SlotCount > 0 &&
            FirstSequence <= LastSequence && LastSequence - FirstSequence >= (ulong)SlotCount - 1 &&
            FirstAddress.Packed <= LastAddress.Packed;
        if (!isInOrder) return FormatFault.BadOrder;
        bool isOfMonth = TimeMinMs <= TimeMaxMs && Month.Contains(TimeMinMs) && Month.Contains(TimeMaxMs);
        if (!isOfMonth) return FormatFault.BadTimestamp;
        return LengthBytes > 0 && LengthBytes % IndexPageLayout.PageBytes == 0
            ? FormatFault.None
            : FormatFault.BadLength;
    }

    private static ShardEntry Parse(ReadOnlySpan<byte> source, ShardMonth month) => new()
    {
        Number = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardEntryLayout.Number..]),
        Month = month,
        FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardEntryLayout.FirstSequence..]),
        LastSequence = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardEntryLayout.LastSequence..]),
        FirstAddress = new FrameAddress(
            BinaryPrimitives.ReadUInt64LittleEndian(source[ShardEntryLayout.FirstAddress..])),
        LastAddress = new FrameAddress(
            BinaryPrimitives.ReadUInt64LittleEndian(source[ShardEntryLayout.LastAddress..])),
        SlotCount = BinaryPrimitives.ReadInt64LittleEndian(source[ShardEntryLayout.SlotCount..]),
        TimeMinMs = BinaryPrimitives.ReadInt64LittleEndian(source[ShardEntryLayout.TimeMin..]),
        TimeMaxMs = BinaryPrimitives.ReadInt64LittleEndian(source[ShardEntryLayout.TimeMax..]),
        ExpiryMinMs = BinaryPrimitives.ReadInt64LittleEndian(source[ShardEntryLayout.ExpiryMin..]),
        LengthBytes = BinaryPrimitives.ReadInt64LittleEndian(source[ShardEntryLayout.Length..]),
        FramesHash = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardEntryLayout.FramesHash..]),
    };
}
