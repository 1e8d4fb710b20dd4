using System.Buffers.Binary;
using Feedlog.Format.Frames;

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

    /// <summary>Forgets everything, ready for another segment.</summary>
    public void Clear()
    {
        _chunks.Clear();
        _open = default;
    }
}
