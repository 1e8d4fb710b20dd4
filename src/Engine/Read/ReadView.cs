using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;

namespace Feedlog.Read;

/// <summary>What the writer has published: immutable, replaced as a whole after every group.</summary>
/// <param name="Parts">The indexes.</param>
/// <param name="Segments">The files; holds the store's own reference.</param>
/// <param name="Entries">The segments as the manifest lists them.</param>
/// <param name="Shards">The shards as the manifest lists them.</param>
/// <param name="VisibleCount">How many slots of the active tail are published.</param>
/// <param name="Sequence">The last published sequence.</param>
/// <param name="EndBytes">Where the last segment ends.</param>
/// <param name="RecordCount">How many records there are, ended or not.</param>
/// <param name="EndedCount">How many of them were ended by a newer version or a tombstone.</param>
internal sealed record ReadView(
    IndexParts Parts, SegmentSet Segments, IReadOnlyList<SegmentEntry> Entries, IReadOnlyList<ShardEntry> Shards,
    int VisibleCount, ulong Sequence, long EndBytes, long RecordCount, long EndedCount)
{
    /// <summary>The indexes as this view may see them, with expiry judged at the time.</summary>
    public IndexView At(long nowMs, ulong salt) =>
        new(Parts, VisibleCount, Sequence, nowMs, salt, UsesHotKeys: true, Segments);

    /// <summary>How many bytes of log lie behind a stretch of it; all of them if there is none.</summary>
    public long BytesBehind(IndexCoverage? stretch)
    {
        long bytes = 0;
        for (int i = 0; i < Entries.Count; i++)
        {
            SegmentEntry entry = Entries[i];
            long limitBytes = i == Entries.Count - 1 ? EndBytes : entry.LogicalEndBytes;
            if (stretch is null || entry.Number > stretch.EndSegment)
                bytes += limitBytes - SegmentLayout.HeaderBytes;
            else if (entry.Number == stretch.EndSegment)
                bytes += limitBytes - stretch.EndOffsetBytes;
        }

        return bytes;
    }

    /// <summary>Walks the view's records and tombstones from one sequence to another, both included.</summary>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="firstSequence">Where to begin.</param>
    /// <param name="lastSequence">Where to end; nothing beyond the view is read.</param>
    /// <param name="startAt">See <see cref="LogWalk"/>.</param>
    public LogWalk Walk(
        ulong salt, ulong firstSequence, ulong lastSequence = ulong.MaxValue, FrameAddress? startAt = null) =>
        new(Segments, Entries, EndBytes, salt, firstSequence, Math.Min(lastSequence, Sequence), startAt);
}
