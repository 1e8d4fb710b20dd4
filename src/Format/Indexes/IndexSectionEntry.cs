using System.Buffers.Binary;

namespace Feedlog.Format.Indexes;

/// <summary>One section as page 0 of an index file lists it. FORMAT.md section 7.4.</summary>
public readonly record struct IndexSectionEntry
{
    /// <summary>What the section holds.</summary>
    public required IndexSectionType Type { get; init; }

    /// <summary>Size of an entry in bytes: 4, 8, 16, 32 or 64.</summary>
    public required int EntryBytes { get; init; }

    /// <summary>Number of its first page.</summary>
    public required long FirstPage { get; init; }

    /// <summary>Number of its entries, at least 1.</summary>
    public required long EntryCount { get; init; }

    /// <summary>The kind of file that the section belongs to.</summary>
    internal IndexFileKind FileKind => Type switch
    {
        >= IndexSectionType.Extents and <= IndexSectionType.SegmentState => IndexFileKind.Run,
        >= IndexSectionType.Deaths and <= IndexSectionType.DeathFilter => IndexFileKind.Deaths,
        >= IndexSectionType.Stretches and <= IndexSectionType.TermPages => IndexFileKind.Words,
        >= IndexSectionType.VectorModel and <= IndexSectionType.VectorCodes => IndexFileKind.Vectors,
        _ => IndexFileKind.None,
    };

    /// <summary>Writes the entry.</summary>
    public void Write(Span<byte> target)
    {
        target[..IndexSectionLayout.EntryBytes].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(target[IndexSectionLayout.Type..], (ushort)Type);
        BinaryPrimitives.WriteUInt32LittleEndian(target[IndexSectionLayout.EntrySize..], (uint)EntryBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[IndexSectionLayout.FirstPage..], FirstPage);
        BinaryPrimitives.WriteInt64LittleEndian(target[IndexSectionLayout.EntryCount..], EntryCount);
    }

    /// <summary>Reads an entry and checks type and sizes. Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out IndexSectionEntry entry, out FormatFault fault)
    {
        entry = default;
        fault = FormatFault.Truncated;
        if (source.Length < IndexSectionLayout.EntryBytes) return false;

        uint entryBytes = BinaryPrimitives.ReadUInt32LittleEndian(source[IndexSectionLayout.EntrySize..]);
        entry = new IndexSectionEntry
        {
            Type = (IndexSectionType)BinaryPrimitives.ReadUInt16LittleEndian(source[IndexSectionLayout.Type..]),
            EntryBytes = unchecked((int)entryBytes),
            FirstPage = BinaryPrimitives.ReadInt64LittleEndian(source[IndexSectionLayout.FirstPage..]),
            EntryCount = BinaryPrimitives.ReadInt64LittleEndian(source[IndexSectionLayout.EntryCount..]),
        };
        uint reserved = BinaryPrimitives.ReadUInt16LittleEndian(source[IndexSectionLayout.Reserved..]);
        ulong moreReserved = BinaryPrimitives.ReadUInt64LittleEndian(source[IndexSectionLayout.MoreReserved..]);
        bool isSized = IndexSection.IsEntrySize(entryBytes) && entryBytes == ExpectedEntryBytes(entry.Type);
        if (entry.FileKind == IndexFileKind.None) fault = FormatFault.BadType;
        else if (!isSized || entry.FirstPage < 1 || entry.EntryCount < 1) fault = FormatFault.BadLength;
        else fault = (reserved | moreReserved) != 0 ? FormatFault.BadReserved : FormatFault.None;
        return fault == FormatFault.None;
    }

    private static int ExpectedEntryBytes(IndexSectionType type) => type switch
    {
        IndexSectionType.Extents => ExtentLayout.EntryBytes,
        IndexSectionType.Slots => SlotEntryLayout.EntryBytes,
        IndexSectionType.IdDirectory or IndexSectionType.KeyDirectory => sizeof(uint),
        IndexSectionType.IdFilter or IndexSectionType.KeyFilter or IndexSectionType.DeathFilter => 64,
        IndexSectionType.Ids or IndexSectionType.Keys => TagEntryLayout.EntryBytes,
        IndexSectionType.Times or IndexSectionType.Groups or IndexSectionType.Expiries =>
            IndexSection.StreamEntryBytes,
        IndexSectionType.TimeFences or IndexSectionType.GroupFences or IndexSectionType.ExpiryFences =>
            TimeFenceLayout.EntryBytes,
        IndexSectionType.SegmentState => SegmentStateLayout.RowBytes,
        IndexSectionType.Stretches => StretchLayout.EntryBytes,
        IndexSectionType.Chunks => WordChunkLayout.EntryBytes,
        >= IndexSectionType.Lengths and <= IndexSectionType.TermPages => IndexSection.StreamEntryBytes,
        IndexSectionType.VectorCentre => sizeof(float),
        IndexSectionType.VectorRows => VectorRowLayout.EntryBytes,
        IndexSectionType.VectorModel or IndexSectionType.VectorBits or IndexSectionType.VectorCodes =>
            IndexSection.StreamEntryBytes,
        _ => DeathEntryLayout.EntryBytes,
    };
}
