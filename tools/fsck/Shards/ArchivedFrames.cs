using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Shards;

/// <summary>
/// Walks the frames that shards hold of one archived segment, or of all, in the order of their sequences. What cannot
/// be read is passed over: the checks of the shards report it. Memory: a chunk of each shard concerned. One thread.
/// </summary>
internal sealed class ArchivedFrames : IDisposable
{
    private readonly PriorityQueue<Cursor, ulong> _next = new();
    private readonly List<ShardReader> _readers = [];
    private readonly SegmentEntry? _segment;
    private Cursor? _current;

    /// <summary>Stands before the first frame of shards that no manifest lists; what two of them hold comes twice.
    /// </summary>
    /// <param name="shards">The shards; they are closed with this.</param>
    public ArchivedFrames(IEnumerable<ShardReader> shards)
    {
        foreach (ShardReader reader in shards) Add(reader);
    }

    /// <summary>Stands before the first frame of a segment.</summary>
    /// <param name="context">The run; what cannot be opened is not reported.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="segment">The segment.</param>
    public ArchivedFrames(CheckContext context, Manifest manifest, SegmentEntry segment)
    {
        _segment = segment;
        CheckContext quiet =
            new(context.Storage, context.Options with { FindingsMax = 0 }, null, context.CancellationToken);
        foreach (ShardEntry entry in manifest.Shards)
        {
            bool isConcerned = entry.FirstAddress.SegmentNumber <= segment.Number &&
                entry.LastAddress.SegmentNumber >= segment.Number;
            if (!isConcerned) continue;
            if (new ShardCheck(quiet, entry.Path).OpenListed(entry, manifest.Store) is ShardReader reader)
                Add(reader);
            else
                IsBroken = true;
        }
    }

    /// <summary>Whether something could not be read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Where the current frame was written.</summary>
    public FrameAddress Address => Current.Chunk.AddressOf(Current.Slot);

    /// <summary>The current frame; stays valid.</summary>
    public FrameView Frame => Current.Chunk.FrameOf(Current.Slot);

    /// <summary>When its group was recorded, ms since 1970 UTC.</summary>
    public long RecordedAtMs => Current.Chunk.RecordedAtMs(Current.Slot);

    /// <summary>The sequence of the frame that comes next; false at the end.</summary>
    public bool TryPeek(out ulong sequence)
    {
        if (_current is not null) Advance(_current);
        _current = null;
        return _next.TryPeek(out _, out sequence);
    }

    private ulong LastSequence => _segment?.LastSequence ?? ulong.MaxValue;

    private Cursor Current => _current ?? throw new InvalidOperationException("There is no frame.");

    /// <summary>Moves to the next frame; false at the end.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            if (_current is not null) Advance(_current);
            _current = null;
            if (!_next.TryDequeue(out Cursor? cursor, out ulong sequence) || sequence > LastSequence) return false;
            _current = cursor;
            if (_segment is null ||
                (sequence >= _segment.FirstSequence && Address.SegmentNumber == _segment.Number))
                return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ShardReader reader in _readers) reader.Dispose();
        _readers.Clear();
    }

    private void Add(ShardReader reader)
    {
        _readers.Add(reader);
        long index = reader.IndexFrom(_segment?.FirstSequence ?? 0, out FormatFault fault);
        if (fault != FormatFault.None) IsBroken = true;
        else Read(new Cursor(reader) { Index = index });
    }

    private void Advance(Cursor cursor)
    {
        if (++cursor.Slot < cursor.Chunk.SlotCount)
        {
            _next.Enqueue(cursor, cursor.Sequence);
            return;
        }

        cursor.Index++;
        Read(cursor);
    }

    private void Read(Cursor cursor)
    {
        for (; cursor.Index < cursor.Reader.Footer.ChunkCount; cursor.Index++)
        {
            if (cursor.Reader.TryReadEntry(cursor.Index, out ShardChunkHead head, out _))
            {
                if (head.FirstSequence > LastSequence) return;
                if (cursor.Reader.TryReadChunk(head, out ShardChunk? chunk, out _))
                {
                    cursor.Begin(chunk);
                    _next.Enqueue(cursor, cursor.Sequence);
                    return;
                }
            }

            IsBroken = true;
        }
    }

    private sealed class Cursor(ShardReader reader)
    {
        private ShardChunk? _chunk;

        public ShardReader Reader => reader;

        public long Index { get; set; }

        public int Slot { get; set; }

        public ShardChunk Chunk => _chunk ?? throw new InvalidOperationException("No chunk was read.");

        public ulong Sequence => Chunk.FrameOf(Slot).Header.Sequence;

        public void Begin(ShardChunk chunk)
        {
            _chunk = chunk;
            Slot = 0;
        }
    }
}
