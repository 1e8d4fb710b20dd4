using System.Buffers;
using System.Text;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Tail;

namespace Feedlog.Read;

/// <summary>Answers every question about one view of the store. The caller holds its segments.</summary>
internal readonly struct SnapshotReader(CatalogView view, SegmentSet segments, ulong salt)
{
    /// <summary>The view.</summary>
    public CatalogView View => view;

    /// <summary>Copies the live record with this id.</summary>
    public Record? Get(RecordId id) => view.TryFindLive(id.Value, out int ordinal) ? Copy(ordinal) : null;

    /// <summary>Copies the live record with this sequence.</summary>
    public Record? GetBySequence(ulong sequence) =>
        view.TryFindSequence(sequence, out int ordinal) && view.IsLive(ordinal) ? Copy(ordinal) : null;

    /// <summary>Copies the live record with this key.</summary>
    public Record? Get(string key, string? stream)
    {
        if (!TryFindNewest(key, stream, out int ordinal) || !view.IsLive(ordinal)) return null;
        Record record = Copy(ordinal);
        return record.Key == key && record.Stream == stream ? record : null;
    }

    /// <summary>Copies of the live records of a range of time.</summary>
    public IEnumerable<Record> Range(DateTimeOffset from, DateTimeOffset to, RangeOptions options)
    {
        RecordFilter filter = new(options.Stream, options.Kind, options.Tags);
        long remaining = options.Limit;
        foreach (int ordinal in view.Range(
            CeilingMs(from), CeilingMs(to), options.Reverse))
        {
            if (remaining <= 0) yield break;
            if (!TryCopy(ordinal, filter, out Record? record)) continue;
            remaining--;
            yield return record!; // TryCopy said so.
        }
    }

    /// <summary>Copies of the live records from a sequence on.</summary>
    public IEnumerable<Record> Scan(ulong fromSequence)
    {
        int first = fromSequence == 0 ? 0 : view.Catalog.Slots.CountUpTo(fromSequence - 1, view.VisibleCount);
        for (int ordinal = first; ordinal < view.VisibleCount; ordinal++)
        {
            if (view.IsLive(ordinal)) yield return Copy(ordinal);
        }
    }

    /// <summary>All versions under a key, newest first.</summary>
    public IEnumerable<RecordVersion> History(string key, string? stream) =>
        TryFindNewest(key, stream, out int ordinal) ? Versions(ordinal) : [];

    /// <summary>All versions under the key of the record with this id.</summary>
    public IEnumerable<RecordVersion> History(RecordId id)
    {
        if (!view.TryFind(id.Value, out int ordinal)) return [];
        Record record = Copy(ordinal);
        return record.Key is null ? [Version(ordinal, record)] : History(record.Key, record.Stream);
    }

    /// <summary>Reads and verifies the frame of a slot; the rented buffer goes back to the shared pool.</summary>
    public FrameView Read(int ordinal, out byte[]? rented)
    {
        FrameAddress address = view[ordinal].Address;
        FrameView frame = segments.Read(address, out rented);
        if (frame.Header.ExtensionsLengthBytes > 0 && !FrameDecoder.IsReadable(frame))
        {
            Return(rented);
            Throw.UnreadableRecord(
                Format.Stores.StoreLayout.Segment(address.SegmentNumber), address.OffsetBytes);
        }

        return frame;
    }

    /// <summary>Finds the newest visible version under a key.</summary>
    public bool TryFindNewest(string key, string? stream, out int ordinal) =>
        TryFindNewest(Encoding.UTF8.GetBytes(key), stream is null ? [] : Encoding.UTF8.GetBytes(stream), out ordinal);

    /// <summary>Finds the newest visible version under a key, UTF-8.</summary>
    public bool TryFindNewest(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stream, out int ordinal)
    {
        bool isPossible = key.Length is > 0 and <= Format.FormatLimits.KeyBytesMax &&
            stream.Length <= Format.FormatLimits.StreamBytesMax;
        ordinal = Slot.NoPrevious;
        return isPossible && view.TryFindNewest(KeyHash.Of(stream, key, salt), out ordinal);
    }

    /// <summary>Copies the record of a slot.</summary>
    public Record Copy(int ordinal)
    {
        FrameView frame = Read(ordinal, out byte[]? rented);
        Record record = new(frame.Bytes.ToArray(), frame.Header);
        Return(rented);
        return record;
    }

    /// <summary>Copies the record of a slot if it passes the filter.</summary>
    public bool TryCopy(int ordinal, RecordFilter filter, out Record? record)
    {
        FrameView frame = Read(ordinal, out byte[]? rented);
        record = filter.Passes(frame) ? new Record(frame.Bytes.ToArray(), frame.Header) : null;
        Return(rented);
        return record is not null;
    }

    /// <summary>Gives a rented buffer back.</summary>
    public static void Return(byte[]? rented)
    {
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>The first whole millisecond at or after a time: bounds of a half-open range of milliseconds.</summary>
    public static long CeilingMs(DateTimeOffset time)
    {
        long ms = time.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(ms) < time ? ms + 1 : ms;
    }

    private IEnumerable<RecordVersion> Versions(int newest)
    {
        for (int ordinal = newest; ordinal != Slot.NoPrevious; ordinal = view[ordinal].Previous)
            yield return Version(ordinal, Copy(ordinal));
    }

    private RecordVersion Version(int ordinal, Record record)
    {
        ref readonly Slot slot = ref view[ordinal];
        ulong diedAt = Volatile.Read(in slot.DiedAt);
        if (diedAt <= view.Sequence)
        {
            bool isDeleted = view.TryFindSequence(diedAt, out int cause) && view[cause].Type == FrameType.Tombstone;
            return new RecordVersion(record, isDeleted ? VersionEnd.Deleted : VersionEnd.Superseded, diedAt);
        }

        return new RecordVersion(record, slot.ExpiresAtMs <= view.NowMs ? VersionEnd.Expired : VersionEnd.Current, 0);
    }
}
