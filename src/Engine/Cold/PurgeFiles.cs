using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>Which files hold something of what is erased, and what becomes of them. One thread.</summary>
/// <param name="storage">Where they are.</param>
/// <param name="store">The store.</param>
/// <param name="erasure">What is erased.</param>
internal sealed class PurgeFiles(IStorage storage, StoreIdentity store, Erasure erasure)
{
    private const int SlackReadBytes = 64 * 1024;

    /// <summary>The segments that are to be rewritten.</summary>
    public IReadOnlyList<SegmentEntry> Segments { get; private set; } = [];

    /// <summary>The shards that are to be rewritten.</summary>
    public IReadOnlyList<ShardEntry> Shards { get; private set; } = [];

    /// <summary>How many files that are.</summary>
    public int Count => Segments.Count + Shards.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes => Segments.Sum(entry => entry.LogicalEndBytes) + Shards.Sum(shard => shard.LengthBytes);

    /// <summary>Chooses what is to be rewritten: what holds a frame that is erased, and segments with torn bytes behind
    /// their end, for these may be a copy of any record.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: a shard cannot be read.</exception>
    /// <exception cref="IOException">A segment cannot be read.</exception>
    public void Choose(Manifest manifest)
    {
        HashSet<ulong> numbers = [.. erasure.Places.Select(address => address.SegmentNumber)];
        Segments = [.. manifest.Segments.Where(entry => entry.State != SegmentState.Archived &&
            (numbers.Contains(entry.Number) || (entry.HasEnded && IsTorn(entry))))];
        HashSet<ShardEntry> concerned = [];
        ShardSet shards = ShardSet.Of(storage, manifest.Shards, store.Salt, ReadMode.Positioned, new ChunkCache(0));
        try
        {
            foreach (FrameAddress address in erasure.Places)
            {
                if (manifest.Find(address.SegmentNumber)?.State != SegmentState.Archived) continue;
                if (!shards.TryRead(address, out _, out ShardEntry? shard))
                    throw Throw.Corrupt(FormatFault.WrongPlace, StoreLayout.Segment(address.SegmentNumber),
                        address.OffsetBytes, "A frame of the store lies in none of its shards");
                concerned.Add(shard);
            }
        }
        finally
        {
            shards.Release();
        }

        Shards = [.. manifest.Shards.Where(concerned.Contains)];
    }

    /// <summary>What is to be rewritten, and how its chunks are to be written: those of shards as they are.</summary>
    /// <param name="codec">How segments are compressed.</param>
    /// <exception cref="FeedlogCorruptException">A shard is damaged.</exception>
    /// <exception cref="IOException">A shard is missing or cannot be read.</exception>
    public IEnumerable<(Replacement What, ShardWriterOptions Chunks)> Replacements(ArchiveCodec codec)
    {
        foreach (ShardEntry shard in Shards)
        {
            Replacement what = new()
            {
                Shards = [shard],
                Open = () => new PurgedFrames(new ShardFrames(storage, store, [shard], new HashSet<long>()), erasure),
            };
            yield return (what, ChunksOf(RawShard.CodecOf(storage, shard)));
        }

        if (Segments.Count == 0) yield break;
        RawRule nothingRaw = new([], []);
        Replacement log = new()
        {
            Segments = Segments,
            Open = () => new PurgedFrames(new SealedFrames(storage, store, Segments, nothingRaw), erasure),
        };
        yield return (log, ChunksOf(codec == ArchiveCodec.Brotli ? ShardCodec.Brotli : ShardCodec.Lz4));
    }

    /// <summary>Throws if there is a segment or a shard that no manifest lists: it may hold anything. While nobody
    /// makes any.</summary>
    /// <returns>Always true.</returns>
    /// <exception cref="FeedlogException">UnlistedFile.</exception>
    public bool RefuseUnlisted(Manifest manifest)
    {
        foreach (string name in storage.List(StoreLayout.HotFolder))
        {
            bool isUnlisted = StoreLayout.TryParseSegment(name, out ulong number) && manifest.Find(number) is null;
            if (isUnlisted && !IsRetired(manifest, number)) throw Throw.UnlistedFile(StoreLayout.Segment(number));
        }

        HashSet<string> listed = [.. manifest.Shards.Select(shard => shard.Path)];
        foreach (string path in ColdFiles.Paths(storage.List))
        {
            bool isUnlisted = StoreLayout.TryParseShardPath(path, out _, out ulong number) &&
                number > manifest.LastShard && !listed.Contains(path);
            if (isUnlisted) throw Throw.UnlistedFile(path);
        }

        return true;
    }

    /// <summary>The files of the folder quarantine.</summary>
    public IReadOnlyList<string> Quarantined() =>
        [.. storage.List(StoreLayout.QuarantineFolder).Select(name => StoreLayout.QuarantineFolder + "/" + name)];

    /// <summary>Removes the files of the folder quarantine: nobody can say what is in damaged ones.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="IOException">One cannot be removed.</exception>
    public int EmptyQuarantine()
    {
        IReadOnlyList<string> files = Quarantined();
        foreach (string path in files) storage.Delete(path);
        if (files.Count > 0) storage.SyncFolder(StoreLayout.QuarantineFolder);
        return files.Count;
    }

    /// <summary>Removes files that are not part of the store any more, and what an earlier purge could not remove.
    /// </summary>
    /// <param name="manifest">The manifest as it is.</param>
    /// <param name="obsolete">Files that were part of the store until now.</param>
    /// <exception cref="IOException">One cannot be removed: purging again tries again.</exception>
    public void Delete(Manifest manifest, IEnumerable<string> obsolete)
    {
        HashSet<string> paths = [.. obsolete];
        foreach (string name in storage.List(StoreLayout.HotFolder))
        {
            if (!StoreLayout.TryParseSegment(name, out ulong number) || number >= manifest.NextSegment) continue;
            bool isLeft = manifest.Find(number) is SegmentEntry entry
                ? entry.State == SegmentState.Archived
                : IsRetired(manifest, number);
            if (isLeft) paths.Add(StoreLayout.Segment(number));
        }

        HashSet<string> listed = [.. manifest.Shards.Select(shard => shard.Path)];
        foreach (string path in ColdFiles.Paths(storage.List))
        {
            bool isShard = StoreLayout.TryParseShardPath(path, out _, out ulong number);
            if (isShard && number <= manifest.LastShard && !listed.Contains(path)) paths.Add(path);
        }

        // What was deleted before may not be durably so.
        HashSet<string> folders = [StoreLayout.HotFolder];
        foreach (string path in paths)
        {
            storage.Delete(path);
            folders.Add(path[..path.LastIndexOf('/')]);
        }

        foreach (string folder in folders) storage.SyncFolder(folder);
    }

    // A recovery has rewritten what such a segment holds, and its deletion was lost with the power. One that a manifest
    // of later days lists holds groups that nobody here knows.
    private bool IsRetired(Manifest manifest, ulong number)
    {
        string path = StoreLayout.Segment(number);
        if (!HoldsBytes(path, SegmentLayout.HeaderBytes)) return true;
        if (number >= manifest.NextSegment) return false;
        using IStorageFile file = storage.Open(path, StorageOpen.Read);
        byte[] bytes = new byte[SegmentLayout.HeaderBytes];
        bool isOurs = SegmentHeader.TryRead(bytes.AsSpan(0, file.Read(0, bytes)), out SegmentHeader header, out _) &&
            header.Store.Id == store.Id && header.Store.Salt == store.Salt && header.Number == number;
        if (!isOurs) return false;
        GroupScanner groups = new(file, store.Salt, number, SegmentLayout.HeaderBytes, file.LengthBytes,
            new GroupChain(header.FirstGroup, header.FirstSequence, header.PreviousCommit));
        while (groups.MoveNext())
        {
            CommitFrame commit = groups.Commit;
            bool isThere = manifest.Segments.Any(entry => entry.FirstGroup <= commit.Group &&
                commit.FirstSequence >= entry.FirstSequence &&
                (!entry.HasEnded || (commit.Group <= entry.LastGroup && commit.LastSequence <= entry.LastSequence)));
            if (!isThere) return false;
        }

        return true;
    }

    private bool IsTorn(SegmentEntry entry) =>
        entry.FooterOffsetBytes == 0 && HoldsBytes(StoreLayout.Segment(entry.Number), entry.LogicalEndBytes);

    private bool HoldsBytes(string path, long fromBytes)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Read);
        byte[] buffer = new byte[SlackReadBytes];
        for (long at = fromBytes; at < file.LengthBytes; at += buffer.Length)
        {
            if (buffer.AsSpan(0, file.Read(at, buffer)).ContainsAnyExcept((byte)0)) return true;
        }

        return false;
    }

    private static ShardWriterOptions ChunksOf(ShardCodec codec) =>
        new() { Codec = codec, Level = codec == ShardCodec.Brotli ? Archiver.BrotliLevel : 0 };
}
