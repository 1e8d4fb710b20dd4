using System.Diagnostics.CodeAnalysis;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;

namespace Feedlog.Cold;

/// <summary>
/// Reads chunks for one reader who goes through many frames. Keeps the chunk in hand; and when two were read that lie
/// one behind the other, in either direction, the pool unpacks those that come next. One thread; the files stay with
/// the caller, who disposes of this before he lets go of them.
/// </summary>
/// <remarks>The order of a range by time is that of sequences wherever records came in order of time, and there chunks
/// follow each other. Where they do not, nothing is read ahead.</remarks>
internal sealed class ChunkRun : IDisposable
{
    // One is enough where unpacking takes as long as reading; more than two threads nobody gives to one reader.
    private const int AheadMax = 2;

    private readonly Queue<ChunkAhead> _ahead = new(AheadMax);
    private ShardChunk? _chunk;
    private ShardFile? _file;
    private long _index;
    private int _step; // To the next chunk; 0 as long as that is not known.

    /// <summary>How many frames the reader wants at most; what lies behind them is not read ahead.</summary>
    public long FramesWanted { get; set; } = long.MaxValue;

    /// <summary>How many chunks it has asked the pool for.</summary>
    public int AheadCount => _ahead.Count;

    /// <summary>Finds a frame in the chunk in hand.</summary>
    public bool TryFind(FrameAddress address, out FrameView frame)
    {
        frame = default;
        return _chunk is not null && ShardFile.TryTake(_chunk, address, out frame);
    }

    /// <summary>Reads a chunk of a shard.</summary>
    /// <param name="file">The shard.</param>
    /// <param name="index">Which of its chunks.</param>
    /// <param name="head">What the directory says of it.</param>
    /// <param name="isKept">Whether what is unpacked goes into the cache.</param>
    /// <exception cref="FeedlogException">Corrupt: the chunk is damaged.</exception>
    /// <exception cref="IOException">The chunk cannot be read.</exception>
    public ShardChunk Read(ShardFile file, long index, in ShardChunkHead head, bool isKept)
    {
        bool isNext = Follow(file, index);
        ShardChunk? chunk = null;
        if (isNext && _ahead.TryPeek(out ChunkAhead? ahead) && ahead.Index == index) chunk = _ahead.Dequeue().Take();
        if (isNext) AskAhead(file, head.SlotCount, isKept);
        return _chunk = chunk ?? file.Read(head, isKept);
    }

    /// <summary>Waits until nobody reads ahead any more.</summary>
    public void Dispose()
    {
        while (_ahead.TryDequeue(out ChunkAhead? ahead)) ahead.Take();
        _chunk = null;
    }

    // Whether the chunk is the next one. Where times cross, a reader goes back by a chunk now and then, and on again.
    private bool Follow(ShardFile file, long index)
    {
        long steps = ReferenceEquals(file, _file) ? index - _index : long.MaxValue;
        if (_step != 0 && steps != _step && steps * _step is <= 0 and >= -AheadMax) return false;
        bool isNext = _step == 0 ? steps is 1 or -1 : steps == _step;
        if (!isNext) Dispose();
        _step = isNext ? (int)steps : 0;
        _file = file;
        _index = index;
        return isNext;
    }

    private void AskAhead(ShardFile file, int slotCount, bool isKept)
    {
        while (_ahead.Count < AheadMax && slotCount * (_ahead.Count + 1L) < FramesWanted)
        {
            long next = _index + _step * (_ahead.Count + 1);
            if (!file.IsPacked(next, out ShardChunkHead head)) return;
            ChunkAhead ahead = new(file, next, head, isKept);
            _ahead.Enqueue(ahead);
            ahead.Begin();
        }
    }
}
