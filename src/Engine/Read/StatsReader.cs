using Feedlog.Embed;
using Feedlog.Format.Stores;

namespace Feedlog.Read;

/// <summary>Counts what a view holds, from its indexes.</summary>
internal static class StatsReader
{
    /// <summary>Counts and sizes of a view.</summary>
    /// <param name="reader">The view.</param>
    /// <param name="published">The files and what was published of them.</param>
    /// <param name="embedding">How far vectors are behind.</param>
    /// <param name="openMilliseconds">How long opening took.</param>
    public static StoreStats Read(
        SnapshotReader reader, ReadView published, in EmbeddingLag embedding, double openMilliseconds)
    {
        long live = published.RecordCount - published.EndedCount - reader.CountExpired();
        long bytesHot = 0;
        IReadOnlyList<SegmentEntry> segments = published.Entries;
        int hotCount = 0;
        foreach (SegmentEntry entry in segments)
        {
            if (entry.State == SegmentState.Archived) continue;
            bytesHot += entry.LogicalEndBytes;
            hotCount++;
        }

        if (segments.Count > 0 && segments[^1].State == SegmentState.Open) bytesHot += published.EndBytes;

        return new StoreStats
        {
            Frames = live,
            Deleted = published.RecordCount - live,
            Segments = hotCount,
            Shards = published.Shards.Count,
            BytesHot = bytesHot,
            BytesCold = published.Shards.Sum(shard => shard.LengthBytes),
            BytesIndex = published.Parts.Sealed.LengthBytes,
            IndexLagFrames = WordLag(published),
            EmbeddingLagFrames = embedding.Frames,
            EmbeddingLagMilliseconds = embedding.Milliseconds,
            EmbeddingFaults = embedding.FaultCount,
            Oldest = First(reader, isReverse: false),
            Newest = First(reader, isReverse: true),
            LastSequence = published.Sequence,
            OpenMilliseconds = openMilliseconds,
        };
    }

    // Counted by sequences, which deletions take too, and which jump after a crash.
    private static long WordLag(ReadView published)
    {
        ulong indexed = published.Parts.LastWords?.LastSequence ?? 0;
        ulong behind = published.Sequence - Math.Min(indexed, published.Sequence);
        return (long)Math.Min(behind, (ulong)published.RecordCount);
    }

    private static DateTimeOffset? First(SnapshotReader reader, bool isReverse)
    {
        RangeOptions options = new() { Limit = 1, Reverse = isReverse };
        foreach (Record record in reader.Range(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, options))
            return record.Timestamp;
        return null;
    }
}
