using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Sealed;

/// <summary>Makes a run of the slots and groups of a stretch of the log. One thread.</summary>
/// <remarks>All of it lies in memory: about 70 bytes a slot. <see cref="Clear"/> keeps the memory for the next run.
/// </remarks>
public sealed class RunBuilder
{
    private readonly List<Extent> _extents = [];
    private readonly List<uint> _slots = [];
    private readonly List<(ulong Id, uint Slot)> _ids = [];
    private readonly List<ulong> _keys = [];
    private readonly List<TimeEntry> _times = [];
    private readonly List<TimeEntry> _groups = [];
    private readonly List<TimeEntry> _expiries = [];
    private bool _areTimesSorted = true;
    private bool _areExpiriesSorted = true;

    /// <summary>How many slots were added.</summary>
    public int SlotCount => _slots.Count;

    /// <summary>How many of them are records.</summary>
    public int RecordCount => _times.Count;

    /// <summary>Takes the next slot, in rising order of sequences and addresses.</summary>
    public void Add(in RunSlot slot)
    {
        AddSlot(slot);
        if (!slot.IsRecord) return;
        uint number = (uint)_slots.Count - 1;
        if (slot.Id != 0) _ids.Add((slot.Id, number));
        if (slot.HasKey) _keys.Add(TaggedSlot.OfKey(TaggedSlot.TagOfKey(slot.KeyHash), number));
        AddTime(_times, slot.TimestampMs, slot.Sequence, ref _areTimesSorted);
        if (slot.ExpiresAtMs != long.MaxValue)
            AddTime(_expiries, slot.ExpiresAtMs, slot.Sequence, ref _areExpiriesSorted);
    }

    /// <summary>Takes the next group; a clock that went back is read as standing still.</summary>
    /// <param name="recordedAtMs">When it was recorded, in ms.</param>
    /// <param name="lastSequence">The last sequence up to its end.</param>
    public void AddGroup(long recordedAtMs, ulong lastSequence)
    {
        if (_groups.Count > 0 && recordedAtMs <= _groups[^1].TimeMs)
            _groups[^1] = _groups[^1] with { Sequence = lastSequence };
        else
            _groups.Add(new TimeEntry(recordedAtMs, lastSequence));
    }

    /// <summary>Writes the run; may be repeated with another number if it failed.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="number">Number of the file, never used before.</param>
    /// <param name="coverage">The stretch of the log.</param>
    /// <param name="state">What the footer of the segment in which it ends will need.</param>
    /// <param name="nowMs">The time, ms since 1970 UTC.</param>
    /// <returns>What the manifest is to say of the file, which is durable.</returns>
    /// <exception cref="IOException">The file could not be written; there is none.</exception>
    public IndexFileEntry Write(
        IStorage storage,
        StoreIdentity store,
        ulong number,
        IndexCoverage coverage,
        OpenSegmentState? state,
        long nowMs)
    {
        using IndexFileWriter writer = new(storage, store, number, IndexFileKind.Run, nowMs);
        WriteSlots(writer);
        WriteIds(writer, store.Salt);
        WriteTable(writer, IndexSectionType.Keys, CollectionsMarshal.AsSpan(_keys));
        if (!_areTimesSorted) _times.Sort();
        if (!_areExpiriesSorted) _expiries.Sort();
        _areTimesSorted = _areExpiriesSorted = true;
        WriteTimes(writer, IndexSectionType.Times, _times);
        WriteTimes(writer, IndexSectionType.Groups, _groups);
        WriteTimes(writer, IndexSectionType.Expiries, _expiries);
        if (state is not null)
        {
            writer.BeginSection(IndexSectionType.SegmentState, SegmentStateLayout.RowBytes);
            for (int row = 0; row < state.RowCount; row++) state.WriteRow(row, writer.Add());
        }

        return writer.Finish(coverage, RecordCount);
    }

    /// <summary>Forgets everything, ready for another run.</summary>
    public void Clear()
    {
        _extents.Clear();
        _slots.Clear();
        _ids.Clear();
        _keys.Clear();
        _times.Clear();
        _groups.Clear();
        _expiries.Clear();
        _areTimesSorted = _areExpiriesSorted = true;
    }

    private static void AddTime(List<TimeEntry> entries, long timeMs, ulong sequence, ref bool areSorted)
    {
        areSorted &= entries.Count == 0 || entries[^1].TimeMs <= timeMs;
        entries.Add(new TimeEntry(timeMs, sequence));
    }

    private static void WriteTimes(IndexFileWriter writer, IndexSectionType type, List<TimeEntry> entries)
    {
        PackedSectionWriter section = new(writer, type);
        foreach (ref readonly TimeEntry entry in CollectionsMarshal.AsSpan(entries)) section.Add(entry);
        section.Finish();
    }

    private static void WriteTable(IndexFileWriter writer, IndexSectionType type, ReadOnlySpan<ulong> entries)
    {
        if (entries.Length == 0) return;
        ulong[] sorted = BucketSort.Sort(entries);
        HashDirectory directory = new(sorted.Length);
        writer.BeginSection(type, TagEntryLayout.EntryBytes);
        foreach (ulong entry in sorted)
        {
            directory.Take(entry);
            BinaryPrimitives.WriteUInt64LittleEndian(writer.Add(), entry);
        }

        directory.Write(writer, type + 1);
        FilterWindow.Write(writer, type + 2, sorted.Length, window =>
        {
            foreach (ulong entry in sorted) window.Add(TaggedSlot.FilterHash(TaggedSlot.Tag(entry)));
        });
    }

    private void AddSlot(in RunSlot slot)
    {
        Extent added = new(slot.Address.SegmentNumber, slot.Sequence, 1, _slots.Count);
        if (_extents.Count > 0 && _extents[^1].IsContinuedBy(added))
            _extents[^1] = _extents[^1] with { SlotCount = _extents[^1].SlotCount + 1 };
        else
            _extents.Add(added);
        uint offset = (uint)(slot.Address.OffsetBytes / FrameLayout.AlignmentBytes);
        _slots.Add(slot.IsRecord ? offset : offset | SlotEntryLayout.NotRecordBit);
    }

    private void WriteSlots(IndexFileWriter writer)
    {
        writer.BeginSection(IndexSectionType.Extents, ExtentLayout.EntryBytes);
        foreach (ref readonly Extent extent in CollectionsMarshal.AsSpan(_extents)) extent.Write(writer.Add());
        writer.BeginSection(IndexSectionType.Slots, SlotEntryLayout.EntryBytes);
        foreach (uint slot in CollectionsMarshal.AsSpan(_slots))
            BinaryPrimitives.WriteUInt32LittleEndian(writer.Add(), slot);
    }

    private void WriteIds(IndexFileWriter writer, ulong salt)
    {
        ulong[] entries = new ulong[_ids.Count];
        for (int i = 0; i < entries.Length; i++)
            entries[i] = TaggedSlot.OfId(TaggedSlot.TagOfId(_ids[i].Id, salt), _ids[i].Slot);
        WriteTable(writer, IndexSectionType.Ids, entries);
    }
}
