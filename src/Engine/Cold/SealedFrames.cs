using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>
/// Reads all frames of sealed segments that take a slot, in order, with the times at which they were recorded; every
/// byte is checked on the way. Memory: one group. One thread.
/// </summary>
/// <param name="storage">Where the segments are.</param>
/// <param name="store">The store.</param>
/// <param name="segments">What the manifest says of them, by rising number.</param>
/// <param name="raw">Says which records are to stay uncompressed.</param>
internal sealed class SealedFrames(
    IStorage storage, StoreIdentity store, IReadOnlyList<SegmentEntry> segments, RawRule raw) : IFrameSource
{
    private IStorageFile? _file;
    private GroupScanner? _groups;
    private int _next;
    private int _at;
    private int _endOfFrames;
    private int _start;

    /// <inheritdoc/>
    public FrameAddress Address => FrameAddress.At(Segment.Number, Groups.GroupOffsetBytes + _start);

    /// <inheritdoc/>
    public FrameView Frame => FrameAt(_start);

    /// <inheritdoc/>
    public long RecordedAtMs => Groups.Commit.RecordedAtMs;

    /// <inheritdoc/>
    public bool IsRaw => raw.Keeps(Frame);

    /// <inheritdoc/>
    public long BytesRead { get; private set; }

    private SegmentEntry Segment => segments[_next - 1];

    private GroupScanner Groups => _groups ?? throw new InvalidOperationException("No frame is being read.");

    /// <inheritdoc/>
    public bool MoveNext()
    {
        while (true)
        {
            if (_at < _endOfFrames)
            {
                _start = _at;
                FrameHeader header = FrameAt(_start).Header;
                _at += header.TotalLengthBytes;
                if (header.TakesSlot) return true;
                continue;
            }

            if (_groups is not null && _groups.MoveNext())
            {
                _at = 0;
                _endOfFrames = _groups.Group.Length - CommitLayout.FrameBytes;
                BytesRead += _groups.Group.Length;
                continue;
            }

            if (_groups is not null) CheckEnd(_groups);
            if (_next == segments.Count) return false;
            Enter(segments[_next++]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private FrameView FrameAt(int offset) => FrameView.TrustedAt(Groups.Group[offset..]);

    private void Enter(SegmentEntry entry)
    {
        _file?.Dispose();
        _file = null;
        string path = StoreLayout.Segment(entry.Number);
        _file = storage.Open(path, StorageOpen.Read);
        byte[] bytes = new byte[SegmentLayout.HeaderBytes];
        int readBytes = _file.Read(0, bytes);
        if (!SegmentHeader.TryRead(bytes.AsSpan(0, readBytes), out SegmentHeader header, out FormatFault fault))
            throw Throw.Refuse(fault, path);
        bool isIt = header.Store.Id == store.Id && header.Store.Salt == store.Salt && header.Number == entry.Number &&
            header.FirstGroup == entry.FirstGroup && header.FirstSequence == entry.FirstSequence;
        if (!isIt) throw Throw.Corrupt(FormatFault.WrongPlace, path, 0, "The segment is not this one of this store");
        _groups = new GroupScanner(_file, store.Salt, entry.Number, SegmentLayout.HeaderBytes, entry.LogicalEndBytes,
            new GroupChain(header.FirstGroup, header.FirstSequence, header.PreviousCommit));
        _at = _endOfFrames = 0;
    }

    private void CheckEnd(GroupScanner groups)
    {
        if (groups.EndBytes == Segment.LogicalEndBytes && groups.Chain.PreviousCommit == Segment.LastCommit) return;
        FormatFault fault = groups.Fault == FormatFault.None ? FormatFault.BadChain : groups.Fault;
        throw Throw.Corrupt(fault, StoreLayout.Segment(Segment.Number), groups.FaultOffsetBytes,
            $"Group {groups.Chain.NextGroup} of a sealed segment cannot be read");
    }
}
