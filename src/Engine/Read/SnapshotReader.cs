using System.Buffers;
using System.Text;
using Feedlog.Cold;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Tail;
using Feedlog.Indexing.Views;

namespace Feedlog.Read;

/// <summary>Answers every question about one view of the store. The caller holds its segments.</summary>
/// <param name="published">The files and what was published of them.</param>
/// <param name="view">What the indexes say, up to the sequence and at the time that are asked for.</param>
internal readonly struct SnapshotReader(ReadView published, IndexView view)
{
    /// <summary>So many frames at most are to be unpacked together: what they take lies in memory until it is read.
    /// </summary>
    public const int UnpackedTogether = 16;

    /// <summary>What the indexes say.</summary>
    public IndexView View => view;

    /// <summary>Copies the live record with this id.</summary>
    public Record? Get(RecordId id)
    {
        if (!TryFind(id, out FrameAddress address)) return null;
        FrameView frame = Read(address, out byte[]? rented);
        Record? record = frame.Id == id.Value && IsLive(frame) ? Copy(frame, address) : null;
        Return(rented);
        return record;
    }

    /// <summary>Copies the live record with this sequence.</summary>
    public Record? GetBySequence(ulong sequence)
    {
        if (!TryFindSequence(sequence, out FrameAddress address, out bool isRecord) || !isRecord) return null;
        FrameView frame = Read(address, out byte[]? rented);
        Record? record = IsLive(frame) ? Copy(frame, address) : null;
        Return(rented);
        return record;
    }

    /// <summary>Copies the live record with this key.</summary>
    public Record? Get(string key, string? stream)
    {
        if (!TryFindNewest(key, stream, out Found found)) return null;
        FrameView frame = Read(found.Address, out byte[]? rented);
        Record? record = IsLive(frame) ? Copy(frame, found.Address) : null;
        Return(rented);
        return record is not null && record.Key == key && record.Stream == stream ? record : null;
    }

    /// <summary>Copies of the live records of a range of time.</summary>
    public IEnumerable<Record> Range(DateTimeOffset from, DateTimeOffset to, RangeOptions options)
    {
        RecordFilter filter = new(options.Stream, options.Kind, options.Tags);
        using ChunkRun run = new() { FramesWanted = options.Limit };
        foreach (Found found in FoundIn(from, to, options.Reverse))
        {
            if (run.FramesWanted <= 0) yield break;
            if (!TryCopy(found, filter, run, out Record? record)) continue;
            run.FramesWanted--;
            yield return record!; // TryCopy said so.
        }
    }

    /// <summary>Where records of a range of time lie that were not ended, by timestamp, then sequence.</summary>
    public IEnumerable<Found> FoundIn(DateTimeOffset from, DateTimeOffset to, bool isReverse) =>
        Guarded(view.Range(CeilingMs(from), CeilingMs(to), isReverse));

    /// <summary>Says whether a frame that was not ended is a record that has not expired and passes a filter.</summary>
    public bool IsWanted(in FrameView frame, RecordFilter filter)
    {
        bool hasExpired = frame.HasExtensions && frame.ExpiresAtMs <= view.NowMs;
        return frame.Type == FrameType.Record && !hasExpired && filter.Passes(frame);
    }

    /// <summary>Copies of the live records from a sequence on.</summary>
    public IEnumerable<Record> Scan(ulong fromSequence)
    {
        using LogWalk walk = Walk(fromSequence);
        while (walk.MoveNext())
        {
            Record? record = null;
            if (walk.Header.Type == FrameType.Record && IsLive(walk.Frame))
            {
                CheckReadable(walk.Frame, walk.Address);
                record = Copy(walk.Frame, walk.Address);
            }

            if (record is not null) yield return record;
        }
    }

    /// <summary>The last sequence of the view that was recorded at or before a time in ms; 0 for none.</summary>
    public ulong SequenceAt(long recordedAtMs)
    {
        try
        {
            return view.SequenceAt(recordedAtMs);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw IndexFailure(failure);
        }
    }

    /// <summary>The same files as they were after an earlier sequence.</summary>
    /// <param name="sequence">The last sequence of the earlier view.</param>
    /// <param name="askedMs">
    /// When expiry is judged; null for when the sequence was recorded. The newest state lasts until now.
    /// </param>
    public SnapshotReader AsOf(ulong sequence, long? askedMs)
    {
        try
        {
            long recordedMs = sequence < view.Sequence ? view.RecordedAt(sequence) : view.NowMs;
            long atMs = askedMs is long asked ? Math.Min(asked, view.NowMs) : recordedMs;
            return new SnapshotReader(published, view with { Sequence = sequence, NowMs = atMs });
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw IndexFailure(failure);
        }
    }

    /// <summary>How many records have expired that nothing else had ended.</summary>
    public long CountExpired()
    {
        try
        {
            return view.Expired().LongCount();
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw IndexFailure(failure);
        }
    }

    /// <summary>The segments of the view as the manifest lists them.</summary>
    public IReadOnlyList<SegmentEntry> Entries => published.Entries;

    /// <summary>When the group with a sequence was recorded, in ms; the largest i64 if it is not known.</summary>
    public long RecordedAt(ulong sequence)
    {
        try
        {
            return view.RecordedAt(sequence);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw IndexFailure(failure);
        }
    }

    /// <summary>Walks the frames of the view from one sequence to another, both included.</summary>
    /// <param name="fromSequence">Where to begin.</param>
    /// <param name="lastSequence">Where to end; nothing beyond the view is read.</param>
    /// <param name="startAt">See <see cref="LogWalk"/>.</param>
    public LogWalk Walk(ulong fromSequence, ulong lastSequence, FrameAddress? startAt) =>
        published.Walk(view.Salt, fromSequence, Math.Min(lastSequence, view.Sequence), startAt);

    /// <summary>Walks the frames of the view from a sequence on.</summary>
    /// <param name="fromSequence">Where to begin.</param>
    /// <param name="startAt">See <see cref="LogWalk"/>.</param>
    public LogWalk Walk(ulong fromSequence, FrameAddress? startAt = null) =>
        Walk(fromSequence, view.Sequence, startAt);

    /// <summary>All versions under a key, newest first.</summary>
    public IEnumerable<RecordVersion> History(string key, string? stream) =>
        TryHash(key, stream, out WideHash keyHash) ? Versions(keyHash) : [];

    /// <summary>All versions under the key of the record with this id.</summary>
    public IEnumerable<RecordVersion> History(RecordId id)
    {
        if (!TryFind(id, out FrameAddress address)) return [];
        if (CopyUnlessPurged(address) is not Record record) return [];
        if (record.Id != id || record.Sequence > view.Sequence) return [];
        return record.Key is null ? [Version(record)] : History(record.Key, record.Stream);
    }

    /// <summary>Reads and verifies the frame at an address; the rented buffer goes back to the shared pool.</summary>
    public FrameView Read(FrameAddress address, out byte[]? rented) => Read(address, null, out rented);

    /// <summary>As the first overload, for who reads many frames: see <see cref="ChunkRun"/>.</summary>
    public FrameView Read(FrameAddress address, ChunkRun? run, out byte[]? rented)
    {
        FrameView frame = published.Segments.Read(address, run, out rented);
        if (frame.HasExtensions && !FrameDecoder.IsReadable(frame))
        {
            Return(rented);
            Throw.UnreadableRecord(StoreLayout.Segment(address.SegmentNumber), address.OffsetBytes);
        }

        return frame;
    }

    /// <summary>Finds the frame with an id; it may be ended, expired, or lie beyond the view.</summary>
    public bool TryFind(RecordId id, out FrameAddress address)
    {
        try
        {
            view.PrefetchSealed(id.Value);
            bool isFound = view.TryFindId(id.Value, out Found found);
            address = found.Address;
            if (!isFound) return false;
            published.Segments.Prefetch(address);
            return true;
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw IndexFailure(failure);
        }
    }

    /// <summary>Says that the frame at an address is about to be read. Only a hint.</summary>
    public void Prefetch(FrameAddress address) => published.Segments.Prefetch(address);

    /// <summary>Unpacks frames that are about to be read, where they are cold. Only a hint.</summary>
    public void Unpack(ReadOnlySpan<FrameAddress> addresses) => published.Segments.Unpack(addresses);

    /// <summary>Finds the frame with a sequence; it may be ended or expired.</summary>
    public bool TryFindSequence(ulong sequence, out FrameAddress address, out bool isRecord)
    {
        try
        {
            return view.TryFindSequence(sequence, out address, out isRecord);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw IndexFailure(failure);
        }
    }

    /// <summary>Finds the newest visible version under a key.</summary>
    public bool TryFindNewest(string key, string? stream, out Found found)
    {
        found = default;
        return TryHash(key, stream, out WideHash keyHash) && TryFindNewest(keyHash, out found);
    }

    /// <summary>Finds the newest visible version under a key, UTF-8.</summary>
    public bool TryFindNewest(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stream, out Found found)
    {
        found = default;
        return IsPossible(key, stream) && TryFindNewest(KeyHash.Of(stream, key, view.Salt), out found);
    }

    /// <summary>Says whether a frame is a record that is live in the view.</summary>
    public bool IsLive(in FrameView frame)
    {
        try
        {
            long expiresAtMs = frame.HasExtensions ? frame.ExpiresAtMs : long.MaxValue;
            return frame.Type == FrameType.Record && view.IsLive(frame.Sequence, expiresAtMs);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw IndexFailure(failure);
        }
    }

    /// <summary>Copies the record at an address.</summary>
    /// <exception cref="FeedlogException">Purged: after the view was published, so an index of it knows the record.
    /// </exception>
    public Record Copy(FrameAddress address) =>
        CopyUnlessPurged(address) ?? throw Throw.Purged(StoreLayout.Segment(address.SegmentNumber));

    /// <summary>Throws if only a newer version can read the record.</summary>
    public static void CheckReadable(in FrameView frame, FrameAddress address)
    {
        if (frame.HasExtensions && !FrameDecoder.IsReadable(frame))
            Throw.UnreadableRecord(StoreLayout.Segment(address.SegmentNumber), address.OffsetBytes);
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

    private Record Copy(in FrameView frame, FrameAddress address) => new(frame.Bytes.ToArray(), frame.Header)
    {
        Tier = published.Segments.TierOf(address),
    };

    // An index of an older view names records that were purged since.
    private Record? CopyUnlessPurged(FrameAddress address)
    {
        FrameView frame = Read(address, out byte[]? rented);
        FrameType type = frame.Type;
        Record? record = type == FrameType.Record ? Copy(frame, address) : null;
        Return(rented);
        return record is not null || type == FrameType.Purged ? record : throw Throw.NoRecord(address);
    }

    private static bool IsPossible(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stream) =>
        key.Length is > 0 and <= FormatLimits.KeyBytesMax && stream.Length <= FormatLimits.StreamBytesMax;

    /// <summary>An exception that says that an index does not know a record that the log holds.</summary>
    public FeedlogException Contradiction(ulong sequence)
    {
        RunReader? run = view.Parts.Sealed.RunOf(sequence);
        string path = run is null
            ? StoreLayout.IndexFolder
            : StoreLayout.IndexFile(run.Entry.Kind, run.Entry.Number);
        view.Parts.Sealed.MarkSuspect(path);
        return Throw.Corrupt(FormatFault.BadOrder, path, 0, $"Record {sequence} is in the log and not in the index");
    }

    /// <summary>Damage to an index as an error like any other, with what to do about it; the writer is told.</summary>
    /// <param name="failure">An IndexDamageException or an IOException.</param>
    public FeedlogException IndexFailure(Exception failure)
    {
        if (failure is not IndexDamageException damage)
            return Throw.Storage((IOException)failure, "Reading an index failed");
        view.Parts.Sealed.MarkSuspect(damage.Path);
        return Throw.DamagedIndex(damage);
    }

    private IEnumerable<Found> Guarded(IEnumerable<Found> source)
    {
        using IEnumerator<Found> found = source.GetEnumerator();
        while (true)
        {
            try
            {
                if (!found.MoveNext()) yield break;
            }
            catch (Exception failure) when (failure is IndexDamageException or IOException)
            {
                throw IndexFailure(failure);
            }

            yield return found.Current;
        }
    }

    private bool TryHash(string key, string? stream, out WideHash keyHash)
    {
        byte[] keyBytes = Encoding.UTF8.GetBytes(key);
        byte[] streamBytes = stream is null ? [] : Encoding.UTF8.GetBytes(stream);
        bool isPossible = IsPossible(keyBytes, streamBytes);
        keyHash = isPossible ? KeyHash.Of(streamBytes, keyBytes, view.Salt) : default;
        return isPossible;
    }

    private bool TryFindNewest(WideHash keyHash, out Found found)
    {
        try
        {
            view.PrefetchSealed(keyHash);
            if (!view.TryFindNewest(keyHash, out found)) return false;
            published.Segments.Prefetch(found.Address);
            return true;
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw IndexFailure(failure);
        }
    }

    private bool TryCopy(Found found, RecordFilter filter, ChunkRun run, out Record? record)
    {
        FrameView frame = Read(found.Address, run, out byte[]? rented);
        record = IsWanted(frame, filter) ? Copy(frame, found.Address) : null;
        Return(rented);
        return record is not null;
    }

    private IEnumerable<RecordVersion> Versions(WideHash keyHash)
    {
        foreach (Found found in Guarded(view.Versions(keyHash)))
        {
            if (CopyUnlessPurged(found.Address) is Record record) yield return Version(record);
        }
    }

    private RecordVersion Version(Record record)
    {
        try
        {
            if (view.TryFindKiller(record.Sequence, out ulong killer, out bool isTombstone))
                return new RecordVersion(record, isTombstone ? VersionEnd.Deleted : VersionEnd.Superseded, killer);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw IndexFailure(failure);
        }

        bool hasExpired = record.ExpiresAtMs <= view.NowMs;
        return new RecordVersion(record, hasExpired ? VersionEnd.Expired : VersionEnd.Current, 0);
    }
}
