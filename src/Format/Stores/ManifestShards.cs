namespace Feedlog.Format.Stores;

/// <summary>Reads what a manifest says of shards, and checks that it fits together. FORMAT.md section 8.5.</summary>
internal static class ManifestShards
{
    /// <summary>Reads the entries of the shards: their first addresses rise.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, int count, out ShardEntry[] shards, out FormatFault fault)
    {
        // Manifests without shards have one and the same empty list.
        shards = count == 0 ? [] : new ShardEntry[count];
        fault = FormatFault.None;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = source[(i * ShardEntryLayout.EntryBytes)..];
            if (!ShardEntry.TryRead(bytes, out ShardEntry? entry, out fault)) return false;
            shards[i] = entry;
            if (i == 0 || entry.FirstAddress.Packed > shards[i - 1].FirstAddress.Packed) continue;
            fault = FormatFault.BadOrder;
            return false;
        }

        return true;
    }

    /// <summary>Checks the shards of a manifest against each other and against its archived segments.</summary>
    public static FormatFault Check(Manifest manifest)
    {
        HashSet<ulong> numbers = new(manifest.Shards.Count);
        ulong slotsLeft = 0;
        foreach (SegmentEntry segment in manifest.Segments)
        {
            if (segment.State == SegmentState.Archived) slotsLeft += (ulong)segment.SlotCount;
        }

        foreach (ShardEntry shard in manifest.Shards)
        {
            bool isListable = shard.Number <= manifest.LastShard && numbers.Add(shard.Number) &&
                IsArchived(manifest, shard.FirstAddress.SegmentNumber) &&
                IsArchived(manifest, shard.LastAddress.SegmentNumber) && (ulong)shard.SlotCount <= slotsLeft;
            if (!isListable) return FormatFault.BadOrder;
            slotsLeft -= (ulong)shard.SlotCount;
        }

        return FormatFault.None;
    }

    private static bool IsArchived(Manifest manifest, ulong segmentNumber) =>
        manifest.Find(segmentNumber)?.State == SegmentState.Archived;
}
