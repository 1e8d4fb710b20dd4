using System.Diagnostics.CodeAnalysis;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;

namespace Feedlog.Cold;

/// <summary>
/// Chunks of shards that were unpacked and checked, as many as fit a number of bytes. Those that were read since they
/// were last looked at get a second chance. Any thread.
/// </summary>
/// <remarks>Split by hash, so that threads seldom wait for each other. Numbers of shards are never used again, so what
/// is here stays true for ever.</remarks>
internal sealed class ChunkCache
{
    private const int PartCount = 16;

    // So many chunks of a size fit a part, or none is brought before it is asked for: it might be gone by then.
    private const int RoomFor = 4;

    // So many places remember a chunk that was asked for; what falls on the same place takes it over.
    private const int AskedCount = 1024;

    // What a thread has handed itself, as long as it is there anyway.
    [ThreadStatic]
    private static WeakReference<HandedFrames>? s_handed;

    private static long s_lastNumber;

    private readonly Part[] _parts = new Part[PartCount];
    private readonly long _partBytes;
    private readonly ulong[] _asked = new ulong[AskedCount];
    private readonly long _number = Interlocked.Increment(ref s_lastNumber);

    /// <summary>A cache for at most so many bytes; 0 for none.</summary>
    public ChunkCache(long bytesMax)
    {
        _partBytes = bytesMax / PartCount;
        for (int i = 0; i < PartCount; i++) _parts[i] = new Part(_partBytes);
    }

    /// <summary>How often the chunks that were compressed had to be unpacked.</summary>
    public UnpackCounts Unpacked { get; } = new();

    /// <summary>About how much memory it takes.</summary>
    public long SizeBytes => _parts.Sum(part => part.SizeBytes);

    /// <summary>The chunk at a place, if it is here.</summary>
    /// <param name="shardNumber">The shard.</param>
    /// <param name="offsetBytes">Where the chunk begins in it.</param>
    /// <param name="chunk">The chunk, when the result is true.</param>
    public bool TryGet(ulong shardNumber, long offsetBytes, [NotNullWhen(true)] out ShardChunk? chunk) =>
        PartOf(shardNumber, offsetBytes).TryGet((shardNumber, offsetBytes), out chunk);

    /// <summary>Whether a chunk that is brought before it is asked for is likely to be here then.</summary>
    public bool HasRoomFor(in ShardChunkHead head) => head.RawLengthBytes <= _partBytes / RoomFor;

    /// <summary>Takes a chunk that was read just now, unless it is larger than a part of the cache.</summary>
    public void Add(ulong shardNumber, ShardChunk chunk)
    {
        long offsetBytes = chunk.Head.OffsetBytes;
        if (chunk.Head.Codec != ShardCodec.Raw) Unpacked.Add(shardNumber, offsetBytes);
        PartOf(shardNumber, offsetBytes).Add((shardNumber, offsetBytes), chunk);
    }

    /// <summary>Whether a chunk of which one frame is asked for is to be unpacked whole and kept: it was asked for not
    /// long ago, and there is room for it. If not, it counts as asked for from now on.</summary>
    /// <param name="shardNumber">The shard.</param>
    /// <param name="head">What the directory says of the chunk.</param>
    public bool IsWantedWhole(ulong shardNumber, in ShardChunkHead head)
    {
        if (head.SlotCount == 1) return true; // One frame is all of it.
        if (ShardChunk.SizeOf(head) > _partBytes) return false;
        ulong mark = Mark(shardNumber, head.OffsetBytes);
        ref ulong place = ref _asked[mark % AskedCount];
        if (Volatile.Read(ref place) == mark) return true;
        Volatile.Write(ref place, mark); // Who comes between makes it a chunk that is unpacked once more in part.
        return false;
    }

    /// <summary>Hands a frame to the next reader of it in this thread: who has asked it what it is reads it next, and
    /// is to look for it but once.</summary>
    /// <param name="shardNumber">The shard.</param>
    /// <param name="address">Its address.</param>
    /// <param name="frame">Its bytes, which were checked.</param>
    public void Hand(ulong shardNumber, FrameAddress address, ReadOnlyMemory<byte> frame)
    {
        WeakReference<HandedFrames>? known = s_handed;
        if (known is null || !known.TryGetTarget(out HandedFrames? frames))
        {
            frames = new HandedFrames();
            if (known is null) s_handed = new WeakReference<HandedFrames>(frames);
            else known.SetTarget(frames);
        }

        frames.Add((_number, shardNumber, address), frame);
    }

    /// <summary>Takes a frame that was handed; it is handed once.</summary>
    public bool TryTakeHanded(ulong shardNumber, FrameAddress address, out ReadOnlyMemory<byte> frame)
    {
        frame = default;
        return s_handed is WeakReference<HandedFrames> known && known.TryGetTarget(out HandedFrames? frames) &&
            frames.TryTake((_number, shardNumber, address), out frame);
    }

    // Never 0, which stands in a place that nobody has taken.
    private static ulong Mark(ulong shardNumber, long offsetBytes)
    {
        ulong mark = (shardNumber << 40 ^ (ulong)offsetBytes) * 0x9E37_79B9_7F4A_7C15;
        return (mark ^ mark >> 29) | 1UL << 63;
    }

    private Part PartOf(ulong shardNumber, long offsetBytes) =>
        _parts[(uint)HashCode.Combine(shardNumber, offsetBytes) % PartCount];

    private sealed class Entry((ulong Shard, long OffsetBytes) key, ShardChunk chunk)
    {
        public (ulong Shard, long OffsetBytes) Key => key;

        public ShardChunk Chunk => chunk;

        public bool WasRead { get; set; }
    }

    private sealed class Part(long bytesMax)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<(ulong Shard, long OffsetBytes), Entry> _entries = [];
        private readonly Queue<Entry> _oldest = new();
        private long _sizeBytes;

        public long SizeBytes
        {
            get
            {
                lock (_gate) return _sizeBytes;
            }
        }

        public bool TryGet((ulong Shard, long OffsetBytes) key, [NotNullWhen(true)] out ShardChunk? chunk)
        {
            lock (_gate)
            {
                bool isHere = _entries.TryGetValue(key, out Entry? entry);
                if (isHere) entry!.WasRead = true; // It is here.
                chunk = entry?.Chunk;
                return isHere;
            }
        }

        public void Add((ulong Shard, long OffsetBytes) key, ShardChunk chunk)
        {
            if (chunk.SizeBytes > bytesMax) return;
            lock (_gate)
            {
                Entry added = new(key, chunk);
                if (!_entries.TryAdd(key, added)) return;
                MakeRoom(chunk.SizeBytes);
                _oldest.Enqueue(added);
                _sizeBytes += chunk.SizeBytes;
            }
        }

        private void MakeRoom(long wantedBytes)
        {
            while (_sizeBytes + wantedBytes > bytesMax && _oldest.TryDequeue(out Entry? entry))
            {
                if (entry.WasRead)
                {
                    entry.WasRead = false;
                    _oldest.Enqueue(entry);
                    continue;
                }

                _entries.Remove(entry.Key);
                _sizeBytes -= entry.Chunk.SizeBytes;
            }
        }
    }
}
