using Feedlog.Format;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>Chooses which shards are better replaced by others with the same frames.</summary>
internal static class ShardPolicy
{
    private const int AlikeMin = 4;
    private const long SmallBytes = 4 << 20;

    /// <summary>Shards each group of which is better one shard: of one month, and either compressed or not. Too many
    /// are merged as far as one pass may go; of few those that are small.</summary>
    /// <exception cref="FeedlogCorruptException">A shard is damaged.</exception>
    /// <exception cref="IOException">A shard cannot be read.</exception>
    public static List<ShardEntry[]> ChooseMerges(IStorage storage, Manifest manifest)
    {
        List<ShardEntry[]> merges = [];
        foreach (IGrouping<ShardMonth, ShardEntry> month in manifest.Shards.GroupBy(shard => shard.Month))
        {
            // Most months have one shard: no file of theirs is opened.
            if (Pick(month).Length < 2) continue;
            foreach (IGrouping<bool, ShardEntry> alike in month.GroupBy(shard => RawShard.Is(storage, shard)))
            {
                if (Pick(alike) is { Length: >= 2 } merge) merges.Add(merge);
            }
        }

        return merges;
    }

    /// <summary>Shards of which chunks are better kept uncompressed, and where these begin: those that were unpacked so
    /// often, if they were unpacked as often in all as their shard has chunks. So rewriting costs no more than
    /// unpacking did.</summary>
    public static Dictionary<ShardEntry, HashSet<long>> ChoosePromotions(
        UnpackCounts counts, int bar, Manifest manifest)
    {
        Dictionary<ShardEntry, HashSet<long>> promotions = [];
        ILookup<ulong, (long OffsetBytes, int Count)> chunks = counts.AtLeast(bar);
        foreach (ShardEntry shard in manifest.Shards)
        {
            long unpacked = chunks[shard.Number].Sum(chunk => (long)chunk.Count);
            bool isWorth = unpacked > 0 && unpacked >= shard.SlotCount / FormatLimits.ChunkSlotsMax;
            if (isWorth) promotions.Add(shard, [.. chunks[shard.Number].Select(chunk => chunk.OffsetBytes)]);
        }

        return promotions;
    }

    private static ShardEntry[] Pick(IEnumerable<ShardEntry> shards)
    {
        ShardEntry[] bySize = [.. shards.OrderBy(shard => shard.LengthBytes)];
        List<ShardEntry> picked = [];
        long bytes = 0;
        foreach (ShardEntry shard in bySize)
        {
            bytes += shard.LengthBytes;
            bool isWanted = bySize.Length >= AlikeMin || shard.LengthBytes < SmallBytes;
            if (isWanted && bytes <= ArchiveOptions.PassBytesMax) picked.Add(shard);
        }

        return [.. picked.OrderBy(shard => shard.FirstAddress.Packed)];
    }
}
