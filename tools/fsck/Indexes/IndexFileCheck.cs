using System.Buffers;
using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Opens a listed index file: its header, whether it is the one that the manifest lists, and the checksum of every
/// page. FORMAT.md sections 7.3 and 8.9.
/// </summary>
internal sealed class IndexFileCheck(CheckContext context, StoreIdentity store)
{
    private const int PagesOfWindow = 64;

    /// <summary>Checks the file; null, with a finding, if nothing more can be said of what is in it.</summary>
    public IndexFileInPlace? Run(IndexFileEntry entry)
    {
        string path = StoreLayout.IndexFile(entry.Kind, entry.Number);
        using CheckedFile? file = context.TryOpen(path, out bool isMissing);
        if (file is null)
        {
            if (isMissing && IsStillListed(entry))
            {
                context.Report(FindingCode.IndexMissing, path, 0,
                    $"The index file is not there; the manifest lists it with {entry.LengthBytes} bytes.");
            }

            return null;
        }

        byte[] page = new byte[IndexPageLayout.PageBytes];
        int readBytes = file.Read(0, page);
        if (!IndexFileHeader.TryRead(page.AsSpan(0, readBytes), store, entry.Number, out IndexFileHeader? header,
            out FormatFault fault))
        {
            ReportHeader(path, page, fault);
            return null;
        }

        if (!IsListed(path, header.Entry, entry) || !HasLength(file, entry)) return null;
        IndexFileInPlace inPlace = new(path, header, store);
        context.Totals.IndexFiles++;
        context.Totals.IndexBytes += entry.LengthBytes;
        return context.Options.IsQuick || ArePagesSound(file, inPlace) ? inPlace : null;
    }

    // A writer at work may have replaced the manifest and removed what it no longer lists.
    private bool IsStillListed(IndexFileEntry entry)
    {
        if (!context.Options.IsLive) return true;
        Manifest? now = ManifestCheck.Run(new CheckContext(
            context.Storage, context.Options with { FindingsMax = 0 }, null, context.CancellationToken));
        return now is not null && now.IndexFiles.Contains(entry);
    }

    private void ReportHeader(string path, ReadOnlySpan<byte> page, FormatFault fault)
    {
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(page[IndexHeaderLayout.Version..]);
        if (fault == FormatFault.UnknownVersion && version < FormatVersion.Index)
        {
            context.Report(FindingCode.IndexOutdated, path, IndexHeaderLayout.Version,
                $"The index file is of version {version}; those of version {FormatVersion.Index} are read.");
            return;
        }

        (FindingCode code, long offset) = fault switch
        {
            FormatFault.UnknownVersion => (FindingCode.VersionUnknown, IndexHeaderLayout.Version),
            FormatFault.WrongPlace => (FindingCode.IndexStale, IndexHeaderLayout.Number),
            _ => (FindingCode.IndexDamaged, 0),
        };
        context.Report(code, path, offset, $"The header of the index file cannot be read: {fault}.");
    }

    private bool IsListed(string path, IndexFileEntry found, IndexFileEntry listed)
    {
        if (found == listed) return true;
        (int Field, string Name, object Found, object Listed)[] fields =
        [
            (IndexHeaderLayout.Kind, "kind", found.Kind, listed.Kind),
            (IndexHeaderLayout.FirstSequence, "first sequence",
                found.Coverage.FirstSequence, listed.Coverage.FirstSequence),
            (IndexHeaderLayout.LastSequence, "last sequence",
                found.Coverage.LastSequence, listed.Coverage.LastSequence),
            (IndexHeaderLayout.FirstGroup, "first group", found.Coverage.FirstGroup, listed.Coverage.FirstGroup),
            (IndexHeaderLayout.LastGroup, "last group", found.Coverage.LastGroup, listed.Coverage.LastGroup),
            (IndexHeaderLayout.LastCommit, "last commit", found.Coverage.LastCommit, listed.Coverage.LastCommit),
            (IndexHeaderLayout.EndSegment, "end segment", found.Coverage.EndSegment, listed.Coverage.EndSegment),
            (IndexHeaderLayout.EndOffset, "end offset",
                found.Coverage.EndOffsetBytes, listed.Coverage.EndOffsetBytes),
            (IndexHeaderLayout.EntryCount, "entry count", found.EntryCount, listed.EntryCount),
            (IndexHeaderLayout.PageCount, "length", found.LengthBytes, listed.LengthBytes),
        ];
        foreach ((int field, string name, object inFile, object inManifest) in fields)
        {
            if (inFile.Equals(inManifest)) continue;
            context.Report(FindingCode.IndexStale, path, field,
                $"The index file says {name} {inFile}; the manifest says {inManifest}.");
            break;
        }

        return false;
    }

    private bool HasLength(CheckedFile file, IndexFileEntry entry)
    {
        if (file.LengthBytes == entry.LengthBytes) return true;
        context.Report(FindingCode.IndexDamaged, file.Path, Math.Min(file.LengthBytes, entry.LengthBytes),
            $"The index file has {file.LengthBytes} bytes, not {entry.LengthBytes}.");
        return false;
    }

    private bool ArePagesSound(CheckedFile file, IndexFileInPlace inPlace)
    {
        byte[] window = ArrayPool<byte>.Shared.Rent(PagesOfWindow * IndexPageLayout.PageBytes);
        try
        {
            bool isSound = true;
            long pageCount = inPlace.Header.Entry.LengthBytes / IndexPageLayout.PageBytes;
            for (long first = 0; first < pageCount; first += PagesOfWindow)
            {
                int pages = (int)Math.Min(PagesOfWindow, pageCount - first);
                Span<byte> bytes = window.AsSpan(0, pages * IndexPageLayout.PageBytes);
                bytes[file.Read(first * IndexPageLayout.PageBytes, bytes)..].Clear();
                for (int i = 0; i < pages; i++)
                {
                    ReadOnlySpan<byte> page = bytes.Slice(i * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
                    isSound &= IsPageSound(inPlace, page, first + i);
                }
            }

            return isSound;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    private bool IsPageSound(IndexFileInPlace inPlace, ReadOnlySpan<byte> page, long number)
    {
        FormatFault fault = IndexPage.Check(page, store.Salt, inPlace.Header.Entry.Number, number);
        if (fault == FormatFault.None && page[UsedBytes(inPlace.Header, number)..IndexPageLayout.PayloadBytes]
            .ContainsAnyExcept((byte)0))
        {
            fault = FormatFault.BadReserved;
        }

        if (fault == FormatFault.None) return true;
        context.Report(FindingCode.IndexDamaged, inPlace.Path, number * IndexPageLayout.PageBytes,
            $"Page {number} of the index file cannot be read: {fault}.");
        return false;
    }

    // Page 0 was looked at as a whole; of all others only the last of a section may have room left.
    private static int UsedBytes(IndexFileHeader header, long number)
    {
        if (number == 0) return IndexPageLayout.PayloadBytes;
        foreach (IndexSectionEntry entry in header.Sections)
        {
            IndexSection section = new(entry.EntryBytes, entry.FirstPage, entry.EntryCount);
            if (number >= entry.FirstPage + section.PageCount) continue;
            long entriesBefore = (number - entry.FirstPage) * section.EntriesPerPage;
            return (int)Math.Min(entry.EntryCount - entriesBefore, section.EntriesPerPage) * entry.EntryBytes;
        }

        return 0;
    }
}
