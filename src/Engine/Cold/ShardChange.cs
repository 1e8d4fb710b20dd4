using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>What a manifest says otherwise when new shards take the place of segments and of other shards.</summary>
/// <param name="Archived">Segments that were sealed and are archived now.</param>
/// <param name="Removed">Shards that are not listed any more.</param>
/// <param name="Added">Shards that are listed now, durable under their names.</param>
/// <param name="LastShard">The highest number that a shard has had.</param>
internal sealed record ShardChange(
    IReadOnlyList<SegmentEntry> Archived, IReadOnlyList<ShardEntry> Removed, IReadOnlyList<ShardEntry> Added,
    ulong LastShard);
