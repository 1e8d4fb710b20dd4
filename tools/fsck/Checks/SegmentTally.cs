using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Fsck.Checks;

/// <summary>Counts the whole groups of one segment: what its footer and its entry in the manifest must say.</summary>
internal sealed class SegmentTally
{
    private readonly CheckContext _context;
    private readonly ChunkTracker _chunks = new();
    private readonly string _path;
    private long _timeMinMs = long.MaxValue;
    private long _timeMaxMs = long.MinValue;

    /// <summary>A tally of nothing yet.</summary>
    public SegmentTally(CheckContext context, string path)
    {
        _context = context;
        _path = path;
    }

    /// <summary>Number of slot-bearing frames.</summary>
    public long SlotCount { get; private set; }

    /// <summary>Number of groups.</summary>
    public long GroupCount { get; private set; }

    /// <summary>Last sequence; 0 if there is none.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Earliest timestamp in ms; 0 if there is none.</summary>
    public long TimeMinMs => SlotCount == 0 ? 0 : _timeMinMs;

    /// <summary>Latest timestamp in ms; 0 if there is none.</summary>
    public long TimeMaxMs => SlotCount == 0 ? 0 : _timeMaxMs;

    /// <summary>Earliest expiry in ms; the largest i64 for none.</summary>
    public long ExpiryMinMs { get; private set; } = long.MaxValue;

    /// <summary>The highest group that a commit calls durable.</summary>
    public ulong DurableThrough { get; private set; }

    /// <summary>Counts in a whole, checked group.</summary>
    /// <param name="group">Its bytes with its commit.</param>
    /// <param name="offsetBytes">Where it begins in the segment.</param>
    /// <param name="commit">Its commit.</param>
    public void Add(ReadOnlySpan<byte> group, long offsetBytes, in CommitFrame commit)
    {
        for (int at = 0; at < commit.ByteCount;)
        {
            ReadOnlySpan<byte> rest = group[at..];
            FrameHeader header = FrameHeader.Parse(
                rest, BinaryPrimitives.ReadUInt64LittleEndian(rest[FrameLayout.HeaderHash..]));
            AddFrame(FrameView.Trusted(rest[..header.TotalLengthBytes], header), offsetBytes + at);
            at += header.TotalLengthBytes;
        }

        GroupCount++;
        _context.Totals.Groups++;
        if (commit.DurableThrough < commit.Group)
        {
            DurableThrough = Math.Max(DurableThrough, commit.DurableThrough);
            return;
        }

        _context.Report(FindingCode.CommitImpossible, _path, offsetBytes + commit.ByteCount,
            $"The commit of group {commit.Group} calls group {commit.DurableThrough} durable.");
    }

    /// <summary>The chunk directory that the footer must have.</summary>
    public IReadOnlyList<ChunkEntry> FinishChunks()
    {
        _chunks.Finish();
        return _chunks.Chunks;
    }

    private void AddFrame(in FrameView frame, long offsetBytes)
    {
        FrameHeader header = frame.Header;
        long expiresAtMs = header.ExtensionsLengthBytes == 0 ? long.MaxValue : frame.ExpiresAtMs;
        _chunks.Add(offsetBytes, header, expiresAtMs);
        SlotCount++;
        LastSequence = header.Sequence;
        _timeMinMs = Math.Min(_timeMinMs, header.TimestampMs);
        _timeMaxMs = Math.Max(_timeMaxMs, header.TimestampMs);
        ExpiryMinMs = Math.Min(ExpiryMinMs, expiresAtMs);
        _context.Totals.Add(header);
        bool isKnown = header.Type is FrameType.Record or FrameType.Tombstone or FrameType.Vector &&
            FrameDecoder.IsReadable(frame);
        if (isKnown) return;

        _context.Report(FindingCode.RecordUnknown, _path, offsetBytes,
            $"The frame with sequence {header.Sequence} has type {(byte)header.Type} or an extension that this " +
            "program does not know.");
    }
}
