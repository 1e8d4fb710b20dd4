using Feedlog.Format.Frames;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>The shards that a manifest lists. Immutable; holds a reference to each until it is released.</summary>
internal sealed class ShardSet
{
    private readonly ShardFile[] _files; // By rising first address.
    private readonly ulong[] _lastAddresses; // The highest one of each shard and those before it.

    /// <summary>A set that takes over a reference to each shard.</summary>
    /// <param name="files">The shards, in the order of the manifest.</param>
    public ShardSet(ShardFile[] files)
    {
        _files = files;
        _lastAddresses = new ulong[files.Length];
        ulong last = 0;
        for (int i = 0; i < files.Length; i++)
            _lastAddresses[i] = last = Math.Max(last, files[i].Entry.LastAddress.Packed);
    }

    /// <summary>The shards, by rising first address.</summary>
    public IReadOnlyList<ShardFile> Files => _files;

    /// <summary>A set of shards that nobody has opened yet.</summary>
    public static ShardSet Of(
        IStorage storage, IReadOnlyList<ShardEntry> entries, ulong salt, ReadMode mode, ChunkCache cache) =>
        new([.. entries.Select(entry => new ShardFile(storage, entry, salt, mode, cache))]);

    /// <summary>Gives the references back.</summary>
    public void Release()
    {
        foreach (ShardFile file in _files) file.Release();
    }

    /// <summary>Reads the frame that had an address; false if none of the shards that are there has it.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: a chunk cannot be read.</exception>
    public bool TryRead(FrameAddress address, out FrameView frame) => Find(address, out frame) is not null;

    /// <summary>Finds the shard that has the frame of an address, and reads it; null if none that is there has it.
    /// </summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: a chunk cannot be read.</exception>
    public ShardFile? Find(FrameAddress address, out FrameView frame)
    {
        for (int i = CountUpTo(address.Packed) - 1; i >= 0 && _lastAddresses[i] >= address.Packed; i--)
        {
            ShardFile file = _files[i];
            if (file.Entry.LastAddress.Packed < address.Packed || !file.IsThere()) continue;
            if (file.TryRead(address, out frame)) return file;
        }

        frame = default;
        return null;
    }

    // How many shards begin at or before an address.
    private int CountUpTo(ulong address)
    {
        int low = 0;
        int high = _files.Length;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (_files[middle].Entry.FirstAddress.Packed <= address) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
