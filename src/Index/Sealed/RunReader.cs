using System.Diagnostics.CodeAnalysis;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;

namespace Feedlog.Indexing.Sealed;

/// <summary>Looks things up in a run. Any thread.</summary>
/// <remarks>
/// Every look-up throws <see cref="IndexDamageException"/> when it comes across a damaged page, and
/// <see cref="IOException"/> when a page cannot be read. None allocates but <see cref="Versions"/> and
/// <see cref="ReadSegmentState"/>, and by position the pages that are not kept.
/// </remarks>
public sealed class RunReader : IDisposable
{
    private readonly IndexFileReader _file;
    private readonly ulong _salt;
    private readonly RunSlots _slots;
    private readonly TaggedSection? _ids;
    private readonly TaggedSection? _keys;
    private readonly PackedSection? _times;
    private readonly PackedSection? _groups;
    private readonly PackedSection? _expiries;

    private RunReader(
        IndexFileReader file,
        ulong salt,
        TaggedSection? ids,
        TaggedSection? keys,
        PackedSection? times,
        PackedSection? groups,
        PackedSection? expiries)
    {
        _file = file;
        _salt = salt;
        _ids = ids;
        _keys = keys;
        _times = times;
        _groups = groups;
        _expiries = expiries;
        _slots = new RunSlots(file);
    }

    /// <summary>What the manifest says of the file.</summary>
    public IndexFileEntry Entry => _file.FileEntry;

    /// <summary>The stretch of the log that the run covers.</summary>
    public IndexCoverage Coverage => _file.FileEntry.Coverage;

    /// <summary>Number of records.</summary>
    public long RecordCount => _file.FileEntry.EntryCount;

    /// <summary>Number of slots.</summary>
    public long SlotCount => _slots.Count;

    /// <summary>Number of entries of the order of time: one for each record.</summary>
    public long TimeCount => _times?.Count ?? 0;

    /// <summary>Number of records that expire.</summary>
    public long ExpiryCount => _expiries?.Count ?? 0;

    /// <summary>How many pages were touched so far, page 0 not counted.</summary>
    public long VerifiedPages => _file.VerifiedPages;

    /// <summary>The file.</summary>
    internal IndexFileReader File => _file;

    /// <summary>Timestamps and sequences of records, if there are any.</summary>
    internal PackedSection? Times => _times;

    /// <summary>When groups were recorded, with their last sequences, if there are any.</summary>
    internal PackedSection? Groups => _groups;

    /// <summary>When records expire, if any do.</summary>
    internal PackedSection? Expiries => _expiries;

    /// <summary>Opens a run: checks page 0 and the length of the file.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that the file should belong to.</param>
    /// <param name="entry">What the manifest says of it.</param>
    /// <param name="pages">Keeps pages of a file that is read by position; null to map it.</param>
    /// <param name="reader">The reader, when the result is true.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool TryOpen(
        IStorage storage,
        StoreIdentity store,
        IndexFileEntry entry,
        IndexPageCache? pages,
        [NotNullWhen(true)] out RunReader? reader,
        out FormatFault fault)
    {
        reader = null;
        fault = FormatFault.BadType;
        if (entry.Kind != IndexFileKind.Run) return false;
        if (!IndexFileReader.TryOpen(storage, store, entry, pages, out IndexFileReader? file, out fault))
            return false;

        if (TaggedSection.TryOpen(file, IndexSectionType.Ids, out TaggedSection? ids) &&
            TaggedSection.TryOpen(file, IndexSectionType.Keys, out TaggedSection? keys) &&
            PackedSection.TryOpen(file, IndexSectionType.Times, out PackedSection? times) &&
            PackedSection.TryOpen(file, IndexSectionType.Groups, out PackedSection? groups) &&
            PackedSection.TryOpen(file, IndexSectionType.Expiries, out PackedSection? expiries) &&
            (times?.MayHold(entry.EntryCount) ?? entry.EntryCount == 0))
        {
            reader = new RunReader(file, store.Salt, ids, keys, times, groups, expiries);
            return true;
        }

        fault = FormatFault.BadLength;
        file.Dispose();
        return false;
    }

    /// <summary>Finds the record with this id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="frames">Where the frames can be asked.</param>
    /// <param name="sequence">Its sequence, when the result is true.</param>
    /// <param name="address">Its address, when the result is true.</param>
    public bool TryFindId(ulong id, IFrameProbe frames, out ulong sequence, out FrameAddress address)
    {
        uint tag = TaggedSlot.TagOfId(id, _salt);
        if (_ids is not null && _ids.MayHold(tag))
        {
            for (long i = _ids.Find(TaggedSlot.OfId(tag, 0)); _ids.TryRead(i, tag, out ulong entry); i++)
            {
                ReadRecord(_ids, TaggedSlot.SlotOfId(entry), out sequence, out address);
                if (frames.HasId(address, id)) return true;
            }
        }

        sequence = 0;
        address = default;
        return false;
    }

    /// <summary>Says that an id, and a key if its hash is not 0, are about to be looked for. Only a hint.</summary>
    public void Prefetch(ulong id, WideHash keyHash)
    {
        _ids?.PrefetchFilter(TaggedSlot.TagOfId(id, _salt));
        if (keyHash != default) _keys?.PrefetchFilter(TaggedSlot.TagOfKey(keyHash));
    }

    /// <summary>Says that an id that is likely to be there is about to be looked for. Only a hint.</summary>
    public void PrefetchId(ulong id) => _ids?.Prefetch(TaggedSlot.TagOfId(id, _salt));

    /// <summary>Says that a key that is likely to be there is about to be looked for. Only a hint.</summary>
    public void PrefetchKey(WideHash hash) => _keys?.Prefetch(TaggedSlot.TagOfKey(hash));

    /// <summary>Finds the newest version under a key that is not above a sequence.</summary>
    /// <param name="hash">The hash of the key.</param>
    /// <param name="maxSequence">The highest sequence that counts.</param>
    /// <param name="frames">Where the frames can be asked.</param>
    /// <param name="sequence">Its sequence, when the result is true.</param>
    /// <param name="address">Its address, when the result is true.</param>
    public bool TryFindKey(
        WideHash hash, ulong maxSequence, IFrameProbe frames, out ulong sequence, out FrameAddress address)
    {
        long index = FirstVersion(hash, maxSequence);
        return TryNextVersion(ref index, hash, frames, out sequence, out address);
    }

    /// <summary>All versions under a key that are not above a sequence, newest first.</summary>
    public IEnumerable<(ulong Sequence, FrameAddress Address)> Versions(
        WideHash hash, ulong maxSequence, IFrameProbe frames)
    {
        long index = FirstVersion(hash, maxSequence);
        while (TryNextVersion(ref index, hash, frames, out ulong sequence, out FrameAddress address))
            yield return (sequence, address);
    }

    /// <summary>Finds the slot with this sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="address">Where its frame is, when the result is true.</param>
    /// <param name="isRecord">Whether it is a record, when the result is true.</param>
    public bool TryFindSlot(ulong sequence, out FrameAddress address, out bool isRecord) =>
        _slots.TryFind(sequence, out address, out isRecord);

    /// <summary>How many records have a timestamp before the time: the index of the first that has not.</summary>
    public long CountTimesBefore(long ms) => _times?.CountTimesBelow(ms) ?? 0;

    /// <summary>An entry of the order of time, below <see cref="TimeCount"/>.</summary>
    public (long TimestampMs, ulong Sequence) TimeAt(long index) => At(_times, index);

    /// <summary>The last sequence of the last group recorded at or before the time.</summary>
    public bool TrySequenceAt(long recordedAtMs, out ulong lastSequence)
    {
        long count = CountUpTo(_groups, recordedAtMs);
        lastSequence = count == 0 ? 0 : At(_groups, count - 1).Sequence;
        return count > 0;
    }

    /// <summary>When the group with this sequence was recorded, for a sequence that the run covers.</summary>
    /// <returns>False if the sequence lies behind the run.</returns>
    public bool TryRecordedAt(ulong sequence, out long recordedAtMs)
    {
        recordedAtMs = 0;
        if (_groups is null) return false;
        long index = _groups.CountSequencesBelow(sequence);
        if (index == _groups.Count) return false;
        recordedAtMs = At(_groups, index).TimeMs;
        return true;
    }

    /// <summary>How many records have expired at the time.</summary>
    public long CountExpiredBy(long ms) => CountUpTo(_expiries, ms);

    /// <summary>An entry of the order of expiry, below <see cref="ExpiryCount"/>.</summary>
    public (long ExpiresAtMs, ulong Sequence) ExpiryAt(long index) => At(_expiries, index);

    /// <summary>What the footer of the segment in which the run ends will need; null if the run does not say.</summary>
    public OpenSegmentState? ReadSegmentState()
    {
        if (!_file.TryGetSection(IndexSectionType.SegmentState, out IndexSection section)) return null;
        // More rows than a segment can have chunks are not worth the memory.
        if (section.EntryCount > FormatLimits.SegmentBytesMax / SegmentStateLayout.RowBytes)
            throw _file.Contradiction(section);
        byte[] rows = new byte[section.EntryCount * SegmentStateLayout.RowBytes];
        for (int i = 0; i < section.EntryCount; i++)
            _file.Entry(section, i).CopyTo(rows.AsSpan(i * SegmentStateLayout.RowBytes));
        return OpenSegmentState.TryRead(rows, out OpenSegmentState? state, out _)
            ? state
            : throw _file.Contradiction(section);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static long CountUpTo(PackedSection? section, long ms)
    {
        if (section is null) return 0;
        return ms == long.MaxValue ? section.Count : section.CountTimesBelow(ms + 1);
    }

    private static (long TimeMs, ulong Sequence) At(PackedSection? section, long index)
    {
        if (section is null) throw new ArgumentOutOfRangeException(nameof(index));
        TimeEntry entry = section.At(index);
        return (entry.TimeMs, entry.Sequence);
    }

    // Where the newest version that counts would lie: behind all that come before it in the order of the section.
    private long FirstVersion(WideHash hash, ulong maxSequence)
    {
        uint tag = TaggedSlot.TagOfKey(hash);
        if (_keys is null || !_keys.MayHold(tag)) return long.MaxValue;
        // Most views see all of the run.
        long limit = maxSequence >= Coverage.LastSequence ? SlotCount : _slots.CountUpTo(maxSequence);
        return limit == 0 ? long.MaxValue : _keys.Find(TaggedSlot.OfKey(tag, (uint)(limit - 1)));
    }

    // From an index on, over the entries of the tag: others may share it.
    private bool TryNextVersion(
        ref long index, WideHash hash, IFrameProbe frames, out ulong sequence, out FrameAddress address)
    {
        uint tag = TaggedSlot.TagOfKey(hash);
        while (_keys is not null && _keys.TryRead(index, tag, out ulong entry))
        {
            index++;
            ReadRecord(_keys, TaggedSlot.SlotOfKey(entry), out sequence, out address);
            if (frames.HasKey(address, hash)) return true;
        }

        sequence = 0;
        address = default;
        return false;
    }

    private void ReadRecord(TaggedSection section, uint slot, out ulong sequence, out FrameAddress address)
    {
        _slots.Read(slot, out sequence, out address, out bool isRecord);
        if (!isRecord) throw section.Contradiction();
    }
}
