using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Write;

/// <summary>The segment that the writer appends to, with what its footer will say. Writer only.</summary>
internal sealed class OpenSegment : IDisposable
{
    private const long FirstStepBytes = 64 * 1024;
    private const long LargestStepBytes = 8 * 1024 * 1024;

    // One group in some pays for this; the others sync in half the time.
    private const long ZeroedStepBytes = 512 * 1024;

    private readonly IStorageFile _file;
    private readonly ChunkTracker _chunks = new();
    private readonly SegmentHeader _header;
    private readonly long _fullBytes;
    private long _allocatedBytes;
    private long _zeroedBytes;
    private long _slotCount;
    private long _groupCount;
    private ulong _lastSequence;
    private long _timeMinMs = long.MaxValue;
    private long _timeMaxMs = long.MinValue;
    private long _expiryMinMs = long.MaxValue;

    /// <summary>A segment whose header is on disk; groups that are there already are to be counted in.</summary>
    /// <param name="file">The segment, open for writing if anything is to be written.</param>
    /// <param name="header">What its header says.</param>
    /// <param name="fullBytes">The size at which a segment is sealed: no more than that is allocated ahead.</param>
    public OpenSegment(IStorageFile file, SegmentHeader header, long fullBytes)
    {
        _fullBytes = fullBytes;
        _file = file;
        _header = header;
        _allocatedBytes = file.LengthBytes;
        EndBytes = SegmentLayout.HeaderBytes;
    }

    /// <summary>A segment that goes on where a checkpoint left it.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="header">What its header says.</param>
    /// <param name="fullBytes">The size at which a segment is sealed.</param>
    /// <param name="state">What was counted in.</param>
    /// <param name="lastSequence">The last sequence that was counted in.</param>
    /// <param name="endBytes">Where what was counted in ends.</param>
    public OpenSegment(
        IStorageFile file, SegmentHeader header, long fullBytes, OpenSegmentState state, ulong lastSequence,
        long endBytes)
        : this(file, header, fullBytes)
    {
        _chunks.Restore(state);
        _slotCount = state.SlotCount;
        _groupCount = state.GroupCount;
        _lastSequence = lastSequence;
        _timeMinMs = state.TimeMinMs;
        _timeMaxMs = state.TimeMaxMs;
        _expiryMinMs = state.ExpiryMinMs;
        EndBytes = endBytes;
    }

    /// <summary>The segment's number.</summary>
    public ulong Number => _header.Number;

    /// <summary>Where the next group goes, in bytes.</summary>
    public long EndBytes { get; private set; }

    /// <summary>Says whether it holds a group.</summary>
    public bool HasGroups => _groupCount > 0;

    /// <summary>True once a write failed: nothing may be appended behind what it may have left.</summary>
    public bool IsSpoilt { get; private set; }

    /// <summary>Creates a segment with its header, durable under its name.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="header">What the header says.</param>
    /// <param name="path">Its name: the segment's own, or that of a draft.</param>
    /// <param name="fullBytes">The size at which a segment is sealed.</param>
    public static OpenSegment Create(IStorage storage, SegmentHeader header, string path, long fullBytes)
    {
        IStorageFile file = storage.Open(path, StorageOpen.Create);
        try
        {
            byte[] bytes = new byte[SegmentLayout.HeaderBytes];
            header.Write(bytes);
            file.Write(0, bytes);
#if SABOTAGE
            if (Sabotage.Is("drop-header-sync")) return new OpenSegment(file, header, fullBytes);
#endif
            SyncFailedException.Guard(path, file.Sync);
            SyncFailedException.Guard(StoreLayout.HotFolder, () => storage.SyncFolder(StoreLayout.HotFolder));
            return new OpenSegment(file, header, fullBytes);
        }
        catch
        {
            // Not listed in any manifest: it may go, and its number may be used again.
            file.Dispose();
            storage.Delete(path);
            throw;
        }
    }

    /// <summary>Reserves space for so many more bytes, in growing steps that set the file's length.</summary>
    /// <exception cref="IOException">There is no room; nothing has changed.</exception>
    public void EnsureAllocated(long lengthBytes)
    {
        long needed = EndBytes + lengthBytes;
        if (needed <= _allocatedBytes) return;
        long step = Math.Clamp(_allocatedBytes, FirstStepBytes, LargestStepBytes);
        long wanted = Math.Max(needed, Math.Min(_allocatedBytes + step, _fullBytes));
        _file.Allocate(wanted);
        _allocatedBytes = wanted;
    }

    /// <summary>Makes the space behind the end cheap to sync, for who is going to sync small groups.</summary>
    /// <param name="endBytes">Nothing was written from there on.</param>
    public void ZeroBehind(long endBytes)
    {
        if (endBytes < _zeroedBytes || endBytes >= _allocatedBytes) return;
        _zeroedBytes = Math.Min(endBytes + ZeroedStepBytes, _allocatedBytes);
        _file.ZeroAhead(endBytes, _zeroedBytes - endBytes);
    }

    /// <summary>Writes a whole group at the end.</summary>
    /// <exception cref="IOException">The segment is spoilt: it ends before this group.</exception>
    public void Write(ReadOnlySpan<byte> group)
    {
        try
        {
            _file.Write(EndBytes, group);
        }
        catch (IOException)
        {
            IsSpoilt = true;
            throw;
        }
    }

    /// <summary>Counts in a frame of the group at the end.</summary>
    public void CountFrame(long offsetBytes, in FrameHeader header, long expiresAtMs)
    {
        _chunks.Add(offsetBytes, header, expiresAtMs);
        _slotCount++;
        _lastSequence = header.Sequence;
        _timeMinMs = Math.Min(_timeMinMs, header.TimestampMs);
        _timeMaxMs = Math.Max(_timeMaxMs, header.TimestampMs);
        _expiryMinMs = Math.Min(_expiryMinMs, expiresAtMs);
    }

    /// <summary>Counts in the group at the end: it is part of the segment now.</summary>
    public void CountGroup(long lengthBytes)
    {
        _groupCount++;
        EndBytes += lengthBytes;
    }

    /// <summary>What was counted in so far, for a checkpoint.</summary>
    public OpenSegmentState CaptureState() => _chunks.Capture(Number, _groupCount);

    /// <summary>Syncs data and length.</summary>
    public void Sync()
    {
#if SABOTAGE
        if (Sabotage.Is("drop-data-sync")) return;
#endif
        SyncFailedException.Guard(StoreLayout.Segment(Number), _file.Sync);
    }

    /// <summary>
    /// Writes the footer, if there is room and nothing torn in its place, and syncs; returns what the manifest is to
    /// say. May be repeated.
    /// </summary>
    public SegmentEntry Seal(GroupChain chain, ulong salt, long nowMs)
    {
        long footerOffset = IsSpoilt ? 0 : TryWriteFooter(chain, salt, nowMs);
#if SABOTAGE
        if (!Sabotage.Is("drop-seal-sync"))
#endif
        Sync();
        if (footerOffset > 0) PunchSlack(footerOffset);
        return Describe(chain, footerOffset);
    }

    /// <summary>What the manifest is to say of the segment as it is now.</summary>
    /// <param name="chain">What the group after the last one follows from.</param>
    /// <param name="footerOffsetBytes">Where the footer begins; 0 if there is none.</param>
    public SegmentEntry Describe(GroupChain chain, long footerOffsetBytes) => new()
    {
        Number = Number,
        State = SegmentState.Sealed,
        FirstSequence = _header.FirstSequence,
        LastSequence = _lastSequence,
        FirstGroup = _header.FirstGroup,
        LastGroup = _header.FirstGroup + (ulong)_groupCount - 1,
        SlotCount = _slotCount,
        LogicalEndBytes = EndBytes,
        FooterOffsetBytes = footerOffsetBytes,
        TimeMinMs = _slotCount == 0 ? 0 : _timeMinMs,
        TimeMaxMs = _slotCount == 0 ? 0 : _timeMaxMs,
        LastCommit = chain.PreviousCommit,
    };

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private long TryWriteFooter(GroupChain chain, ulong salt, long nowMs)
    {
        _chunks.Finish();
        SegmentFooter footer = new()
        {
            SlotCount = _slotCount,
            GroupCount = _groupCount,
            FirstSequence = _slotCount == 0 ? 0 : _header.FirstSequence,
            LastSequence = _lastSequence,
            FirstGroup = _header.FirstGroup,
            LastGroup = _header.FirstGroup + (ulong)_groupCount - 1,
            TimeMinMs = _slotCount == 0 ? 0 : _timeMinMs,
            TimeMaxMs = _slotCount == 0 ? 0 : _timeMaxMs,
            ExpiryMinMs = _expiryMinMs,
            LastCommit = chain.PreviousCommit,
            LogicalEndBytes = EndBytes,
            SealedAtMs = nowMs,
            Chunks = _chunks.Chunks,
        };
        byte[] bytes = new byte[footer.FrameBytes];
        footer.Write(bytes, Checksum.PlaceSeed(salt, Number, (ulong)EndBytes));
        try
        {
            _file.Allocate(EndBytes + bytes.Length);
            _file.Write(EndBytes, bytes);
            return EndBytes;
        }
        catch (IOException)
        {
            // The footer saves readers a scan and nothing else; sealing must work on a full disk.
            return 0;
        }
    }

    private void PunchSlack(long footerOffset)
    {
        long behind = footerOffset + FrameLayout.Align(
            FrameLayout.HeaderBytes + FooterLayout.FixedBytes + _chunks.Chunks.Count * (long)ChunkLayout.EntryBytes);
        if (_allocatedBytes > behind) _file.PunchHole(behind, _allocatedBytes - behind);
    }
}
