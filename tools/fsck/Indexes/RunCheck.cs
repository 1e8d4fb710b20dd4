using System.Buffers;
using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Checks that a run does not contradict itself: orders, directories, filters, fences, counts. FORMAT.md sections 7.5
/// and 7.6.
/// </summary>
internal sealed class RunCheck(CheckContext context, IndexFileInPlace file)
{
    // No segment has a higher number, and an address has no room for one.
    private const ulong SegmentLimit = 1UL << 36;

    private readonly SectionReport _report = new(context, file);

    /// <summary>Checks the run.</summary>
    /// <returns>The sums of its entries; null, with a finding, if it contradicts itself.</returns>
    public RunSums? Run()
    {
        RunSums sums = new();
        bool isSound = AreCountsRight() && AreExtentsRight();
        foreach (EntryKind kind in EntryKinds.All) isSound = isSound && AreEntriesRight(kind, sums);
        isSound = isSound &&
            FilterCheck.Run(context, file, IndexSectionType.IdFilter, IndexSectionType.Ids, FilterHash) &&
            FilterCheck.Run(context, file, IndexSectionType.KeyFilter, IndexSectionType.Keys, FilterHash);
        return isSound ? sums : null;
    }

    /// <summary>XXH3 of the segment state; null if the run has none, or, with a finding, if it is not valid.</summary>
    public ulong? HashState()
    {
        const int rowCountMax = FormatLimits.SegmentBytesMax / SegmentStateLayout.RowBytes;
        long rowCount = file.Count(IndexSectionType.SegmentState);
        if (rowCount == 0) return null;
        byte[] rows = ArrayPool<byte>.Shared.Rent((int)Math.Min(rowCount, rowCountMax) * SegmentStateLayout.RowBytes);
        try
        {
            using SectionStream stream = new(context, file, IndexSectionType.SegmentState);
            int atBytes = 0;
            while (atBytes < rows.Length && stream.MoveNext())
            {
                stream.Entry.CopyTo(rows.AsSpan(atBytes));
                atBytes += SegmentStateLayout.RowBytes;
            }

            ReadOnlySpan<byte> state = rows.AsSpan(0, atBytes);
            FormatFault fault = FormatFault.BadLength;
            if (rowCount <= rowCountMax && OpenSegmentState.TryRead(state, out _, out fault))
                return Checksum.Xxh3(state);
            _report.Inconsistent(IndexSectionType.SegmentState, null, $"it cannot be read: {fault}");
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rows);
        }
    }

    private static ulong FilterHash(ReadOnlySpan<byte> entry) =>
        IndexRules.TagFilterHash(BinaryPrimitives.ReadUInt32LittleEndian(entry[TagEntryLayout.Tag..]));

    private bool AreCountsRight()
    {
        bool isRight = true;
        foreach (IndexSectionType table in (IndexSectionType[])[IndexSectionType.Ids, IndexSectionType.Keys])
        {
            long count = file.Count(table);
            isRight &= _report.Expect(table + 1, count == 0 ? 0 : (1L << IndexRules.BucketBits(count)) + 1);
            isRight &= _report.Expect(table + 2, count == 0 ? 0 : IndexRules.BlockCount(count));
        }

        foreach (IndexSectionType fenced in (IndexSectionType[])[
            IndexSectionType.Times, IndexSectionType.Groups, IndexSectionType.Expiries])
        {
            isRight &= FenceCheck.IsCountRight(_report, file, fenced);
        }

        return isRight;
    }

    // Slots without an extent would have no sequence; with it, their order and their segments are known.
    private bool AreExtentsRight()
    {
        using SectionStream stream = new(context, file, IndexSectionType.Extents);
        ulong nextSlot = 0;
        ulong segment = 0;
        ulong nextSequence = file.Header.Entry.Coverage.FirstSequence;
        ulong slotCount = (ulong)file.Count(IndexSectionType.Slots);
        while (stream.MoveNext())
        {
            ulong ownSegment = BinaryPrimitives.ReadUInt64LittleEndian(stream.Entry[ExtentLayout.Segment..]);
            ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(stream.Entry[ExtentLayout.FirstSequence..]);
            ulong slots = BinaryPrimitives.ReadUInt64LittleEndian(stream.Entry[ExtentLayout.SlotCount..]);
            ulong firstSlot = BinaryPrimitives.ReadUInt64LittleEndian(stream.Entry[ExtentLayout.FirstSlot..]);
            bool isInOrder = ownSegment > segment && ownSegment < SegmentLimit && sequence >= nextSequence &&
                firstSlot == nextSlot && slots > 0 && slots <= slotCount - nextSlot;
            if (!isInOrder)
                return _report.Inconsistent(IndexSectionType.Extents, stream, "it does not follow from the one before");
            (segment, nextSequence, nextSlot) = (ownSegment, sequence + slots, nextSlot + slots);
        }

        if (nextSlot != slotCount)
        {
            return _report.Inconsistent(
                IndexSectionType.Extents, null, $"they cover {nextSlot} slots, and there are {slotCount}");
        }

        ulong last = file.Header.Entry.Coverage.LastSequence;
        return nextSlot == 0 || nextSequence - 1 <= last || _report.Inconsistent(
            IndexSectionType.Extents, null, $"they end with sequence {nextSequence - 1}, and the run with {last}");
    }

    private bool AreEntriesRight(EntryKind kind, RunSums sums)
    {
        using EntryStream stream = new(context, file, kind);
        using DirectoryCheck? directory = kind is EntryKind.Id or EntryKind.Key
            ? new DirectoryCheck(context, file, kind.Section() + 1, file.Count(kind.Section()))
            : null;
        using TimeFenceCheck? fences = stream.Packed is not null
            ? new TimeFenceCheck(context, file, kind.Section() + 1)
            : null;
        IndexEntry previous = default;
        while (stream.MoveNext())
        {
            IndexEntry entry = stream.Current;
            if (stream.Place.Index > 0 && !IsInOrder(kind, previous, entry))
                return _report.Inconsistent(kind.Section(), stream.Place, "it is not above the one before");
            // Sequences begin with 1.
            if (directory is not null && entry.Second == 0)
                return _report.Inconsistent(kind.Section(), stream.Place, "there is no such slot");
            previous = entry;
            sums.Add(kind, entry.Hash(kind));
            if (directory?.Take((uint)entry.First) == false || fences?.Take(stream.Packed!) == false) return false;
        }

        if (stream.Packed?.Fault is string fault) return _report.Inconsistent(kind.Section(), null, fault);
        return directory?.Finish() != false && (kind != EntryKind.Time || HasEveryTime(sums.Count(kind)));
    }

    private bool HasEveryTime(long count)
    {
        long expected = file.Header.Entry.EntryCount;
        return count == expected || _report.Inconsistent(
            IndexSectionType.Times, null, $"it has {count} entries, not {expected}");
    }

    private static bool IsInOrder(EntryKind kind, in IndexEntry previous, in IndexEntry entry) => kind switch
    {
        // In one segment the frames of rising sequences lie one behind the other.
        EntryKind.Slot => entry.First > previous.First && entry.Second > previous.Second,
        EntryKind.Group => (long)entry.First > (long)previous.First && entry.Second > previous.Second,
        _ => kind.Compare(previous, entry) < 0,
    };
}
