using System.Buffers;
using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Walks a segment group by group and stops at the first that is not whole and valid, as FORMAT.md section 8.2 has it,
/// with no more than one frame in memory: a group may be longer than what a check may take. One thread at a time.
/// </summary>
internal sealed class GroupReader : IDisposable
{
    private const int WindowBytes = 256 * 1024;
    private const int FirstHashes = 512;

    private readonly SegmentInPlace _segment;
    private readonly SegmentTally? _tally;
    private readonly FileWindow _window;
    private readonly long _limitBytes;
    private byte[] _headerHashes = ArrayPool<byte>.Shared.Rent(FirstHashes * sizeof(ulong));
    private int _frameCount;

    /// <summary>Starts before the first group.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="tally">Told about every frame, and then whether its group was whole; null if nobody counts.</param>
    /// <param name="startBytes">Where the first group begins.</param>
    /// <param name="limitBytes">Where to stop at the latest: the logical end, or the length of the file.</param>
    /// <param name="chain">What the first group must follow from.</param>
    public GroupReader(
        SegmentInPlace segment, SegmentTally? tally, long startBytes, long limitBytes, GroupChain chain)
    {
        _segment = segment;
        _tally = tally;
        _limitBytes = limitBytes;
        int windowBytes = (int)Math.Clamp(limitBytes - startBytes, FrameLayout.HeaderBytes, WindowBytes);
        _window = new FileWindow(segment.File, segment.Large, windowBytes, limitBytes);
        EndBytes = startBytes;
        Chain = chain;
    }

    /// <summary>The commit of the current group.</summary>
    public CommitFrame Commit { get; private set; }

    /// <summary>Where the last whole group ends, in bytes.</summary>
    public long EndBytes { get; private set; }

    /// <summary>What the group after the current one must follow from.</summary>
    public GroupChain Chain { get; private set; }

    /// <summary>
    /// Why the walk ended: None at the limit or at a footer, Unwritten where only space follows, else the damage.
    /// </summary>
    public FormatFault Fault { get; private set; }

    /// <summary>Where the frame lies that ended the walk, in bytes.</summary>
    public long FaultOffsetBytes { get; private set; }

    /// <summary>Moves to the next whole, valid group; false where there is none.</summary>
    public bool MoveNext()
    {
        long at = EndBytes;
        ulong sequence = Chain.NextSequence;
        _frameCount = 0;
        _tally?.BeginGroup(Chain.NextGroup);
        while (at < _limitBytes)
        {
            if (!TryReadFrame(at, out FrameView frame, out FormatFault fault)) return Stop(fault, at);
            FrameHeader header = frame.Header;
            if (header.Type == FrameType.Footer)
                return Stop(at == EndBytes ? FormatFault.None : FormatFault.BadGroup, at);
            if (header.Type == FrameType.Commit) return TakeCommit(frame, at);

            bool isTooLarge = _frameCount == FormatLimits.GroupFramesMax ||
                at + header.TotalLengthBytes - EndBytes > FormatLimits.GroupBytesMax;
            if (header.Sequence != sequence || isTooLarge) return Stop(FormatFault.BadOrder, at);
            sequence++;
            Keep(header.HeaderHash);
            _tally?.AddFrame(frame, at);
            at += header.TotalLengthBytes;
        }

        return Stop(at == EndBytes ? FormatFault.None : FormatFault.Truncated, at);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window.Dispose();
        ArrayPool<byte>.Shared.Return(_headerHashes);
    }

    private bool TakeCommit(in FrameView frame, long at)
    {
        if (!CommitFrame.TryRead(frame, out CommitFrame commit, out FormatFault fault)) return Stop(fault, at);
        if (commit.PreviousCommit != Chain.PreviousCommit) return Stop(FormatFault.BadChain, at);
        if (commit.Group != Chain.NextGroup) return Stop(FormatFault.BadOrder, at);

        bool coversGroup = commit.FirstSequence == Chain.NextSequence &&
            commit.FrameCount == _frameCount &&
            commit.ByteCount == at - EndBytes &&
            commit.GroupHash == Checksum.Xxh3(_headerHashes.AsSpan(0, _frameCount * sizeof(ulong)));
        if (!coversGroup) return Stop(FormatFault.BadGroup, at);

        EndBytes = at + CommitLayout.FrameBytes;
        Commit = commit;
        Chain = new GroupChain(commit.Group + 1, commit.LastSequence + 1, frame.Header.HeaderHash);
        _tally?.TakeGroup(commit, frame.Header.HeaderHash, at);
        return true;
    }

    // One look is enough for a frame that the window holds: the decoder checks the header before it uses a length.
    private bool TryReadFrame(long at, out FrameView frame, out FormatFault fault)
    {
        ulong seed = Checksum.PlaceSeed(_segment.Salt, _segment.Number, (ulong)at);
        ReadOnlySpan<byte> bytes = _window.At(at, FrameLayout.HeaderBytes);
        if (FrameDecoder.TryRead(bytes, seed, out frame, out fault)) return true;
        if (fault != FormatFault.Truncated) return false;
        if (!FrameHeader.TryRead(bytes, seed, out FrameHeader header, out fault)) return false;
        return FrameDecoder.TryRead(_window.At(at, header.TotalLengthBytes), seed, out frame, out fault);
    }

    private void Keep(ulong headerHash)
    {
        int atBytes = _frameCount * sizeof(ulong);
        if (atBytes == _headerHashes.Length)
        {
            byte[] longer = ArrayPool<byte>.Shared.Rent(atBytes * 2);
            _headerHashes.CopyTo(longer, 0);
            ArrayPool<byte>.Shared.Return(_headerHashes);
            _headerHashes = longer;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(_headerHashes.AsSpan(atBytes), headerHash);
        _frameCount++;
    }

    private bool Stop(FormatFault fault, long at)
    {
        Fault = fault;
        FaultOffsetBytes = at;
        _tally?.DropGroup();
        return false;
    }
}
