using System.Diagnostics.CodeAnalysis;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Sharing;

namespace Feedlog.Cold;

/// <summary>The shards that a manifest lists. Immutable; holds a reference to each until it is released.</summary>
internal sealed class ShardSet
{
    // Who asks, and a helper: a third would take from other readers what it gives to this one.
    private static readonly int s_unpackingThreads = Math.Min(2, Environment.ProcessorCount);

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

    /// <summary>A set of the same shards, with references of its own, to be released.</summary>
    public ShardSet Acquire()
    {
        foreach (ShardFile file in _files) file.AddReference();
        return new ShardSet(_files);
    }

    /// <summary>Opens the shards in which frames of a stretch may lie.</summary>
    /// <returns>One that is not there; null if all are.</returns>
    /// <exception cref="FeedlogException">Corrupt or Storage: one cannot be opened.</exception>
    public ShardFile? FindMissing(ulong firstSequence, ulong lastSequence) => Array.Find(
        _files, file => file.Entry.LastSequence >= firstSequence && file.Entry.FirstSequence <= lastSequence &&
            !file.IsThere());

    /// <summary>Gives the references back.</summary>
    public void Release()
    {
        foreach (ShardFile file in _files) file.Release();
    }

    /// <summary>Reads the frame that had an address; false if none of the shards that are there has it.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: a chunk cannot be read.</exception>
    public bool TryRead(FrameAddress address, out FrameView frame) =>
        TryRead(address, isProbe: false, null, out frame, out _);

    /// <summary>As the first overload, for who reads many frames: see <see cref="ChunkRun"/>.</summary>
    public bool TryRead(FrameAddress address, ChunkRun? run, out FrameView frame)
    {
        frame = default;
        return (run is not null && run.TryFind(address, out frame)) ||
            TryRead(address, isProbe: false, run, out frame, out _);
    }

    /// <summary>As the first overload, and says which shard it is.</summary>
    public bool TryRead(FrameAddress address, out FrameView frame, [NotNullWhen(true)] out ShardEntry? shard) =>
        TryRead(address, isProbe: false, null, out frame, out shard);

    /// <summary>As the first overload, for who only asks what the frame is, and will read it next.</summary>
    public bool TryProbe(FrameAddress address, out FrameView frame) =>
        TryRead(address, isProbe: true, null, out frame, out _);

    /// <summary>Unpacks frames that are about to be read by this thread, if they lie in several chunks, together with a
    /// helper. What is wrong with a chunk is left to who reads it.</summary>
    /// <param name="addresses">Where they lie; as many as are handed at once, at most.</param>
    public void Unpack(ReadOnlySpan<FrameAddress> addresses)
    {
        List<Wanted> wanted = new(addresses.Length);
        foreach (FrameAddress address in addresses) Find(address, wanted);
        if (wanted.Count < 2) return;
        ReadOnlyMemory<byte>[] frames = new ReadOnlyMemory<byte>[wanted.Count];
        SharedBlocks.Run(wanted.Count, s_unpackingThreads, (blocks, _) =>
        {
            while (blocks.TryTake(out int next)) frames[next] = wanted[next].Read();
        });
        for (int i = 0; i < frames.Length; i++)
        {
            if (!frames[i].IsEmpty) wanted[i].File.Hand(wanted[i].Address, frames[i]);
        }
    }

    private void Find(FrameAddress address, List<Wanted> wanted)
    {
        for (int i = CountUpTo(address.Packed) - 1; i >= 0 && _lastAddresses[i] >= address.Packed; i--)
        {
            ShardFile file = _files[i];
            if (file.Entry.LastAddress.Packed < address.Packed) continue;
            if (!file.IsPacked(address, out ShardChunkHead head)) continue;
            int same = wanted.FindIndex(other => other.File == file && other.Head.OffsetBytes == head.OffsetBytes);
            if (same < 0) wanted.Add(new Wanted(file, head, address, IsWhole: false));
            else wanted[same] = wanted[same] with { IsWhole = true };
        }
    }

    private bool TryRead(
        FrameAddress address, bool isProbe, ChunkRun? run, out FrameView frame,
        [NotNullWhen(true)] out ShardEntry? shard)
    {
        for (int i = CountUpTo(address.Packed) - 1; i >= 0 && _lastAddresses[i] >= address.Packed; i--)
        {
            ShardFile file = _files[i];
            if (file.Entry.LastAddress.Packed < address.Packed || !file.IsThere()) continue;
            shard = file.Entry;
            if (file.TryRead(address, isProbe, run, out frame)) return true;
        }

        shard = null;
        frame = default;
        return false;
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

    // A frame of a chunk, or the whole chunk where several are wanted.
    private readonly record struct Wanted(ShardFile File, ShardChunkHead Head, FrameAddress Address, bool IsWhole)
    {
        public ReadOnlyMemory<byte> Read()
        {
            if (!IsWhole) return File.TryReadAhead(Head, Address);
            if (File.HasRoomFor(Head)) File.TryRead(Head, isKept: true);
            return default;
        }
    }
}
