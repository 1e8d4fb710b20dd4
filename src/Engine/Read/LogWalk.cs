using System.Buffers;
using Feedlog.Cold;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Read;

/// <summary>
/// Walks the records and tombstones of a view in order of their sequences, by reading segments and shards and no index.
/// The caller holds the segments. One thread; allocates nothing for a frame of a segment.
/// </summary>
/// <remarks>
/// What it gives is checked whole; what it passes over (commits, frames before the first sequence) by its header. The
/// sequences of a segment follow each other without gaps, so a frame that is missing is damage; what shards do not hold
/// was compacted away.
/// </remarks>
internal sealed class LogWalk : IDisposable
{
    private readonly SegmentSet _segments;
    private readonly IReadOnlyList<SegmentEntry> _entries;
    private readonly long _endBytes;
    private readonly ulong _salt;
    private readonly ulong _firstSequence;
    private readonly ulong _lastSequence;
    private readonly FrameAddress? _startAt;
    private readonly SegmentWindow _window = new();
    private int _nextEntry;
    private SegmentReader _segment = null!; // Set with the first segment that is entered.
    private ShardSet? _shards;
    private ColdWalk? _cold;
    private ulong _segmentNumber;
    private long _atBytes;
    private long _limitBytes;
    private ulong _expectedSequence;
    private ulong _seenSequence;
    private long _frameOffsetBytes;
    private FrameHeader _header;

    /// <summary>A walk that stands before its first frame.</summary>
    /// <param name="segments">The files of the view.</param>
    /// <param name="entries">What the manifest says of them, in order.</param>
    /// <param name="endBytes">Where the last of them ends.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="firstSequence">Where to begin.</param>
    /// <param name="lastSequence">Where to end; what lies behind is not looked at.</param>
    /// <param name="startAt">A hint: where a frame lies whose sequence is not above the first one.</param>
    public LogWalk(
        SegmentSet segments, IReadOnlyList<SegmentEntry> entries, long endBytes, ulong salt, ulong firstSequence,
        ulong lastSequence, FrameAddress? startAt = null)
    {
        _segments = segments;
        _entries = entries;
        _endBytes = endBytes;
        _salt = salt;
        _firstSequence = firstSequence;
        _lastSequence = lastSequence;
        _startAt = startAt;
    }

    /// <summary>
    /// Whether the frames that it gives are checked whole; if not, only their headers may be used. Set it before the
    /// first move.
    /// </summary>
    public bool ReadsBodies { get; set; } = true;

    /// <summary>Where the current frame lies.</summary>
    public FrameAddress Address => _cold?.Address ?? FrameAddress.At(_segmentNumber, _frameOffsetBytes);

    /// <summary>The shard in which the current frame lies; null if it lies in a segment.</summary>
    public ShardEntry? Shard => _cold?.Shard;

    /// <summary>The header of the current frame: a record or a tombstone.</summary>
    public ref readonly FrameHeader Header => ref _header;

    /// <summary>The current frame; valid until the next move.</summary>
    public FrameView Frame => _cold is not null ? _cold.Frame : FrameView.Trusted(
        _window.At(_frameOffsetBytes, _header.TotalLengthBytes, _limitBytes)[.._header.TotalLengthBytes]);

    /// <summary>Moves to the next record or tombstone; false where there is none.</summary>
    /// <exception cref="FeedlogCorruptException">A frame is damaged or missing.</exception>
    /// <exception cref="FeedlogException">Storage: the file system refused a read.</exception>
    public bool MoveNext()
    {
        while (_seenSequence < _lastSequence)
        {
            if (_cold is not null)
            {
                if (MoveNextCold(_cold)) return true;
                LeaveShards();
                continue;
            }

            if (_atBytes >= _limitBytes)
            {
                if (!EnterNextSegment()) return false;
                continue;
            }

            long offsetBytes = _atBytes;
            if (!TryReadHeader(offsetBytes, out FrameHeader header, out FormatFault fault)) Fail(fault, offsetBytes);
            _atBytes += header.TotalLengthBytes;
            if (!header.TakesSlot) continue;
            if (header.Sequence != _expectedSequence) Fail(FormatFault.BadOrder, offsetBytes);
            _expectedSequence++;
            _seenSequence = header.Sequence;
            if (!IsWanted(header)) continue;
            Check(offsetBytes, header);
            return true;
        }

        return false;
    }

    /// <summary>Gives the read-ahead buffer back; the segments stay with the caller.</summary>
    public void Dispose()
    {
        _window.Dispose();
        LeaveShards();
    }

    private bool IsWanted(in FrameHeader header) =>
        header.Sequence >= _firstSequence && header.Sequence <= _lastSequence &&
        header.Type is FrameType.Record or FrameType.Tombstone;

    private bool MoveNextCold(ColdWalk cold)
    {
        while (cold.MoveNext())
        {
            _header = cold.Frame.Header;
            _seenSequence = _header.Sequence;
            if (IsWanted(_header)) return true;
        }

        return false;
    }

    // All that follows each other in the manifest and has no file: shards hold frames of many segments.
    private void EnterShards(SegmentEntry first)
    {
        bool isListed = first.State == SegmentState.Archived;
        ulong lastSequence = first.LastSequence;
        while (isListed && _nextEntry < _entries.Count && _entries[_nextEntry].State == SegmentState.Archived)
            lastSequence = Math.Max(lastSequence, _entries[_nextEntry++].LastSequence);
        ulong from = Math.Max(_firstSequence, first.FirstSequence);
        ulong to = Math.Min(_lastSequence, lastSequence);
        _shards = _segments.AcquireShards(first, from, to);
        _cold = new ColdWalk(_shards, from, to, readsAhead: true);
    }

    private void LeaveShards()
    {
        _cold?.Dispose();
        _cold = null;
        _shards?.Release();
        _shards = null;
    }

    private bool EnterNextSegment()
    {
        while (_nextEntry < _entries.Count)
        {
            bool isLast = _nextEntry == _entries.Count - 1;
            SegmentEntry entry = _entries[_nextEntry++];
            if (entry.HasEnded && entry.LastSequence < _firstSequence) continue;
            if (entry.FirstSequence > _lastSequence) return false;
            if (_segments.FindHot(entry.Number) is not SegmentReader segment)
            {
                EnterShards(entry);
                return true;
            }

            _segment = segment;
            _segmentNumber = entry.Number;
            _window.Open(segment);
            _limitBytes = isLast ? _endBytes : entry.LogicalEndBytes;
            _atBytes = SegmentLayout.HeaderBytes;
            _expectedSequence = entry.FirstSequence;
            if (entry.FirstSequence < _firstSequence) Seek(entry);
            return true;
        }

        return false;
    }

    // Both ways are shortcuts: where they lead nowhere, the walk begins at the start of the segment.
    private void Seek(SegmentEntry entry)
    {
        if (_startAt is FrameAddress hint && hint.SegmentNumber == entry.Number && TryStandOn(hint.OffsetBytes)) return;
        if (entry.FooterOffsetBytes > 0 && TryFindChunk(entry.FooterOffsetBytes, out ChunkEntry chunk))
            TryStandOn(chunk.OffsetBytes);
    }

    // By position also where the segment is mapped: the map may have been made before the footer was written.
    private bool TryFindChunk(long footerOffsetBytes, out ChunkEntry chunk)
    {
        chunk = default;
        ulong seed = Checksum.PlaceSeed(_salt, _segmentNumber, (ulong)footerOffsetBytes);
        byte[] rented = [];
        try
        {
            Span<byte> head = stackalloc byte[FrameLayout.HeaderBytes];
            int readBytes = _segment.ReadBytes(footerOffsetBytes, head);
            if (!FrameHeader.TryRead(head[..readBytes], seed, out FrameHeader header, out _)) return false;
            rented = ArrayPool<byte>.Shared.Rent(header.TotalLengthBytes);
            readBytes = _segment.ReadBytes(footerOffsetBytes, rented.AsSpan(0, header.TotalLengthBytes));
            return FrameDecoder.TryRead(rented.AsSpan(0, readBytes), seed, out FrameView footer, out _) &&
                header.Type == FrameType.Footer && ChunkDirectory.TryFind(footer, _firstSequence, out chunk);
        }
        catch (FeedlogException)
        {
            // Nothing that was asked for lies in a sector that cannot be read.
            return false;
        }
        finally
        {
            if (rented.Length > 0) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private bool TryStandOn(long offsetBytes)
    {
        if (offsetBytes < SegmentLayout.HeaderBytes || offsetBytes >= _limitBytes) return false;
        if (!TryReadHeader(offsetBytes, out FrameHeader header, out _)) return false;
        if (!header.TakesSlot || header.Sequence > _firstSequence) return false;
        _atBytes = offsetBytes;
        _expectedSequence = header.Sequence;
        return true;
    }

    private bool TryReadHeader(long offsetBytes, out FrameHeader header, out FormatFault fault) => FrameHeader.TryRead(
        _window.At(offsetBytes, FrameLayout.HeaderBytes, _limitBytes),
        Checksum.PlaceSeed(_salt, _segmentNumber, (ulong)offsetBytes), out header, out fault);

    // The header was checked just before, and lies where it lay.
    private void Check(long offsetBytes, in FrameHeader header)
    {
        ReadOnlySpan<byte> bytes = _window.At(offsetBytes, header.TotalLengthBytes, _limitBytes);
        FormatFault fault = FormatFault.None;
        if (ReadsBodies && !FrameDecoder.TryReadBody(bytes, header, out _, out fault)) Fail(fault, offsetBytes);
        _frameOffsetBytes = offsetBytes;
        _header = header;
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private void Fail(FormatFault fault, long offsetBytes) =>
        Throw.DamagedFrame(fault, StoreLayout.Segment(_segmentNumber), offsetBytes);
}
