using Feedlog.Cold;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;

namespace Feedlog.Read;

/// <summary>
/// The segments and shards that a view reads from, and the sealed indexes over them. Immutable and reference-counted:
/// one reference is the store's own, one for every lease and snapshot; when the last is gone, the readers, the shards
/// and the indexes lose one reference each.
/// </summary>
internal sealed class SegmentSet : IFrameProbe
{
    // The numbers of a store are dense but for what crashes and strays have skipped.
    private const ulong SpanMax = 1 << 22;

    private readonly SegmentReader?[] _readers;
    private readonly ulong _firstNumber;
    private readonly ShardSet _shards;
    private readonly MovedFrames _moved;
    private readonly SealedIndexes _indexes;
    private readonly ulong _salt;
    private int _references = 1;

    /// <summary>A set that takes a reference to each reader, to each shard and to the indexes.</summary>
    /// <param name="readers">The readers, by rising number.</param>
    /// <param name="shards">The shards of what is archived, by rising first address.</param>
    /// <param name="moved">Finds what is not there any more.</param>
    /// <param name="indexes">The indexes.</param>
    /// <param name="salt">The salt of the store.</param>
    public SegmentSet(
        SegmentReader[] readers, ShardFile[] shards, MovedFrames moved, SealedIndexes indexes, ulong salt)
    {
        _firstNumber = readers.Length == 0 ? 0 : readers[0].Number;
        ulong span = readers.Length == 0 ? 0 : readers[^1].Number - _firstNumber + 1;
        if (span > SpanMax)
        {
            throw Throw.Corrupt(
                FormatFault.BadOrder, StoreLayout.Manifest, 0, "The numbers of the segments lie impossibly far apart");
        }

        _readers = new SegmentReader?[span];
        _shards = new ShardSet(shards);
        _moved = moved;
        _indexes = indexes;
        _salt = salt;
        foreach (ShardFile shard in shards) shard.AddReference();
        indexes.AddReference();
        foreach (SegmentReader reader in readers)
        {
            reader.AddReference();
            _readers[reader.Number - _firstNumber] = reader;
        }
    }

    /// <summary>Takes a reference; false if the set is gone already, and then there is a newer one.</summary>
    public bool TryAcquire()
    {
        int references = Volatile.Read(ref _references);
        while (references > 0)
        {
            int seen = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (seen == references) return true;
            references = seen;
        }

        return false;
    }

    /// <summary>Gives a reference back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        foreach (SegmentReader? reader in _readers) reader?.Release();
        _shards.Release();
        _indexes.Release();
    }

    /// <summary>
    /// Says that the frame at an address is about to be read; the address may lie outside of the set.
    /// </summary>
    public void Prefetch(FrameAddress address)
    {
        ulong index = address.SegmentNumber - _firstNumber;
        if (index < (ulong)_readers.Length) _readers[index]?.Prefetch(address.OffsetBytes);
    }

    /// <summary>Unpacks frames that are about to be read: see <see cref="ShardSet.Unpack"/>.</summary>
    public void Unpack(ReadOnlySpan<FrameAddress> addresses)
    {
        if (_shards.Files.Count > 0 && addresses.Length > 1) _shards.Unpack(addresses);
    }

    /// <summary>Says whether the frame at an address is compressed, as far as the view knows.</summary>
    public Tier TierOf(FrameAddress address) => Find(address.SegmentNumber) is null ? Tier.Cold : Tier.Hot;

    /// <summary>How many shards the view lists.</summary>
    public int ShardCount => _shards.Files.Count;

    /// <summary>The shard that holds the frame at an address, as far as the view knows; null if none does.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: a chunk cannot be read.</exception>
    public ShardEntry? ShardOf(FrameAddress address) =>
        TierOf(address) == Tier.Cold && _shards.TryRead(address, out _, out ShardEntry? shard) ? shard : null;

    /// <summary>The reader of a segment that the view lists; null if its frames lie in shards.</summary>
    /// <exception cref="FeedlogException">Storage: it cannot be opened.</exception>
    public SegmentReader? FindHot(ulong segmentNumber) =>
        Find(segmentNumber) is SegmentReader reader && reader.IsThere() ? reader : null;

    /// <summary>Reads and verifies the frame at an address.</summary>
    /// <exception cref="FeedlogCorruptException">The frame is damaged, or nowhere: then whoever named it is damaged.
    /// </exception>
    public FrameView Read(FrameAddress address, out byte[]? rented) => Read(address, null, out rented);

    /// <summary>As the first overload, for who reads many frames: see <see cref="ChunkRun"/>.</summary>
    public FrameView Read(FrameAddress address, ChunkRun? run, out byte[]? rented)
    {
        if (FindHot(address.SegmentNumber) is SegmentReader reader) return reader.Read(address.OffsetBytes, out rented);
        rented = null;
        return _shards.TryRead(address, run, out FrameView frame) ? frame : _moved.Read(address);
    }

    /// <inheritdoc/>
    /// <exception cref="FeedlogCorruptException">The frame is damaged, or nowhere, or nothing that can be taken for a
    /// record.</exception>
    public bool HasId(FrameAddress address, ulong id)
    {
        SegmentReader? reader = FindHot(address.SegmentNumber);
        if (reader is not null && reader.LooksLike(address.OffsetBytes, id)) return true;
        FrameView frame = ReadProbed(reader, address, out byte[]? rented);
        FrameType type = frame.Type;
        bool hasId = type == FrameType.Record && frame.Id == id;
        SnapshotReader.Return(rented);
        return hasId || IsOther(type, address);
    }

    /// <inheritdoc/>
    /// <exception cref="FeedlogCorruptException">The frame is damaged, or nowhere, or nothing that can be taken for a
    /// record.</exception>
    public bool HasKey(FrameAddress address, WideHash keyHash)
    {
        SegmentReader? reader = FindHot(address.SegmentNumber);
        if (reader is not null && reader.LooksLike(address.OffsetBytes, keyHash)) return true;
        FrameView frame = ReadProbed(reader, address, out byte[]? rented);
        FrameType type = frame.Type;
        bool hasKey = FrameIdentity.LooksLike(frame.Bytes, keyHash, _salt);
        SnapshotReader.Return(rented);
        return hasKey || IsOther(type, address);
    }

    /// <summary>The shards in which frames of a stretch lie, to be released.</summary>
    /// <param name="first">The segment in which it begins, which has no file any more.</param>
    /// <param name="firstSequence">Where the stretch begins.</param>
    /// <param name="lastSequence">Where it ends.</param>
    /// <exception cref="FeedlogException">Corrupt or Storage: the segment is missing, or the manifest cannot be read.
    /// </exception>
    public ShardSet AcquireShards(SegmentEntry first, ulong firstSequence, ulong lastSequence)
    {
        bool areThere = first.State == SegmentState.Archived &&
            _shards.FindMissing(firstSequence, lastSequence) is null;
        return areThere ? _shards.Acquire() : _moved.Acquire(first.Number, firstSequence, lastSequence);
    }

    private FrameView ReadProbed(SegmentReader? reader, FrameAddress address, out byte[]? rented)
    {
        if (reader is not null) return reader.Read(address.OffsetBytes, out rented);
        rented = null;
        return _shards.TryProbe(address, out FrameView frame) ? frame : _moved.Read(address);
    }

    // False: another record, or what a purge has left in the place of one, whose index an older view still has.
    private static bool IsOther(FrameType type, FrameAddress address) =>
        type is FrameType.Record or FrameType.Purged or FrameType.Tombstone ? false : throw Throw.NoRecord(address);

    private SegmentReader? Find(ulong segmentNumber)
    {
        ulong index = segmentNumber - _firstNumber;
        return index < (ulong)_readers.Length ? _readers[index] : null;
    }
}
