using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>
/// Walks the frames of shards in the order of their sequences, from one sequence to another. Memory: a chunk of each
/// shard that is being walked, and those that are read ahead. One thread; the set stays with the caller.
/// </summary>
internal sealed class ColdWalk : IDisposable
{
    private readonly List<Cursor> _cursors = [];
    private readonly PriorityQueue<Cursor, ulong> _next = new();
    private readonly ulong _lastSequence;
    private Cursor? _current;

    /// <summary>A walk that stands before its first frame.</summary>
    /// <param name="shards">The shards.</param>
    /// <param name="firstSequence">Where to begin.</param>
    /// <param name="lastSequence">Where to end.</param>
    /// <param name="readsAhead">Whether the pool may unpack the next chunks.</param>
    public ColdWalk(ShardSet shards, ulong firstSequence, ulong lastSequence, bool readsAhead = false)
    {
        _lastSequence = lastSequence;
        foreach (ShardFile file in shards.Files)
        {
            bool isWanted = file.Entry.LastSequence >= firstSequence && file.Entry.FirstSequence <= lastSequence;
            if (!isWanted) continue;
            Cursor cursor = new(file, firstSequence, readsAhead ? lastSequence : 0);
            _cursors.Add(cursor);
            _next.Enqueue(cursor, cursor.Sequence);
        }
    }

    /// <summary>Where the current frame was written.</summary>
    public FrameAddress Address => Current.Chunk.AddressOf(Current.Slot);

    /// <summary>The current frame; stays valid.</summary>
    public FrameView Frame => Current.Chunk.FrameOf(Current.Slot);

    /// <summary>The chunk in which it lies.</summary>
    public ShardChunk Chunk => Current.Chunk;

    /// <summary>What the manifest says of the shard in which it lies.</summary>
    public ShardEntry Shard => Current.Shard;

    /// <summary>When its group was recorded, ms since 1970 UTC.</summary>
    public long RecordedAtMs => Current.Chunk.RecordedAtMs(Current.Slot);

    private Cursor Current => _current ?? throw new InvalidOperationException("The walk stands on no frame.");

    /// <summary>Moves to the next frame; false at the end.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: a shard is missing or cannot be read.</exception>
    public bool MoveNext()
    {
        if (_current is Cursor last && last.MoveNext()) _next.Enqueue(last, last.Sequence);
        _current = null;
        while (_next.TryDequeue(out Cursor? cursor, out ulong sequence))
        {
            if (sequence > _lastSequence) return false;
            bool isOpen = cursor.IsOpen;
            if (!cursor.Open()) continue;
            if (isOpen || cursor.Sequence == sequence)
            {
                _current = cursor;
                return true;
            }

            _next.Enqueue(cursor, cursor.Sequence);
        }

        return false;
    }

    /// <summary>Waits until nobody reads ahead any more; the set may go afterwards.</summary>
    public void Dispose() => _cursors.ForEach(static cursor => cursor.Dispose());

    // Not opened before its turn comes: a walk over the whole store has few shards open at a time.
    private sealed class Cursor(ShardFile file, ulong firstSequence, ulong lastAhead) : IDisposable
    {
        private readonly ChunkRun _run = new();
        private ShardChunk? _chunk;
        private long _index;

        public ShardEntry Shard => file.Entry;

        public ulong Sequence { get; private set; } = Math.Max(firstSequence, file.Entry.FirstSequence);

        public bool IsOpen => _chunk is not null;

        public ShardChunk Chunk => _chunk ?? throw new InvalidOperationException("The cursor is not open.");

        public int Slot { get; private set; }

        public bool Open()
        {
            if (_chunk is not null) return true;
            try
            {
                _index = file.IndexFrom(firstSequence);
                if (!Read()) return false;
            }
            catch (FileNotFoundException)
            {
                throw Throw.Corrupt(FormatFault.Truncated, file.Entry.Path, 0, "A shard of the store is missing");
            }

            while (Sequence < firstSequence && MoveNext())
            {
            }

            return Sequence >= firstSequence;
        }

        public bool MoveNext()
        {
            if (++Slot < Chunk.SlotCount)
            {
                Sequence = Chunk.FrameOf(Slot).Header.Sequence;
                return true;
            }

            _index++;
            return Read();
        }

        public void Dispose() => _run.Dispose();

        private bool Read()
        {
            _run.FramesWanted = (long)Math.Min(lastAhead - Math.Min(lastAhead, Sequence), long.MaxValue);
            _chunk = file.ReadChunk(_index, _run);
            Slot = 0;
            if (_chunk is not null) Sequence = _chunk.Head.FirstSequence;
            return _chunk is not null;
        }
    }
}
