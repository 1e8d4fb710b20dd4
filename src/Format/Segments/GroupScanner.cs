using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Storage;

namespace Feedlog.Format.Segments;

/// <summary>
/// Walks a segment group by group and stops at the first that is not whole and valid; used by recovery, by readers in
/// other processes and by fsck. FORMAT.md section 8.2. Reads by position, never through a map.
/// </summary>
public sealed class GroupScanner : IGroupSource
{
    private const int ReadAheadBytes = 1 << 18;

    private readonly IStorageFile _file;
    private readonly ulong _salt;
    private readonly ulong _segmentNumber;
    private readonly long _limitBytes;
    private readonly List<ulong> _headerHashes = [];
    private byte[] _buffer;
    private long _bufferStartBytes;
    private int _bufferedBytes;

    /// <summary>Starts before the first group.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="segmentNumber">The number of the segment.</param>
    /// <param name="startBytes">Where the first group begins.</param>
    /// <param name="limitBytes">Where to stop at the latest: the logical end, or the length of the file.</param>
    /// <param name="chain">What the first group must follow from.</param>
    public GroupScanner(
        IStorageFile file, ulong salt, ulong segmentNumber, long startBytes, long limitBytes, GroupChain chain)
    {
        _file = file;
        _salt = salt;
        _segmentNumber = segmentNumber;
        _limitBytes = limitBytes;
        _buffer = new byte[Math.Clamp(limitBytes - startBytes, FrameLayout.HeaderBytes, ReadAheadBytes)];
        _bufferStartBytes = startBytes;
        EndBytes = startBytes;
        Chain = chain;
    }

    /// <inheritdoc/>
    public long GroupOffsetBytes { get; private set; }

    /// <inheritdoc/>
    public CommitFrame Commit { get; private set; }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Group =>
        _buffer.AsSpan((int)(GroupOffsetBytes - _bufferStartBytes), (int)(EndBytes - GroupOffsetBytes));

    /// <summary>Where the last whole group ends, in bytes.</summary>
    public long EndBytes { get; private set; }

    /// <inheritdoc/>
    public GroupChain Chain { get; private set; }

    /// <summary>
    /// Why the scan ended: None at the limit or at a footer, Unwritten where only space follows, else the damage.
    /// </summary>
    public FormatFault Fault { get; private set; }

    /// <summary>Where the frame lies that ended the scan, in bytes.</summary>
    public long FaultOffsetBytes { get; private set; }

    /// <summary>Moves to the next whole, valid group; false where there is none.</summary>
    public bool MoveNext()
    {
        long at = EndBytes;
        ulong sequence = Chain.NextSequence;
        _headerHashes.Clear();
        while (at < _limitBytes)
        {
            if (!TryReadFrame(at, out FrameView frame, out FormatFault fault)) return Stop(fault, at);
            FrameHeader header = frame.Header;
            if (header.Type == FrameType.Footer)
                return Stop(at == EndBytes ? FormatFault.None : FormatFault.BadGroup, at);
            if (header.Type == FrameType.Commit) return TakeCommit(frame, at);

            bool isTooLarge = _headerHashes.Count == FormatLimits.GroupFramesMax ||
                at + header.TotalLengthBytes - EndBytes > FormatLimits.GroupBytesMax;
            if (header.Sequence != sequence || isTooLarge) return Stop(FormatFault.BadOrder, at);
            sequence++;
            _headerHashes.Add(header.HeaderHash);
            at += header.TotalLengthBytes;
        }

        return Stop(at == EndBytes ? FormatFault.None : FormatFault.Truncated, at);
    }

    private bool TakeCommit(in FrameView frame, long at)
    {
        if (!CommitFrame.TryRead(frame, out CommitFrame commit, out FormatFault fault)) return Stop(fault, at);
        if (commit.PreviousCommit != Chain.PreviousCommit) return Stop(FormatFault.BadChain, at);
        if (commit.Group != Chain.NextGroup) return Stop(FormatFault.BadOrder, at);

        bool coversGroup = commit.FirstSequence == Chain.NextSequence &&
            commit.FrameCount == _headerHashes.Count &&
            commit.ByteCount == at - EndBytes &&
            commit.GroupHash == HashOf(_headerHashes);
        if (!coversGroup) return Stop(FormatFault.BadGroup, at);

        GroupOffsetBytes = EndBytes;
        EndBytes = at + CommitLayout.FrameBytes;
        Commit = commit;
        Chain = new GroupChain(commit.Group + 1, commit.LastSequence + 1, frame.Header.HeaderHash);
        return true;
    }

    /// <summary>XXH3 over header checksums, 8 bytes each, little-endian.</summary>
    public static ulong HashOf(IReadOnlyList<ulong> headerHashes)
    {
        byte[] bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(headerHashes.Count * sizeof(ulong));
        for (int i = 0; i < headerHashes.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), headerHashes[i]);
        ulong hash = Checksum.Xxh3(bytes.AsSpan(0, headerHashes.Count * sizeof(ulong)));
        System.Buffers.ArrayPool<byte>.Shared.Return(bytes);
        return hash;
    }

    private bool TryReadFrame(long at, out FrameView frame, out FormatFault fault)
    {
        frame = default;
        ulong seed = Checksum.PlaceSeed(_salt, _segmentNumber, (ulong)at);
        ReadOnlySpan<byte> bytes = Fill(at, FrameLayout.HeaderBytes);
        if (!FrameHeader.TryRead(bytes, seed, out FrameHeader header, out fault)) return false;

        // The length was checked against its limits: no hostile header can ask for more memory than a frame may take.
        bytes = Fill(at, header.TotalLengthBytes);
        return FrameDecoder.TryReadBody(bytes, header, out frame, out fault);
    }

    // The bytes from the offset on, at least so many unless the limit comes first; keeps the current group buffered.
    private ReadOnlySpan<byte> Fill(long at, int lengthBytes)
    {
        long wantedEnd = Math.Min(at + lengthBytes, _limitBytes);
        if (wantedEnd > _bufferStartBytes + _bufferedBytes)
        {
            int keptBytes = (int)(_bufferStartBytes + _bufferedBytes - EndBytes);
            Span<byte> kept = _buffer.AsSpan(_bufferedBytes - keptBytes, keptBytes);
            long neededBytes = wantedEnd - EndBytes;
            long targetBytes = Math.Min(Math.Max(neededBytes, ReadAheadBytes), _limitBytes - EndBytes);
            byte[] target =
                targetBytes > _buffer.Length ? new byte[Math.Max(targetBytes, _buffer.Length * 2L)] : _buffer;
            kept.CopyTo(target);
            _buffer = target;
            _bufferStartBytes = EndBytes;
            int room = (int)Math.Min(_buffer.Length - keptBytes, _limitBytes - EndBytes - keptBytes);
            int readBytes = _file.Read(EndBytes + keptBytes, _buffer.AsSpan(keptBytes, room));
            // What a failing disk keeps back must not look like the end of what was written.
            if (readBytes < room && EndBytes + keptBytes + readBytes < _file.LengthBytes)
                throw new IOException($"A read of {_file.Path} ended before the file does.");
            _bufferedBytes = keptBytes + readBytes;
        }

        int start = (int)(at - _bufferStartBytes);
        return start >= _bufferedBytes ? default : _buffer.AsSpan(start, _bufferedBytes - start);
    }

    private bool Stop(FormatFault fault, long at)
    {
        Fault = fault;
        FaultOffsetBytes = at;
        return false;
    }
}
