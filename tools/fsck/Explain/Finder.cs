using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Explain;

/// <summary>Finds out which structure a byte of a store belongs to.</summary>
internal static class Finder
{
    /// <summary>The structures that the byte lies in, from the outside in; the last one is the narrowest.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">The byte.</param>
    /// <param name="store">The store, as far as the manifest can be read; null if not.</param>
    public static IReadOnlyList<FoundStructure> Find(CheckedFile file, StorePlace place, StoreIdentity? store)
    {
        if (place.OffsetBytes >= file.LengthBytes) return [Space("beyond the end of the file", file.LengthBytes, 0)];
        if (place.SegmentNumber != 0) return InSegment(file, place);
        if (place.IndexNumber != 0) return IndexFinder.Find(file, place, store);
        if (place.IsShard) return ShardFinder.Find(file, place.OffsetBytes);
        return place.File == StoreLayout.Watermark ? InWatermark(place) : InManifest(file, place);
    }

    private static List<FoundStructure> InSegment(CheckedFile file, StorePlace place)
    {
        FormatFault fault = FormatFault.None;
        bool isRead = HeaderCheck.TryRead(file, out SegmentHeader header, out FormatFault headerFault);
        if (!isRead) fault = headerFault;
        if (place.OffsetBytes < SegmentLayout.HeaderBytes)
            return [new FoundStructure(Structure.SegmentHeader, 0, SegmentLayout.HeaderBytes, fault)];
        if (!isRead)
            return [Space("frames; the header that their checksums need is damaged", SegmentLayout.HeaderBytes, 0)];

        SegmentInPlace segment = new(file, place.File, header.Number, header.Store.Salt, new LargeFrames());
        long previousEnd = SegmentLayout.HeaderBytes;
        using FrameSearch search = segment.Search(previousEnd, segment.File.LengthBytes);
        while (search.MoveNext() && search.OffsetBytes <= place.OffsetBytes)
        {
            previousEnd = search.EndBytes;
            if (place.OffsetBytes < search.EndBytes) return InFrame(search, place);
        }

        return [Space("no frame: unwritten or damaged", previousEnd, place.OffsetBytes - previousEnd + 1)];
    }

    private static List<FoundStructure> InFrame(FrameSearch search, StorePlace place)
    {
        long at = search.OffsetBytes;
        List<FoundStructure> found =
            [new FoundStructure(Structure.FrameHeader, at, search.Header.TotalLengthBytes, search.BodyFault)];
        long body = at + FrameLayout.HeaderBytes;
        if (search.Header.Type == FrameType.Commit)
            found.Add(new FoundStructure(Structure.Commit, body, CommitLayout.ContentBytes, search.BodyFault));
        if (search.Header.Type != FrameType.Footer) return found;

        found.Add(new FoundStructure(Structure.Footer, body, FooterLayout.FixedBytes, search.BodyFault));
        long chunk = (place.OffsetBytes - body - FooterLayout.FixedBytes) / ChunkLayout.EntryBytes;
        long chunkAt = body + FooterLayout.FixedBytes + chunk * ChunkLayout.EntryBytes;
        bool isInChunk = place.OffsetBytes >= body + FooterLayout.FixedBytes &&
            chunkAt + ChunkLayout.EntryBytes <= search.EndBytes;
        if (isInChunk)
            found.Add(new FoundStructure(Structure.Chunk, chunkAt, ChunkLayout.EntryBytes, search.BodyFault));
        return found;
    }

    private static List<FoundStructure> InWatermark(StorePlace place)
    {
        long slotAt = place.OffsetBytes - place.OffsetBytes % WatermarkLayout.SlotStrideBytes;
        bool isInSlot = place.OffsetBytes < slotAt + WatermarkLayout.SlotBytes &&
            slotAt < WatermarkLayout.FileBytes;
        return isInSlot
            ? [new FoundStructure(Structure.WatermarkSlot, slotAt, WatermarkLayout.SlotBytes, FormatFault.None)]
            : [Space("space between the slots", slotAt + WatermarkLayout.SlotBytes, 0)];
    }

    private static List<FoundStructure> InManifest(CheckedFile file, StorePlace place)
    {
        List<FoundStructure> found =
            [new FoundStructure(Structure.Manifest, 0, ManifestLayout.FixedBytes, FormatFault.None)];
        long hashAt = file.LengthBytes - ManifestLayout.HashBytes;
        if (place.OffsetBytes >= hashAt)
        {
            found.Add(new FoundStructure(
                Structure.ManifestHash, hashAt, ManifestLayout.HashBytes, FormatFault.None));
        }
        else if (place.OffsetBytes >= ManifestLayout.FixedBytes)
        {
            // Entries of all kinds have one size; the segments come first, then the shards.
            long index = (place.OffsetBytes - ManifestLayout.FixedBytes) / SegmentEntryLayout.EntryBytes;
            found.Add(new FoundStructure(EntryAt(file, index), ManifestCheck.EntryOffsetBytes((int)index),
                SegmentEntryLayout.EntryBytes, FormatFault.None));
        }

        return found;
    }

    private static Structure EntryAt(CheckedFile manifest, long index)
    {
        long segmentCount = CountAt(manifest, ManifestLayout.SegmentCount);
        if (index < segmentCount) return Structure.SegmentEntry;
        return index - segmentCount < CountAt(manifest, ManifestLayout.ShardCount)
            ? Structure.ShardEntry
            : Structure.IndexEntry;
    }

    private static long CountAt(CheckedFile manifest, int offset)
    {
        byte[] count = new byte[sizeof(uint)];
        manifest.Read(offset, count);
        return BinaryPrimitives.ReadUInt32LittleEndian(count);
    }

    private static FoundStructure Space(string name, long offsetBytes, long lengthBytes) =>
        new(new Structure(name, "", []), offsetBytes, lengthBytes, FormatFault.None);
}
