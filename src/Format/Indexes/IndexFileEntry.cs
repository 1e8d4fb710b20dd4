using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Feedlog.Format.Indexes;

/// <summary>One index file as the manifest lists it. FORMAT.md section 7.1.</summary>
public sealed record IndexFileEntry
{
    /// <summary>The file's number, never used twice.</summary>
    public required ulong Number { get; init; }

    /// <summary>What the file holds.</summary>
    public required IndexFileKind Kind { get; init; }

    /// <summary>The stretch of the log that it covers.</summary>
    public required IndexCoverage Coverage { get; init; }

    /// <summary>Number of records of a run or of words, of pairs of deaths, or of vectors.</summary>
    public required long EntryCount { get; init; }

    /// <summary>XXH3 of the name of the model, seeded with the salt: of vectors; 0 for all others.</summary>
    public ulong ModelHash { get; init; }

    /// <summary>The file's length in bytes, a multiple of the page size.</summary>
    public required long LengthBytes { get; init; }

    /// <summary>Writes the entry.</summary>
    public void Write(Span<byte> target)
    {
        target[..IndexEntryLayout.EntryBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(target[IndexEntryLayout.Number..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(target[IndexEntryLayout.Kind..], (uint)Kind);
        BinaryPrimitives.WriteUInt64LittleEndian(target[IndexEntryLayout.FirstSequence..], Coverage.FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[IndexEntryLayout.LastSequence..], Coverage.LastSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[IndexEntryLayout.FirstGroup..], Coverage.FirstGroup);
        BinaryPrimitives.WriteUInt64LittleEndian(target[IndexEntryLayout.LastGroup..], Coverage.LastGroup);
        BinaryPrimitives.WriteUInt64LittleEndian(target[IndexEntryLayout.LastCommit..], Coverage.LastCommit);
        BinaryPrimitives.WriteUInt64LittleEndian(target[IndexEntryLayout.EndSegment..], Coverage.EndSegment);
        BinaryPrimitives.WriteInt64LittleEndian(target[IndexEntryLayout.EndOffset..], Coverage.EndOffsetBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[IndexEntryLayout.EntryCount..], EntryCount);
        BinaryPrimitives.WriteInt64LittleEndian(target[IndexEntryLayout.Length..], LengthBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(target[IndexEntryLayout.ModelHash..], ModelHash);
    }

    /// <summary>Reads an entry and checks it. Never throws.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> source, [NotNullWhen(true)] out IndexFileEntry? entry, out FormatFault fault)
    {
        entry = null;
        fault = FormatFault.Truncated;
        if (source.Length < IndexEntryLayout.EntryBytes) return false;

        entry = Parse(source);
        fault = Validate(source, entry);
        return fault == FormatFault.None;
    }

    private static IndexFileEntry Parse(ReadOnlySpan<byte> source) => new()
    {
        Number = BinaryPrimitives.ReadUInt64LittleEndian(source[IndexEntryLayout.Number..]),
        Kind = (IndexFileKind)BinaryPrimitives.ReadInt32LittleEndian(source[IndexEntryLayout.Kind..]),
        Coverage = new IndexCoverage
        {
            FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(source[IndexEntryLayout.FirstSequence..]),
            LastSequence = BinaryPrimitives.ReadUInt64LittleEndian(source[IndexEntryLayout.LastSequence..]),
            FirstGroup = BinaryPrimitives.ReadUInt64LittleEndian(source[IndexEntryLayout.FirstGroup..]),
            LastGroup = BinaryPrimitives.ReadUInt64LittleEndian(source[IndexEntryLayout.LastGroup..]),
            LastCommit = BinaryPrimitives.ReadUInt64LittleEndian(source[IndexEntryLayout.LastCommit..]),
            EndSegment = BinaryPrimitives.ReadUInt64LittleEndian(source[IndexEntryLayout.EndSegment..]),
            EndOffsetBytes = BinaryPrimitives.ReadInt64LittleEndian(source[IndexEntryLayout.EndOffset..]),
        },
        EntryCount = BinaryPrimitives.ReadInt64LittleEndian(source[IndexEntryLayout.EntryCount..]),
        LengthBytes = BinaryPrimitives.ReadInt64LittleEndian(source[IndexEntryLayout.Length..]),
        ModelHash = BinaryPrimitives.ReadUInt64LittleEndian(source[IndexEntryLayout.ModelHash..]),
    };

    private static FormatFault Validate(ReadOnlySpan<byte> source, IndexFileEntry entry)
    {
        uint reserved = BinaryPrimitives.ReadUInt32LittleEndian(source[IndexEntryLayout.Reserved..]);
        bool hasModel = entry.Kind == IndexFileKind.Vectors;
        if (reserved != 0 || (entry.ModelHash != 0 && !hasModel)) return FormatFault.BadReserved;
        if (entry.Kind is < IndexFileKind.Run or > IndexFileKind.Vectors) return FormatFault.BadType;
        if (entry.Number == 0 || entry.EntryCount < 0) return FormatFault.BadOrder;
        if (entry.LengthBytes < IndexPageLayout.PageBytes || entry.LengthBytes % IndexPageLayout.PageBytes != 0)
            return FormatFault.BadLength;
        return entry.Coverage.Fault;
    }
}
