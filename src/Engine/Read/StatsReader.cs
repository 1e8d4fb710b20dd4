using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Tail;

namespace Feedlog.Read;

/// <summary>Counts what a view holds, by walking it.</summary>
internal static class StatsReader
{
    /// <summary>Counts and sizes of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="segments">The segments that the manifest lists.</param>
    /// <param name="endBytes">Where the open segment ends.</param>
    /// <param name="openMilliseconds">How long opening took.</param>
    public static StoreStats Read(
        CatalogView view, IReadOnlyList<SegmentEntry> segments, long endBytes, double openMilliseconds)
    {
        long live = 0;
        long records = 0;
        long bytesHot = 0;
        long oldestMs = long.MaxValue;
        long newestMs = long.MinValue;
        for (int ordinal = 0; ordinal < view.VisibleCount; ordinal++)
        {
            ref readonly Slot slot = ref view[ordinal];
            if (slot.Type != FrameType.Record) continue;
            records++;
            if (!view.IsLive(ordinal)) continue;
            live++;
            oldestMs = Math.Min(oldestMs, slot.TimestampMs);
            newestMs = Math.Max(newestMs, slot.TimestampMs);
        }

        foreach (SegmentEntry entry in segments) bytesHot += entry.LogicalEndBytes;
        if (segments.Count > 0 && segments[^1].State == SegmentState.Open) bytesHot += endBytes;

        return new StoreStats
        {
            Frames = live,
            Deleted = records - live,
            Segments = segments.Count,
            Shards = 0,
            BytesHot = bytesHot,
            BytesCold = 0,
            BytesIndex = 0,
            IndexLagFrames = records,
            EmbeddingLagFrames = 0,
            Oldest = live == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(oldestMs),
            Newest = live == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(newestMs),
            LastSequence = view.Sequence,
            OpenMilliseconds = openMilliseconds,
        };
    }
}
