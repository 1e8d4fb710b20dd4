using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>Looks after files below the folder of the shards that no manifest lists. One thread; nobody else archives.
/// </summary>
internal sealed class StrayShards(IStorage storage, Manifest manifest)
{
    /// <summary>The highest number that a shard has had or a name has.</summary>
    public ulong LastNumber { get; private set; } = manifest.LastShard;

    /// <summary>Removes drafts, and shards all of whose frames lie in files that the manifest lists. What the manifest
    /// has listed once stays: a view may read it yet.</summary>
    /// <exception cref="IOException">A file cannot be read or removed.</exception>
    public void Remove()
    {
        HashSet<string> listed = [.. manifest.Shards.Select(shard => shard.Path)];
        foreach (string path in ColdFiles.Paths(storage.List).ToArray())
        {
            if (listed.Contains(path)) continue;
            bool isShard = StoreLayout.TryParseShardPath(path, out _, out ulong number);
            if (isShard && number <= manifest.LastShard) continue;
            if (StoreLayout.IsDraft(path) || (isShard && IsRedundant(path))) storage.Delete(path);
            else LastNumber = Math.Max(LastNumber, number);
        }
    }

    private bool IsRedundant(string path)
    {
        if (!ShardReader.TryOpen(storage, path, isMapped: false, out ShardReader? reader, out _)) return false;
        ShardSet shards = ShardSet.Of(
            storage, manifest.Shards, manifest.Store.Salt, ReadMode.Positioned, new ChunkCache(0));
        try
        {
            if (reader.Header.Store.Id != manifest.Store.Id) return false;
            ShardWalk walk = new(reader);
            while (walk.MoveNext())
            {
                ShardChunk chunk = walk.Chunk!; // MoveNext said so.
                for (int slot = 0; slot < chunk.SlotCount; slot++)
                {
                    if (!IsElsewhere(chunk.AddressOf(slot), shards)) return false;
                }
            }

            return walk.Fault == FormatFault.None;
        }
        finally
        {
            reader.Dispose();
            shards.Release();
        }
    }

    private bool IsElsewhere(FrameAddress address, ShardSet shards) => manifest.Find(address.SegmentNumber) switch
    {
        { State: SegmentState.Sealed } entry => address.OffsetBytes < entry.LogicalEndBytes,
        { State: SegmentState.Archived } => shards.TryRead(address, out _),
        _ => false,
    };
}
