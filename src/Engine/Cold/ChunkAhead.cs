using Feedlog.Format.Shards;

namespace Feedlog.Cold;

/// <summary>A chunk that a thread of the pool unpacks before its reader comes to it.</summary>
/// <param name="file">The shard; whoever asks holds it until <see cref="Take"/> has returned.</param>
/// <param name="index">Which of its chunks.</param>
/// <param name="head">What the directory says of it.</param>
/// <param name="isKept">Whether it goes into the cache too.</param>
internal sealed class ChunkAhead(ShardFile file, long index, ShardChunkHead head, bool isKept) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<ShardChunk?> _chunk = new();
    private int _isTaken;

    /// <summary>Which of its chunks.</summary>
    public long Index => index;

    /// <summary>Asks the pool.</summary>
    public void Begin() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>The chunk, and afterwards no thread is at it. Null if none had begun, and then none will; or if the
    /// chunk cannot be read, which its reader finds out for himself.</summary>
    public ShardChunk? Take() =>
        Interlocked.Exchange(ref _isTaken, 1) == 0 ? null : _chunk.Task.GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Execute()
    {
        if (Interlocked.Exchange(ref _isTaken, 1) == 0) _chunk.SetResult(file.TryRead(head, isKept));
    }
}
