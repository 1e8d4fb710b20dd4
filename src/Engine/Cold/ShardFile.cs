using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Read;

namespace Feedlog.Cold;

/// <summary>
/// One listed shard, opened on first use. Reference-counted: closed when the last set that holds it is gone, and then
/// deleted if the manifest no longer lists it. Any thread.
/// </summary>
internal sealed class ShardFile(IStorage storage, ShardEntry entry, ulong salt, ReadMode mode, ChunkCache cache)
{
    // What is larger is one large frame, and takes memory that nobody may have asked for.
    private const int AheadBytesMax = FormatLimits.ChunkBytesMax;

    private readonly Lock _gate = new();
    private ShardReader? _reader;
    private int _references = 1;
    private int _isObsolete;

    /// <summary>What the manifest says of it.</summary>
    public ShardEntry Entry => entry;

    /// <summary>Takes a reference.</summary>
    public void AddReference() => Interlocked.Increment(ref _references);

    /// <summary>Says that no manifest lists the shard any more: it may go when the last reference does.</summary>
    public void MarkObsolete() => Volatile.Write(ref _isObsolete, 1);

    /// <summary>Gives a reference back; the last one closes the shard.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        _reader?.Dispose();
        if (Volatile.Read(ref _isObsolete) != 0) ObsoleteFile.Delete(storage, entry.Path);
    }

    /// <summary>Says whether the file is there; opens it.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: it is not what the manifest says, or cannot be read.
    /// </exception>
    public bool IsThere()
    {
        try
        {
            _ = Reader;
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException failure)
        {
            throw Throw.Storage(failure, $"Opening {entry.Path} failed");
        }
    }

    /// <summary>Finds the frame that had an address; false if the shard has none.</summary>
    /// <param name="address">The address.</param>
    /// <param name="isProbe">Whether the frame is only asked what it is, and will be read next.</param>
    /// <param name="run">Keeps the chunk for who reads many frames; null for others.</param>
    /// <param name="frame">The frame, when the result is true.</param>
    /// <exception cref="FeedlogException">Corrupt or Storage: the chunk cannot be read.</exception>
    public bool TryRead(FrameAddress address, bool isProbe, ChunkRun? run, out FrameView frame)
    {
        frame = default;
        try
        {
            if (!isProbe && cache.TryTakeHanded(entry.Number, address, out ReadOnlyMemory<byte> handed))
            {
                frame = FrameView.Trusted(handed.Span);
                return true;
            }

            if (!Reader.TryFind(address, out long index, out ShardChunkHead head, out FormatFault fault))
            {
                if (fault != FormatFault.None) throw Damaged(fault, DirectoryBytes);
                return false;
            }

            if (run is not null) return TryTake(run.Read(this, index, head, isKept: true), address, out frame);
            ReadOnlyMemory<byte> read = ReadFrame(head, address);
            if (isProbe && !read.IsEmpty) cache.Hand(entry.Number, address, read);
            frame = FrameView.Trusted(read.Span);
            return !read.IsEmpty;
        }
        catch (IOException failure) when (failure is not FileNotFoundException)
        {
            throw Throw.Storage(failure, $"Reading {entry.Path} failed");
        }
    }

    /// <summary>The first chunk that does not end before a sequence; the number of chunks if all do.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: the directory cannot be read.</exception>
    public long IndexFrom(ulong sequence)
    {
        try
        {
            long index = Reader.IndexFrom(sequence, out FormatFault fault);
            return fault == FormatFault.None ? index : throw Damaged(fault, DirectoryBytes);
        }
        catch (IOException failure) when (failure is not FileNotFoundException)
        {
            throw Throw.Storage(failure, $"Reading {entry.Path} failed");
        }
    }

    /// <summary>The chunk with an index; null behind the last one. It is not kept in the cache.</summary>
    /// <param name="index">Which.</param>
    /// <param name="run">Reads it.</param>
    /// <exception cref="FeedlogException">Corrupt or Storage: the chunk cannot be read.</exception>
    public ShardChunk? ReadChunk(long index, ChunkRun run)
    {
        try
        {
            if (index >= Reader.Footer.ChunkCount) return null;
            if (!Reader.TryReadEntry(index, out ShardChunkHead head, out FormatFault fault))
                throw Damaged(fault, Reader.EntryOffsetBytes(index));
            return run.Read(this, index, head, isKept: false);
        }
        catch (IOException failure) when (failure is not FileNotFoundException)
        {
            throw Throw.Storage(failure, $"Reading {entry.Path} failed");
        }
    }

    /// <summary>Whether there is a chunk with an index that has to be unpacked, and is of common size.</summary>
    /// <param name="index">Which; it may lie before the first or behind the last.</param>
    /// <param name="head">What the directory says of it, when the result is true.</param>
    public bool IsPacked(long index, out ShardChunkHead head)
    {
        head = default;
        try
        {
            return (ulong)index < (ulong)Reader.Footer.ChunkCount && Reader.TryReadEntry(index, out head, out _) &&
                head.RawLengthBytes <= AheadBytesMax && IsPacked(head);
        }
        catch (Exception failure) when (failure is FeedlogException or IOException)
        {
            return false;
        }
    }

    /// <summary>Whether the chunk that may have an address has to be unpacked, and is of common size.</summary>
    /// <param name="address">The address.</param>
    /// <param name="head">What the directory says of the chunk, when the result is true.</param>
    public bool IsPacked(FrameAddress address, out ShardChunkHead head)
    {
        head = default;
        try
        {
            return Reader.TryFind(address, out head, out _) && head.RawLengthBytes <= AheadBytesMax && IsPacked(head);
        }
        catch (Exception failure) when (failure is FeedlogException or IOException)
        {
            return false;
        }
    }

    /// <summary>Whether the cache has room for a chunk among others.</summary>
    public bool HasRoomFor(in ShardChunkHead head) => cache.HasRoomFor(head);

    /// <summary>Reads a frame for who is about to read it; empty if that fails, which he finds out then.</summary>
    /// <param name="head">What the directory says of its chunk.</param>
    /// <param name="address">The address of the frame.</param>
    public ReadOnlyMemory<byte> TryReadAhead(in ShardChunkHead head, FrameAddress address)
    {
        try
        {
            return ReadFrame(head, address);
        }
        catch (Exception failure) when (failure is FeedlogException or IOException)
        {
            return default;
        }
    }

    /// <summary>Hands a frame to the next reader of it in this thread.</summary>
    public void Hand(FrameAddress address, ReadOnlyMemory<byte> frame) => cache.Hand(entry.Number, address, frame);

    /// <summary>As <see cref="Read"/>, for who does not want the chunk himself: null if it cannot be read, which who
    /// wants it finds out.</summary>
    public ShardChunk? TryRead(in ShardChunkHead head, bool isKept)
    {
        try
        {
            return Read(head, isKept);
        }
        catch (Exception failure) when (failure is FeedlogException or IOException)
        {
            return null;
        }
    }

    /// <summary>Reads, unpacks and checks a chunk, unless it is in the cache.</summary>
    /// <param name="head">What the directory says of it.</param>
    /// <param name="isKept">Whether it goes into the cache.</param>
    /// <exception cref="FeedlogException">Corrupt: the chunk is damaged.</exception>
    /// <exception cref="IOException">The chunk cannot be read.</exception>
    public ShardChunk Read(in ShardChunkHead head, bool isKept)
    {
        if (cache.TryGet(entry.Number, head.OffsetBytes, out ShardChunk? chunk)) return chunk;
        if (!Reader.TryReadChunk(head, out chunk, out FormatFault fault)) throw Damaged(fault, head.OffsetBytes);
        if (isKept) cache.Add(entry.Number, chunk);
        return chunk;
    }

    /// <summary>Finds the frame that had an address in a chunk; false if the chunk has none.</summary>
    public static bool TryTake(ShardChunk chunk, FrameAddress address, out FrameView frame)
    {
        int slot = chunk.SlotOf(address);
        frame = slot >= 0 ? chunk.FrameOf(slot) : default;
        return slot >= 0;
    }

    // The frame that had an address: of the chunk, if it is in the cache or is wanted there; else alone. Empty if the
    // chunk has none.
    private ReadOnlyMemory<byte> ReadFrame(in ShardChunkHead head, FrameAddress address)
    {
        if (!cache.TryGet(entry.Number, head.OffsetBytes, out ShardChunk? chunk))
        {
            if (!cache.IsWantedWhole(entry.Number, head))
            {
                if (!Reader.TryReadFrame(head, address, out byte[] frame, out FormatFault fault))
                    throw Damaged(fault, head.OffsetBytes);
                if (head.Codec != ShardCodec.Raw) cache.Unpacked.Add(entry.Number, head.OffsetBytes);
                return frame;
            }

            chunk = Read(head, isKept: true);
        }

        int slot = chunk.SlotOf(address);
        return slot >= 0 ? chunk.BytesOf(slot) : default;
    }

    private ShardReader Reader => Volatile.Read(ref _reader) ?? OpenOnce();

    private long DirectoryBytes => Reader.EntryOffsetBytes(0);

    private bool IsPacked(in ShardChunkHead head) =>
        head.Codec != ShardCodec.Raw && !cache.TryGet(entry.Number, head.OffsetBytes, out _);

    private FeedlogCorruptException Damaged(FormatFault fault, long offsetBytes) =>
        Throw.Corrupt(fault, entry.Path, offsetBytes, "A shard cannot be read");

    private ShardReader OpenOnce()
    {
        lock (_gate)
        {
            if (_reader is ShardReader known) return known;
            bool isMapped = mode == ReadMode.Mapped;
            if (!ShardReader.TryOpen(storage, entry.Path, isMapped, out ShardReader? opened, out FormatFault fault))
                throw Damaged(fault, 0);
            bool isListed = opened.Header.Store.Salt == salt && ShardEntry.Of(opened.Header, opened.Footer) == entry;
            if (!isListed)
            {
                opened.Dispose();
                throw Damaged(FormatFault.WrongPlace, 0);
            }

            Volatile.Write(ref _reader, opened);
            return opened;
        }
    }
}
