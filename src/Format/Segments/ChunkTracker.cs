using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;

namespace Feedlog.Format.Segments;

/// <summary>Cuts the frames of a segment into chunks as they go by. FORMAT.md section 6.2.</summary>
/// <remarks>A pure rule: fed with the same frames, writer, recovery and fsck get the same directory.</remarks>
public sealed class ChunkTracker
{
    private readonly List<ChunkEntry> _chunks = [];
    private readonly byte[] _headerHashes = new byte[FormatLimits.ChunkSlotsMax * sizeof(ulong)];
    private ChunkEntry _open;

    /// <summary>Chunks that are complete; call <see cref="Finish"/> first to include the last one.</summary>
    public IReadOnlyList<ChunkEntry> Chunks => _chunks;

    /// <summary>Takes the next slot-bearing frame of the segment.</summary>
    /// <param name="offsetBytes">Where it begins in the segment.</param>
    /// <param name="header">Its header, with sequence and checksum.</param>
    /// <param name="expiresAtMs">When it expires; <see cref="long.MaxValue"/> for never.</param>
    public void Add(long offsetBytes, in FrameHeader header, long expiresAtMs)
    {
        long endBytes = offsetBytes + header.TotalLengthBytes;
        bool isFull = _open.SlotCount == FormatLimits.ChunkSlotsMax ||
            (_open.SlotCount > 0 && endBytes - _open.OffsetBytes > FormatLimits.ChunkBytesMax);
        if (isFull) Finish();

        BinaryPrimitives.WriteUInt64LittleEndian(
            _headerHashes.AsSpan(_open.SlotCount * sizeof(ulong)), header.HeaderHash);
        bool isFirst = _open.SlotCount == 0;
        _open = new ChunkEntry
        {
            OffsetBytes = isFirst ? offsetBytes : _open.OffsetBytes,
            LengthBytes = (int)(endBytes - (isFirst ? offsetBytes : _open.OffsetBytes)),
            SlotCount = _open.SlotCount + 1,
            TimeMinMs = isFirst ? header.TimestampMs : Math.Min(_open.TimeMinMs, header.TimestampMs),
            TimeMaxMs = isFirst ? header.TimestampMs : Math.Max(_open.TimeMaxMs, header.TimestampMs),
            FirstSequence = isFirst ? header.Sequence : _open.FirstSequence,
            LastSequence = header.Sequence,
            ExpiryMinMs = isFirst ? expiresAtMs : Math.Min(_open.ExpiryMinMs, expiresAtMs),
            Hash = 0,
        };
    }

    /// <summary>Closes the open chunk, if there is one.</summary>
    public void Finish()
    {
        if (_open.SlotCount == 0) return;
        _chunks.Add(_open with { Hash = Checksum.Xxh3(_headerHashes.AsSpan(0, _open.SlotCount * sizeof(ulong))) });
        _open = default;
    }

    /// <summary>Says all that is known of the segment so far, so that it need not be read again.</summary>
    /// <param name="segmentNumber">The segment's number.</param>
    /// <param name="groupCount">How many groups the frames taken so far make.</param>
    public OpenSegmentState Capture(ulong segmentNumber, long groupCount)
    {
        ulong[] hashes = new ulong[_open.SlotCount];
        for (int i = 0; i < hashes.Length; i++)
            hashes[i] = BinaryPrimitives.ReadUInt64LittleEndian(_headerHashes.AsSpan(i * sizeof(ulong)));
        long slotCount = 0;
        long timeMinMs = long.MaxValue;
        long timeMaxMs = long.MinValue;
        long expiryMinMs = long.MaxValue;
        for (int i = 0; i <= _chunks.Count; i++)
        {
            ChunkEntry chunk = i < _chunks.Count ? _chunks[i] : _open;
            if (chunk.SlotCount == 0) continue;
            slotCount += chunk.SlotCount;
            timeMinMs = Math.Min(timeMinMs, chunk.TimeMinMs);
            timeMaxMs = Math.Max(timeMaxMs, chunk.TimeMaxMs);
            expiryMinMs = Math.Min(expiryMinMs, chunk.ExpiryMinMs);
        }

        return new OpenSegmentState
        {
            SegmentNumber = segmentNumber,
            GroupCount = groupCount,
            SlotCount = slotCount,
            TimeMinMs = timeMinMs,
            TimeMaxMs = timeMaxMs,
            ExpiryMinMs = expiryMinMs,
            Chunks = _chunks.ToArray(),
            OpenChunk = _open,
            OpenChunkHashes = hashes,
        };
    }

    /// <summary>Goes on where <see cref="Capture"/> was called, in place of what was taken so far.</summary>
    public void Restore(OpenSegmentState state)
    {
        _chunks.Clear();
        _chunks.AddRange(state.Chunks);
        _open = state.OpenChunk;
        ReadOnlySpan<ulong> hashes = state.OpenChunkHashes.Span;
        for (int i = 0; i < hashes.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(_headerHashes.AsSpan(i * sizeof(ulong)), hashes[i]);
    }

    /// <summary>Forgets everything, ready for another segment.</summary>
    public void Clear()
    {
        _chunks.Clear();
        _open = default;
    }
}
