using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Feedlog.Format.Stores;

namespace Feedlog.Format.Indexes;

/// <summary>Page 0 of an index file: what it covers, where its sections lie. FORMAT.md section 7.4.</summary>
public sealed record IndexFileHeader
{
    /// <summary>How many sections fit.</summary>
    public const int SectionCountMax =
        (IndexPageLayout.PayloadBytes - IndexHeaderLayout.Sections) / IndexSectionLayout.EntryBytes;

    /// <summary>Id of the store that the file belongs to.</summary>
    public required Guid StoreId { get; init; }

    /// <summary>What the manifest is to say of the file.</summary>
    public required IndexFileEntry Entry { get; init; }

    /// <summary>Time of creation, ms since 1970 UTC.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>The sections, in rising order of their types.</summary>
    public required IReadOnlyList<IndexSectionEntry> Sections { get; init; }

    /// <summary>Writes page 0.</summary>
    /// <param name="page">A page's bytes.</param>
    /// <param name="salt">The salt of the store.</param>
    public void Write(Span<byte> page, ulong salt)
    {
        page[..IndexPageLayout.PageBytes].Clear();
        IndexCoverage coverage = Entry.Coverage;
        IndexHeaderLayout.MagicBytes.CopyTo(page);
        BinaryPrimitives.WriteUInt32LittleEndian(page[IndexHeaderLayout.Version..], FormatVersion.Index);
        BinaryPrimitives.WriteUInt32LittleEndian(page[IndexHeaderLayout.Kind..], (uint)Entry.Kind);
        BinaryPrimitives.WriteUInt64LittleEndian(page[IndexHeaderLayout.Number..], Entry.Number);
        StoreId.TryWriteBytes(page[IndexHeaderLayout.StoreId..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64LittleEndian(page[IndexHeaderLayout.FirstSequence..], coverage.FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(page[IndexHeaderLayout.LastSequence..], coverage.LastSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(page[IndexHeaderLayout.FirstGroup..], coverage.FirstGroup);
        BinaryPrimitives.WriteUInt64LittleEndian(page[IndexHeaderLayout.LastGroup..], coverage.LastGroup);
        BinaryPrimitives.WriteUInt64LittleEndian(page[IndexHeaderLayout.LastCommit..], coverage.LastCommit);
        BinaryPrimitives.WriteUInt64LittleEndian(page[IndexHeaderLayout.EndSegment..], coverage.EndSegment);
        BinaryPrimitives.WriteInt64LittleEndian(page[IndexHeaderLayout.EndOffset..], coverage.EndOffsetBytes);
        BinaryPrimitives.WriteInt64LittleEndian(page[IndexHeaderLayout.EntryCount..], Entry.EntryCount);
        BinaryPrimitives.WriteInt64LittleEndian(
            page[IndexHeaderLayout.PageCount..], Entry.LengthBytes / IndexPageLayout.PageBytes);
        BinaryPrimitives.WriteInt64LittleEndian(page[IndexHeaderLayout.CreatedAt..], CreatedAtMs);
        BinaryPrimitives.WriteUInt32LittleEndian(page[IndexHeaderLayout.SectionCount..], (uint)Sections.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(page[IndexHeaderLayout.ModelHash..], Entry.ModelHash);
        for (int i = 0; i < Sections.Count; i++)
            Sections[i].Write(page[(IndexHeaderLayout.Sections + i * IndexSectionLayout.EntryBytes)..]);
        IndexPage.Seal(page, salt, Entry.Number, 0);
    }

    /// <summary>Reads and checks page 0. Never throws.</summary>
    /// <param name="page">A page's bytes.</param>
    /// <param name="store">The store that the file should belong to.</param>
    /// <param name="number">The number that the file should have.</param>
    /// <param name="header">The header, when the result is true.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> page,
        StoreIdentity store,
        ulong number,
        [NotNullWhen(true)] out IndexFileHeader? header,
        out FormatFault fault)
    {
        header = null;
        fault = CheckEnvelope(page, store, number);
        if (fault != FormatFault.None) return false;

        uint sectionCount = BinaryPrimitives.ReadUInt32LittleEndian(page[IndexHeaderLayout.SectionCount..]);
        long pageCount = BinaryPrimitives.ReadInt64LittleEndian(page[IndexHeaderLayout.PageCount..]);
        IndexFileKind kind = (IndexFileKind)BinaryPrimitives.ReadInt32LittleEndian(page[IndexHeaderLayout.Kind..]);
        if (sectionCount > SectionCountMax || pageCount is < 1 or > long.MaxValue / IndexPageLayout.PageBytes)
            fault = FormatFault.BadLength;
        else if (kind is < IndexFileKind.Run or > IndexFileKind.Vectors) fault = FormatFault.BadType;
        if (fault != FormatFault.None) return false;

        if (!TryReadSections(page, (int)sectionCount, kind, pageCount, out IndexSectionEntry[] sections, out fault))
            return false;

        header = Parse(page, kind, pageCount * IndexPageLayout.PageBytes, sections);
        fault = header.Entry.EntryCount < 0 ? FormatFault.BadOrder : header.Entry.Coverage.Fault;
        if (fault != FormatFault.None) header = null;
        return header is not null;
    }

    private static FormatFault CheckEnvelope(ReadOnlySpan<byte> page, StoreIdentity store, ulong number)
    {
        if (page.Length < IndexPageLayout.PageBytes) return FormatFault.Truncated;
        if (!page.StartsWith(IndexHeaderLayout.MagicBytes))
        {
            return page[..IndexPageLayout.PageBytes].ContainsAnyExcept((byte)0)
                ? FormatFault.BadMagic
                : FormatFault.Unwritten;
        }

        FormatFault fault = IndexPage.Check(page, store.Salt, number, 0);
        if (fault != FormatFault.None)
            return fault == FormatFault.BadBodyChecksum ? FormatFault.BadHeaderChecksum : fault;
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[IndexHeaderLayout.Version..]) != FormatVersion.Index)
            return FormatFault.UnknownVersion;
        bool isInPlace = new Guid(page.Slice(IndexHeaderLayout.StoreId, 16), bigEndian: true) == store.Id &&
            BinaryPrimitives.ReadUInt64LittleEndian(page[IndexHeaderLayout.Number..]) == number;
        if (!isInPlace) return FormatFault.WrongPlace;
        bool hasModel = BinaryPrimitives.ReadUInt32LittleEndian(page[IndexHeaderLayout.Kind..]) ==
            (uint)IndexFileKind.Vectors;
        int limit = hasModel ? IndexHeaderLayout.ModelHash : IndexHeaderLayout.MoreReserved;
        bool hasReserved = page[IndexHeaderLayout.Reserved..limit].ContainsAnyExcept((byte)0) ||
            page[IndexHeaderLayout.MoreReserved..IndexHeaderLayout.Sections].ContainsAnyExcept((byte)0);
        return hasReserved ? FormatFault.BadReserved : FormatFault.None;
    }

    private static bool TryReadSections(
        ReadOnlySpan<byte> page,
        int count,
        IndexFileKind kind,
        long pageCount,
        out IndexSectionEntry[] sections,
        out FormatFault fault)
    {
        sections = new IndexSectionEntry[count];
        long nextPage = 1;
        ReadOnlySpan<byte> list = page[IndexHeaderLayout.Sections..IndexPageLayout.PayloadBytes];
        for (int i = 0; i < count; i++, list = list[IndexSectionLayout.EntryBytes..])
        {
            if (!IndexSectionEntry.TryRead(list, out sections[i], out fault)) return false;

            IndexSectionEntry section = sections[i];
            bool isInOrder = section.FirstPage == nextPage && section.FileKind == kind &&
                (i == 0 || section.Type > sections[i - 1].Type);
            // Before it is multiplied, the count is held against the most that the pages could hold.
            bool fits = section.EntryCount / IndexPageLayout.PayloadBytes < pageCount;
            fault = !fits ? FormatFault.BadLength : isInOrder ? FormatFault.None : FormatFault.BadOrder;
            if (fault != FormatFault.None) return false;
            nextPage += new IndexSection(section.EntryBytes, section.FirstPage, section.EntryCount).PageCount;
        }

        if (nextPage != pageCount) fault = FormatFault.BadLength;
        else fault = list.ContainsAnyExcept((byte)0) ? FormatFault.BadReserved : FormatFault.None;
        return fault == FormatFault.None;
    }

    private static IndexFileHeader Parse(
        ReadOnlySpan<byte> page, IndexFileKind kind, long lengthBytes, IndexSectionEntry[] sections) => new()
        {
            StoreId = new Guid(page.Slice(IndexHeaderLayout.StoreId, 16), bigEndian: true),
            Entry = new IndexFileEntry
            {
                Number = BinaryPrimitives.ReadUInt64LittleEndian(page[IndexHeaderLayout.Number..]),
                Kind = kind,
                Coverage = new IndexCoverage
                {
                    FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(page[IndexHeaderLayout.FirstSequence..]),
                    LastSequence = BinaryPrimitives.ReadUInt64LittleEndian(page[IndexHeaderLayout.LastSequence..]),
                    FirstGroup = BinaryPrimitives.ReadUInt64LittleEndian(page[IndexHeaderLayout.FirstGroup..]),
                    LastGroup = BinaryPrimitives.ReadUInt64LittleEndian(page[IndexHeaderLayout.LastGroup..]),
                    LastCommit = BinaryPrimitives.ReadUInt64LittleEndian(page[IndexHeaderLayout.LastCommit..]),
                    EndSegment = BinaryPrimitives.ReadUInt64LittleEndian(page[IndexHeaderLayout.EndSegment..]),
                    EndOffsetBytes = BinaryPrimitives.ReadInt64LittleEndian(page[IndexHeaderLayout.EndOffset..]),
                },
                EntryCount = BinaryPrimitives.ReadInt64LittleEndian(page[IndexHeaderLayout.EntryCount..]),
                LengthBytes = lengthBytes,
                ModelHash = BinaryPrimitives.ReadUInt64LittleEndian(page[IndexHeaderLayout.ModelHash..]),
            },
            CreatedAtMs = BinaryPrimitives.ReadInt64LittleEndian(page[IndexHeaderLayout.CreatedAt..]),
            Sections = sections,
        };
}
