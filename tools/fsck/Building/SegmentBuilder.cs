using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Building;

/// <summary>
/// A new segment that is being made of sound frames; nothing of it counts before a manifest lists it. FORMAT.md
/// sections 3, 4.6 and 6. One thread.
/// </summary>
internal sealed class SegmentBuilder : IDisposable
{
    private readonly IStorageFile _file;
    private readonly SegmentHeader _header;
    private readonly BufferedAppend _output;
    private readonly ChunkTracker _chunks = new();
    private byte[] _headerHashes = new byte[64 * sizeof(ulong)];
    private long _slotCount;
    private long _groupCount;
    private ulong _lastSequence;
    private long _timeMinMs = long.MaxValue;
    private long _timeMaxMs = long.MinValue;
    private long _expiryMinMs = long.MaxValue;

    /// <summary>Creates the file; it is durable once it was sealed or synced, and its folder was synced too.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="header">What its header says.</param>
    /// <param name="path">Its name: the segment's own, or that of a draft.</param>
    /// <exception cref="IOException">The file exists already or cannot be made.</exception>
    public SegmentBuilder(IStorage storage, in SegmentHeader header, string path)
    {
        _header = header;
        Path = path;
        Chain = new GroupChain(header.FirstGroup, header.FirstSequence, header.PreviousCommit);
        _file = storage.Open(path, StorageOpen.Create);
        _output = new BufferedAppend(_file);
        Span<byte> bytes = stackalloc byte[SegmentLayout.HeaderBytes];
        header.Write(bytes);
        _output.Add(bytes);
        EndBytes = SegmentLayout.HeaderBytes;
    }

    /// <summary>The name of the file.</summary>
    public string Path { get; }

    /// <summary>The number of the segment.</summary>
    public ulong Number => _header.Number;

    /// <summary>What the next group follows from.</summary>
    public GroupChain Chain { get; private set; }

    /// <summary>Where the last whole group ends, in bytes.</summary>
    public long EndBytes { get; private set; }

    /// <summary>Says whether it holds a whole group.</summary>
    public bool HasGroups => _groupCount > 0;

    /// <summary>Frames of the group that is being made.</summary>
    public int OpenFrames { get; private set; }

    /// <summary>Bytes of these frames.</summary>
    public long OpenBytes => _output.PositionBytes - EndBytes;

    /// <summary>Takes a frame into the group that is being made, sealed for its place.</summary>
    /// <param name="frame">A sound frame that takes a slot.</param>
    /// <param name="sequence">The next sequence.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Add(in FrameView frame, ulong sequence)
    {
        long at = _output.PositionBytes;
        Span<byte> head = stackalloc byte[FrameLayout.HeaderBytes];
        frame.Bytes[..FrameLayout.HeaderBytes].CopyTo(head);
        ulong hash = FrameEncoder.SealHeader(head, sequence, SeedAt(at));
        _output.Add(head);
        _output.Add(frame.Bytes[FrameLayout.HeaderBytes..]);

        int hashAt = OpenFrames * sizeof(ulong);
        if (hashAt == _headerHashes.Length) Array.Resize(ref _headerHashes, 2 * hashAt);
        BinaryPrimitives.WriteUInt64LittleEndian(_headerHashes.AsSpan(hashAt), hash);
        OpenFrames++;
        FrameHeader header = FrameHeader.Parse(head, hash);
        long expiresAtMs = frame.ExpiresAtMs;
        _chunks.Add(at, header, expiresAtMs);
        _slotCount++;
        _lastSequence = sequence;
        _timeMinMs = Math.Min(_timeMinMs, header.TimestampMs);
        _timeMaxMs = Math.Max(_timeMaxMs, header.TimestampMs);
        _expiryMinMs = Math.Min(_expiryMinMs, expiresAtMs);
    }

    /// <summary>Closes the group that is being made; does nothing if it has no frames.</summary>
    /// <param name="recordedAtMs">When it was recorded, ms since 1970 UTC.</param>
    /// <param name="durableThrough">The highest group that was durable before.</param>
    public void Commit(long recordedAtMs, ulong durableThrough)
    {
        if (OpenFrames == 0) return;
        CommitFrame commit = new()
        {
            Group = Chain.NextGroup,
            RecordedAtMs = recordedAtMs,
            FirstSequence = Chain.NextSequence,
            FrameCount = OpenFrames,
            ByteCount = OpenBytes,
            GroupHash = Checksum.Xxh3(_headerHashes.AsSpan(0, OpenFrames * sizeof(ulong))),
            PreviousCommit = Chain.PreviousCommit,
            DurableThrough = durableThrough,
        };
        Span<byte> bytes = stackalloc byte[CommitLayout.FrameBytes];
        ulong hash = commit.Write(bytes, SeedAt(_output.PositionBytes));
        _output.Add(bytes);
        OpenFrames = 0;
        _groupCount++;
        EndBytes = _output.PositionBytes;
        Chain = new GroupChain(commit.Group + 1, commit.LastSequence + 1, hash);
    }

    /// <summary>Writes the footer behind the last group and syncs; returns what a manifest is to say.</summary>
    /// <param name="nowMs">The time, ms since 1970 UTC.</param>
    public SegmentEntry Seal(long nowMs)
    {
        _chunks.Finish();
        SegmentEntry entry = new()
        {
            Number = Number,
            State = SegmentState.Sealed,
            FirstSequence = _header.FirstSequence,
            LastSequence = _lastSequence,
            FirstGroup = _header.FirstGroup,
            LastGroup = Chain.NextGroup - 1,
            SlotCount = _slotCount,
            LogicalEndBytes = EndBytes,
            FooterOffsetBytes = EndBytes,
            TimeMinMs = _slotCount == 0 ? 0 : _timeMinMs,
            TimeMaxMs = _slotCount == 0 ? 0 : _timeMaxMs,
            LastCommit = Chain.PreviousCommit,
        };
        SegmentFooter footer = new()
        {
            SlotCount = _slotCount,
            GroupCount = _groupCount,
            FirstSequence = _slotCount == 0 ? 0 : _header.FirstSequence,
            LastSequence = _lastSequence,
            FirstGroup = entry.FirstGroup,
            LastGroup = entry.LastGroup,
            TimeMinMs = entry.TimeMinMs,
            TimeMaxMs = entry.TimeMaxMs,
            ExpiryMinMs = _expiryMinMs,
            LastCommit = entry.LastCommit,
            LogicalEndBytes = EndBytes,
            SealedAtMs = nowMs,
            Chunks = _chunks.Chunks,
        };
        byte[] bytes = new byte[footer.FrameBytes];
        footer.Write(bytes, SeedAt(EndBytes));
        _output.Add(bytes);
        Sync();
        return entry;
    }

    /// <summary>Makes everything written so far durable.</summary>
    public void Sync()
    {
        _output.Flush();
        _file.Sync();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private ulong SeedAt(long offsetBytes) =>
        Checksum.PlaceSeed(_header.Store.Salt, _header.Number, (ulong)offsetBytes);
}
