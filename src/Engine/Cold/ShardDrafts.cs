using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>
/// New shards, from the first frame to their final names: written as drafts, one of each month, read again beside
/// their source, named, and their folders synced. What was not finished is removed. Memory: one chunk of each month,
/// and 96 bytes for each chunk that is written. One thread.
/// </summary>
/// <param name="storage">Where.</param>
/// <param name="store">The store.</param>
/// <param name="lastNumber">The highest number that a shard has had.</param>
/// <param name="nowMs">The time, ms since 1970 UTC.</param>
/// <param name="options">How chunks are written.</param>
internal sealed class ShardDrafts(
    IStorage storage, StoreIdentity store, ulong lastNumber, long nowMs, ShardWriterOptions options) : IDisposable
{
    private readonly Dictionary<(ShardMonth Month, bool IsRaw), Draft> _drafts = [];
    private bool _isListed;

    /// <summary>The highest number that a shard has now.</summary>
    public ulong LastNumber { get; private set; } = lastNumber;

    /// <summary>Says that somebody may have made the shards part of the store: they stay.</summary>
    public void Keep() => _isListed = true;

    /// <summary>Makes the shards part of the store. If that fails they go, unless nobody knows whether it has.
    /// </summary>
    /// <param name="name">Has the writer name them in the manifest.</param>
    /// <exception cref="FeedlogException">StorageFull, Storage or Poisoned.</exception>
    public async Task NameAsync(Func<Task> name)
    {
        try
        {
            await name().ConfigureAwait(false);
            Keep();
        }
        catch (FeedlogPoisonedException)
        {
            // Nobody knows which manifest is on the medium: it may list them.
            Keep();
            throw;
        }
    }

    /// <summary>Takes the next frame.</summary>
    /// <param name="address">Where it lies in the log.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="recordedAtMs">When its group was recorded, ms since 1970 UTC.</param>
    /// <param name="isRaw">Whether it is to stay uncompressed.</param>
    /// <exception cref="IOException">A draft cannot be written.</exception>
    public void Add(FrameAddress address, in FrameView frame, long recordedAtMs, bool isRaw)
    {
        (ShardMonth Month, bool IsRaw) key = (ShardMonth.Of(frame.TimestampMs), isRaw);
        if (!_drafts.TryGetValue(key, out Draft? draft))
        {
            ShardWriterOptions how = isRaw ? options with { Codec = ShardCodec.Raw } : options;
            draft = new Draft(new ShardWriter(storage, store, key.Month, LastNumber + 1, nowMs, how),
                key.Month, LastNumber + 1);
            LastNumber++;
            _drafts.Add(key, draft);
        }

        draft.Writer.Add(address, frame.Bytes, recordedAtMs);
    }

    /// <summary>Ends and syncs all drafts.</summary>
    /// <exception cref="IOException">One cannot be written or synced.</exception>
    public void Finish()
    {
        foreach (Draft draft in _drafts.Values)
        {
            draft.Footer = draft.Writer.Finish();
            draft.Writer.Dispose();
        }
    }

    /// <summary>Holds the next frame of the source against what the reopened draft has in its place.</summary>
    /// <exception cref="FeedlogCorruptException">It has something else.</exception>
    /// <exception cref="IOException">The draft cannot be read.</exception>
    public void Compare(FrameAddress address, in FrameView frame, long recordedAtMs, bool isRaw)
    {
        Draft draft = _drafts[(ShardMonth.Of(frame.TimestampMs), isRaw)];
        draft.Compare(storage, store, address, frame, recordedAtMs);
    }

    /// <summary>Says that the source has ended: so must have the drafts.</summary>
    /// <exception cref="FeedlogCorruptException">One has more, or does not say what it holds.</exception>
    public void EndCompare()
    {
        foreach (Draft draft in _drafts.Values) draft.EndCompare();
    }

    /// <summary>Gives the drafts their names and makes these durable.</summary>
    /// <returns>The shards as the manifest is to list them.</returns>
    /// <exception cref="IOException">A name cannot be given or made durable.</exception>
    public IReadOnlyList<ShardEntry> Publish()
    {
        foreach (Draft draft in _drafts.Values)
        {
            storage.Rename(draft.Writer.Path, StoreLayout.Shard(draft.Month, draft.Number));
            draft.IsNamed = true;
        }

        IEnumerable<string> folders = _drafts.Keys.SelectMany(key => StoreLayout.ShardFolders(key.Month));
        foreach (string folder in folders.Distinct().OrderByDescending(path => path.Length)) storage.SyncFolder(folder);
        storage.SyncFolder("");
        return [.. _drafts.Values.Select(draft => draft.Entry)];
    }

    /// <summary>Removes what was not made part of the store.</summary>
    public void Dispose()
    {
        foreach (Draft draft in _drafts.Values)
        {
            draft.Dispose();
            if (_isListed) continue;
            string path = draft.IsNamed ? StoreLayout.Shard(draft.Month, draft.Number) : draft.Writer.Path;
            ObsoleteFile.Delete(storage, path);
        }
    }

    private sealed class Draft(ShardWriter writer, ShardMonth month, ulong number) : IDisposable
    {
        private ShardReader? _reader;
        private ShardWalk? _walk;
        private int _slot;

        public ShardWriter Writer => writer;

        public ShardMonth Month => month;

        public ulong Number => number;

        public ShardFooter? Footer { get; set; }

        public bool IsNamed { get; set; }

        public ShardEntry Entry { get; private set; } = null!; // Set by EndCompare.

        public void Compare(
            IStorage storage, StoreIdentity store, FrameAddress address, in FrameView frame, long recordedAtMs)
        {
            if (_walk is null) Open(storage, store);
            ShardChunk? chunk = _walk!.Chunk; // Open made it.
            if (chunk is null || ++_slot == chunk.SlotCount)
            {
                _slot = 0;
                if (!_walk.MoveNext()) throw Damaged(_walk.Fault, _walk.FaultOffsetBytes);
                chunk = _walk.Chunk!; // MoveNext said so.
            }

            bool isSame = chunk.AddressOf(_slot) == address && chunk.RecordedAtMs(_slot) == recordedAtMs &&
                chunk.FrameOf(_slot).Bytes.SequenceEqual(frame.Bytes);
            if (!isSame) throw Damaged(FormatFault.WrongPlace, chunk.Head.OffsetBytes);
        }

        public void EndCompare()
        {
            ShardWalk walk = _walk ?? throw new InvalidOperationException("Nothing was compared.");
            bool isAtEnd = walk.Chunk is ShardChunk chunk && _slot == chunk.SlotCount - 1 && !walk.MoveNext();
            if (!isAtEnd || walk.Fault != FormatFault.None) throw Damaged(walk.Fault, walk.FaultOffsetBytes);
            ShardReader reader = _reader!; // Opened with the walk.
            if (reader.Footer != Footer) throw Damaged(FormatFault.WrongPlace, 0);
            Entry = ShardEntry.Of(reader.Header, reader.Footer);
            reader.Dispose();
            _reader = null;
        }

        public void Dispose()
        {
            writer.Dispose();
            _reader?.Dispose();
            _reader = null;
        }

        private void Open(IStorage storage, StoreIdentity store)
        {
            if (!ShardReader.TryOpen(storage, writer.Path, isMapped: false, out _reader, out FormatFault fault))
                throw Damaged(fault, 0);
            if (!_reader.BelongsTo(store, month, number)) throw Damaged(FormatFault.WrongPlace, 0);
            _walk = new ShardWalk(_reader);
        }

        private FeedlogCorruptException Damaged(FormatFault fault, long offsetBytes) => Throw.Corrupt(
            fault == FormatFault.None ? FormatFault.WrongPlace : fault, writer.Path, offsetBytes,
            "A new shard does not read as what was written, and is not used");
    }
}
