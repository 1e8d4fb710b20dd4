using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Write;

/// <summary>
/// Decides for each unit of a block what is written: ids, keys and conditions are judged here and nowhere else, in
/// order of arrival, on the writer thread. Changes nothing but the block.
/// </summary>
internal sealed class BatchPlanner(IndexCatalog catalog, TimeProvider clock)
{
    // Far enough for memory to answer, near enough for the cache to keep it: first the frame, which a core of another
    // thread has written, then what the indexes hold of its id and key.
    private const int EntriesAhead = 6;
    private const int FramesAhead = 2 * EntriesAhead;

    private readonly PendingState _pending = new();
    private readonly VectorPlanner _vectors = new();
    private AppendBlock _block = null!; // Set by Plan before anything else.
    private SegmentSet _segments = null!; // Likewise.
    private IndexView _view;
    private ulong _firstSequence;
    private long _nowMs;
    private EntryVerdict _lastRecord;

    /// <summary>The frames to be written, in order.</summary>
    public PlannedFrame[] Frames { get; private set; } = new PlannedFrame[64];

    /// <summary>How many frames will be written.</summary>
    public int FrameCount { get; private set; }

    /// <summary>Their bytes.</summary>
    public int ByteCount { get; private set; }

    /// <summary>One verdict for each entry of the block.</summary>
    public EntryVerdict[] Verdicts { get; private set; } = new EntryVerdict[64];

    /// <summary>Says whether somebody in the block waits for a sync.</summary>
    public bool NeedsSync { get; private set; }

    /// <summary>Decides about all entries of a block.</summary>
    /// <param name="block">The block; its frames are final but for sequence and header checksum.</param>
    /// <param name="firstSequence">The sequence that the first planned frame will get.</param>
    /// <param name="segments">Where records that are there already can be read.</param>
    public void Plan(AppendBlock block, ulong firstSequence, SegmentSet segments)
    {
        _block = block;
        _segments = segments;
        _firstSequence = firstSequence;
        _nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        _view = catalog.View(_nowMs);
        _pending.Clear();
        _vectors.Clear();
        FrameCount = 0;
        ByteCount = 0;
        NeedsSync = false;
        if (Frames.Length < block.EntryCount) Frames = new PlannedFrame[block.EntryCount * 2];
        if (Verdicts.Length < block.EntryCount) Verdicts = new EntryVerdict[block.EntryCount * 2];

        for (int i = 0; i < Math.Min(FramesAhead, block.EntryCount); i++) PrefetchFrame(block.Entries[i]);
        for (int i = 0; i < Math.Min(EntriesAhead, block.EntryCount); i++) Prefetch(block.Entries[i]);
        for (int first = 0; first < block.EntryCount;)
        {
            int count = block.Entries[first].UnitLength;
            PlanUnit(first, count);
            first += count;
        }
    }

    /// <summary>The frame of a planned entry, in the block.</summary>
    public Span<byte> FrameBytes(int frame) =>
        _block.Buffer.AsSpan(Frames[frame].OffsetBytes, Frames[frame].LengthBytes);

    /// <summary>Moves the planned frames together, to the start of the block's buffer.</summary>
    public void Compact()
    {
        int at = 0;
        for (int i = 0; i < FrameCount; i++)
        {
            ref PlannedFrame frame = ref Frames[i];
            if (frame.OffsetBytes != at)
            {
                _block.Buffer.AsSpan(frame.OffsetBytes, frame.LengthBytes).CopyTo(_block.Buffer.AsSpan(at));
                frame.OffsetBytes = at;
            }

            at += frame.LengthBytes;
        }
    }

    private void PlanUnit(int first, int count)
    {
        int frameCount = FrameCount;
        int byteCount = ByteCount;
        bool neededSync = NeedsSync;
        _pending.BeginUnit(isUndoable: count > 1);
        for (int i = first; i < first + count; i++)
        {
            if (i + FramesAhead < _block.EntryCount) PrefetchFrame(_block.Entries[i + FramesAhead]);
            if (i + EntriesAhead < _block.EntryCount) Prefetch(_block.Entries[i + EntriesAhead]);
            PlanEntry(ref _block.Entries[i], ref Verdicts[i]);
            if (Verdicts[i].Refusal is not FeedlogException refusal) continue;

            _pending.RollBackUnit();
            _vectors.RollBackTo(frameCount);
            FrameCount = frameCount;
            ByteCount = byteCount;
            NeedsSync = neededSync;
            for (int j = first; j < first + count; j++)
                Verdicts[j] = new EntryVerdict { Frame = -1, Refusal = refusal };
            return;
        }
    }

    private unsafe void PrefetchFrame(in AppendEntry entry)
    {
        if (entry.LengthBytes == 0 || !Sse.IsSupported) return;
        ref byte frame = ref _block.Buffer[entry.OffsetBytes];
        Sse.Prefetch0(Unsafe.AsPointer(ref frame));
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref frame, FrameLayout.HeaderBytes - 1)));
    }

    // What the indexes hold of the entries to come is fetched while the one before them is planned.
    private void Prefetch(in AppendEntry entry)
    {
        if (entry.LengthBytes == 0) return;
        ReadOnlySpan<byte> frame = _block.Buffer.AsSpan(entry.OffsetBytes, FrameLayout.HeaderBytes);
        _view.Prefetch(BinaryPrimitives.ReadUInt64LittleEndian(frame[FrameLayout.Id..]), entry.KeyHash);
    }

    private void PlanEntry(ref AppendEntry entry, ref EntryVerdict verdict)
    {
        verdict = new EntryVerdict { Frame = -1 };
        NeedsSync |= entry.Durability == Durability.Durable;
        if (entry.LengthBytes == 0) return;

        try
        {
            PlanFrame(ref entry, ref verdict);
        }
        catch (FeedlogException damage)
        {
            // A record to compare with cannot be read: this unit fails, the others do not depend on it.
            verdict = new EntryVerdict { Frame = -1, Refusal = damage };
        }
        catch (IndexDamageException damage)
        {
            _view.Parts.Sealed.MarkSuspect(damage.Path);
            verdict = new EntryVerdict { Frame = -1, Refusal = Throw.DamagedIndex(damage) };
        }
        catch (IOException failure)
        {
            verdict = new EntryVerdict { Frame = -1, Refusal = Throw.Storage(failure, "Reading an index failed") };
        }
    }

    private void PlanFrame(ref AppendEntry entry, ref EntryVerdict verdict)
    {
        Span<byte> frame = _block.Buffer.AsSpan(entry.OffsetBytes, entry.LengthBytes);
        switch ((FrameType)frame[FrameLayout.Type])
        {
            case FrameType.Record:
                PlanRecord(ref entry, frame, ref verdict);
                _lastRecord = verdict;
                break;
            case FrameType.Vector:
                PlanVector(ref entry, frame, ref verdict);
                break;
            case FrameType.Tombstone:
                PlanTombstone(ref entry, frame, ref verdict);
                break;
            default:
                // The producer gave up in the middle; it has told its caller itself.
                break;
        }
    }

    private void PlanRecord(ref AppendEntry entry, Span<byte> frame, ref EntryVerdict verdict)
    {
        FrameHeader header = FrameHeader.Parse(frame, 0);
        ulong id = header.Id;
        if ((header.Flags & FrameFlags.GeneratedId) != 0)
        {
            id = MakeUnique(id);
            BinaryPrimitives.WriteUInt64LittleEndian(frame[FrameLayout.Id..], id);
        }
        else if (TryFindId(id, out Existing twin))
        {
            bool isSame = WithFrame(twin, frame, static (old, mine) => old.Content.SequenceEqual(mine.Content));
            if (isSame) verdict.Result = Answer(twin, AppendOutcome.Skipped);
            else verdict.Refusal = Throw.IdConflict(new RecordId(id));
            return;
        }

        bool hasKey = (header.Flags & FrameFlags.HasKey) != 0;
        Existing current = default;
        bool hasUnended = hasKey && TryFindUnended(entry.KeyHash, out current);
        bool hasCurrent = hasUnended && current.ExpiresAtMs > _nowMs;
        if (!Holds(ref entry, hasCurrent, current, frame, ref verdict)) return;
        VectorFrame vector = default;
        bool hasVector = (entry.Conditions & AppendConditions.HasVector) != 0 &&
            VectorFrame.TryFind(FrameView.Trusted(frame), out vector, out _);
        if (hasVector && _vectors.Refusal(vector, _view.Parts) is FeedlogException refusal)
        {
            verdict.Refusal = refusal;
            return;
        }

        if (hasUnended) _pending.End(current.Sequence);
        _pending.AddId(id, FrameCount);
        if (hasKey) _pending.SetKey(entry.KeyHash, FrameCount);
        verdict.Result = new AppendResult(
            new RecordId(id), NextSequence, DateTimeOffset.FromUnixTimeMilliseconds(header.TimestampMs),
            hasCurrent ? AppendOutcome.Superseded : AppendOutcome.Appended);
        if (hasVector) _vectors.Take(vector, NextSequence, FrameCount);
        Take(ref entry, hasUnended ? current.Sequence : 0, ref verdict);
    }

    // Judges the conditions of a record; false if nothing is to be written, and then the verdict says why.
    private bool Holds(
        ref AppendEntry entry, bool hasCurrent, in Existing current, Span<byte> frame, ref EntryVerdict verdict)
    {
        AppendConditions conditions = entry.Conditions;
        if ((conditions & AppendConditions.IfSequence) != 0)
        {
            ulong actual = hasCurrent ? current.Sequence : 0;
            if (actual != entry.ExpectedSequence)
            {
                verdict.Refusal = Throw.SequenceConflict(entry.ExpectedSequence, actual);
                return false;
            }
        }

        if (!hasCurrent) return true;
        bool isSkipped = (conditions & AppendConditions.IfAbsent) != 0;
        if (!isSkipped && (conditions & AppendConditions.SkipIdentical) != 0)
        {
            isSkipped = (conditions & AppendConditions.ClockTimestamp) != 0
                ? WithFrame(current, frame, static (old, mine) => IsSame(old, mine, ignoresTime: true))
                : WithFrame(current, frame, static (old, mine) => IsSame(old, mine, ignoresTime: false));
        }

        if (isSkipped) verdict.Result = Answer(current, AppendOutcome.Skipped);
        return !isSkipped;
    }

    private void PlanTombstone(ref AppendEntry entry, Span<byte> frame, ref EntryVerdict verdict)
    {
        FrameHeader header = FrameHeader.Parse(frame, 0);
        bool isById = (header.Flags & FrameFlags.ById) != 0;
        bool isThere = isById
            ? TryFindId(header.Id, out Existing target) && !IsEnded(target.Sequence)
            : TryFindUnended(entry.KeyHash, out target);
        if (!isThere || target.ExpiresAtMs <= _nowMs)
        {
            verdict.Result = new AppendResult(default, 0, default, AppendOutcome.Skipped);
            return;
        }

        _pending.End(target.Sequence);
        verdict.Result = Answer(target, AppendOutcome.Appended);
        Take(ref entry, target.Sequence, ref verdict);
    }

    private void PlanVector(ref AppendEntry entry, Span<byte> frame, ref EntryVerdict verdict)
    {
        FrameHeader header = FrameHeader.Parse(frame, 0);
        if (!TryFindTarget(entry, header.Id, out ulong id, out ulong target, ref verdict)) return;
        VectorEncoder.SetTarget(frame, id, target);
        // The caller's thread has encoded it: it can be read.
        if (!VectorFrame.TryRead(FrameView.Trusted(frame).Content, out VectorFrame vector, out _)) return;
        verdict.Refusal = _vectors.Refusal(vector, _view.Parts);
        if (verdict.Refusal is not null) return;
        bool takesAny = (entry.Conditions & AppendConditions.IfNoVector) != 0;
        bool isThere = IsThere(vector, target, takesAny, out ulong sequence);
        verdict.Result = new AppendResult(
            new RecordId(id), isThere ? sequence : NextSequence,
            DateTimeOffset.FromUnixTimeMilliseconds(header.TimestampMs),
            isThere ? AppendOutcome.Skipped : AppendOutcome.Appended);
        if (isThere) return;
        _vectors.Take(vector, target, FrameCount);
        Take(ref entry, 0, ref verdict);
    }

    // The record that a vector belongs to; false if nothing is to be written, and then the verdict says why.
    private bool TryFindTarget(
        in AppendEntry entry, ulong wantedId, out ulong id, out ulong sequence, ref EntryVerdict verdict)
    {
        id = wantedId;
        sequence = 0;
        if ((entry.Conditions & AppendConditions.OfRecordBefore) != 0)
        {
            id = _lastRecord.Result.Id.Value;
            sequence = _lastRecord.Result.Sequence;
            return _lastRecord.Frame >= 0;
        }

        bool isLive = TryFindId(wantedId, out Existing target) && !IsEnded(target.Sequence) &&
            target.ExpiresAtMs > _nowMs;
        if (!isLive) verdict.Refusal = Throw.NoSuchRecord(new RecordId(wantedId));
        sequence = target.Sequence;
        return isLive;
    }

    // The same vector again changes nothing: whoever was interrupted may give all of them once more.
    private bool IsThere(in VectorFrame vector, ulong target, bool takesAny, out ulong sequence)
    {
        if (!_vectors.TryFindPlanned(vector, target, out int frame))
        {
            return VectorPlanner.TryFindStored(vector, target, _view.Parts, out VectorRow row, out sequence) &&
                (takesAny || VectorPlanner.IsSame(vector, row, _segments));
        }

        sequence = _firstSequence + (ulong)frame;
        if (takesAny) return true;
        Span<byte> planned = FrameBytes(frame);
        FrameView view = FrameView.Trusted(planned);
        // A planned frame has no sequence yet, so it cannot be held against its target.
        bool isRead = view.Type == FrameType.Vector
            ? VectorFrame.TryRead(view.Content, out VectorFrame other, out _)
            : VectorFrame.TryFind(view, out other, out _);
        return isRead && other.Says(vector);
    }

    private ulong NextSequence => _firstSequence + (ulong)FrameCount;

    private void Take(ref AppendEntry entry, ulong victim, ref EntryVerdict verdict)
    {
        verdict.Frame = FrameCount;
        Frames[FrameCount++] = new PlannedFrame
        {
            OffsetBytes = entry.OffsetBytes,
            LengthBytes = entry.LengthBytes,
            ExpiresAtMs = entry.ExpiresAtMs,
            KeyHash = entry.KeyHash,
            Victim = victim,
            HasVector = (entry.Conditions & AppendConditions.HasVector) != 0,
        };
        ByteCount += entry.LengthBytes;
    }

    private ulong MakeUnique(ulong id)
    {
        while (id == 0 || _pending.TryFindId(id, out _) || _view.TryFindId(id, out _)) id++;
        return id;
    }

    private bool TryFindId(ulong id, out Existing existing)
    {
        if (_pending.TryFindId(id, out int frame))
        {
            existing = Planned(frame);
            return true;
        }

        existing = default;
        if (!_view.TryFindId(id, out Found found)) return false;
        // Where the frame cannot be read, the indexes still know its sequence.
        if (!TryReadStored(found.Address, out existing))
            existing = new Existing(id, found.Sequence, 0, long.MaxValue, -1, found.Address);
        return true;
    }

    // The newest version under a key, expired or not, unless something has ended it.
    private bool TryFindUnended(WideHash keyHash, out Existing existing)
    {
        existing = default;
        if (_pending.TryFindKey(keyHash, out int frame))
        {
            existing = Planned(frame);
            return !IsEnded(existing.Sequence);
        }

        if (!_view.TryFindNewest(keyHash, out Found found) || IsEnded(found.Sequence)) return false;
        // A version that cannot be read can still be superseded and deleted.
        if (!TryReadStored(found.Address, out existing))
            existing = new Existing(0, found.Sequence, 0, long.MaxValue, -1, found.Address);
        return true;
    }

    private bool IsEnded(ulong sequence) =>
        _pending.IsEnded(sequence) || _view.TryFindKiller(sequence, out _, out _);

    private Existing Planned(int frame)
    {
        FrameHeader header = FrameHeader.Parse(FrameBytes(frame), 0);
        return new Existing(
            header.Id, _firstSequence + (ulong)frame, header.TimestampMs, Frames[frame].ExpiresAtMs, frame, default);
    }

    private bool TryReadStored(FrameAddress address, out Existing existing)
    {
        existing = default;
        try
        {
            FrameView stored = _segments.Read(address, out byte[]? rented);
            existing = new Existing(
                stored.Id, stored.Sequence, stored.TimestampMs, stored.ExpiresAtMs, -1, address);
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
            return true;
        }
        catch (FeedlogCorruptException)
        {
            return false;
        }
    }

    private static AppendResult Answer(in Existing existing, AppendOutcome outcome) => new(
        new RecordId(existing.Id), existing.Sequence,
        DateTimeOffset.FromUnixTimeMilliseconds(existing.TimestampMs), outcome);

    private static bool IsSame(in FrameView old, in FrameView mine, bool ignoresTime) =>
        (ignoresTime || old.TimestampMs == mine.TimestampMs) &&
        old.Content.SequenceEqual(mine.Content) &&
        old.Metadata.SequenceEqual(mine.Metadata) &&
        old.Extensions.SequenceEqual(mine.Extensions);

    private bool WithFrame(in Existing existing, Span<byte> mine, Comparison comparison)
    {
        FrameView view = FrameView.Trusted(mine);
        if (existing.Frame >= 0)
        {
            Span<byte> planned = FrameBytes(existing.Frame);
            return comparison(FrameView.Trusted(planned), view);
        }

        FrameView stored = _segments.Read(existing.Address, out byte[]? rented);
        bool result = comparison(stored, view);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return result;
    }

    private delegate bool Comparison(FrameView old, FrameView mine);

    /// <summary>A record that is there already: planned in this block (Frame), or stored (Address).</summary>
    private readonly record struct Existing(
        ulong Id, ulong Sequence, long TimestampMs, long ExpiresAtMs, int Frame, FrameAddress Address);
}
