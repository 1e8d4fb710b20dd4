using Feedlog.Cold;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;
using Feedlog.Open;
using Feedlog.Telemetry;

namespace Feedlog.Write;

/// <summary>
/// The log as the writer sees it: the open segment, the chain of commits, the manifest and the watermark. Writer only.
/// </summary>
/// <remarks>
/// Invariants: durable group &lt;= written group; a listed segment that is sealed is synced; the watermark never names
/// a group as durable that was not synced; after a failed write nothing is appended to that segment.
/// </remarks>
internal sealed class LogWriter : IDisposable
{
    // Where nobody asks for durability, a sync is begun beside the writer every so often: when the segment is sealed
    // little is left to sync, and the disk works while records come in.
    private const long EarlySyncBytes = 8 * 1024 * 1024;

    // Groups that are synced one by one, or some together.
    private const long SmallSyncBytes = 256 * 1024;

    private readonly IStorage _storage;
    private readonly FeedlogOptions _options;
    private readonly WatermarkFile? _watermark;
    private readonly List<ulong> _headerHashes = [];
    private OpenSegment _segment;
    private Task? _earlySync;
    private ulong _earlySyncGroup;
    private ulong _earlySyncSequence;
    private long _unsyncedBytes;
    private GroupChain _chain;
    private CommitFrame _commit;
    private ulong _commitHash;
    private long _groupBytes;
    private ulong _skippedSequences;
    private bool _mustSeal;

    /// <summary>A log whose open segment is ready for the group that the chain asks for.</summary>
    /// <param name="storage">Where the store is.</param>
    /// <param name="options">How it was opened.</param>
    /// <param name="manifest">The manifest as it is on disk.</param>
    /// <param name="segment">The open segment; disposed with the log.</param>
    /// <param name="chain">What the next group follows from.</param>
    /// <param name="watermark">The watermark; null for a recovery that only rewrites groups.</param>
    public LogWriter(
        IStorage storage, FeedlogOptions options, Manifest manifest, OpenSegment segment, GroupChain chain,
        WatermarkFile? watermark)
    {
        _storage = storage;
        _options = options;
        _segment = segment;
        _chain = chain;
        _watermark = watermark;
        Manifest = manifest;
        WrittenGroup = chain.NextGroup - 1;
        DurableGroup = WrittenGroup;
        DurableSequence = chain.NextSequence - 1;
    }

    /// <summary>The manifest as it is on disk.</summary>
    public Manifest Manifest { get; private set; }

    /// <summary>Is told of syncs; null while the store is being opened.</summary>
    public StoreTelemetry? Telemetry { get; set; }

    /// <summary>What the next group follows from.</summary>
    public GroupChain Chain => _chain;

    /// <summary>The highest group that was written and counted in.</summary>
    public ulong WrittenGroup { get; private set; }

    /// <summary>The highest group that was synced.</summary>
    public ulong DurableGroup { get; private set; }

    /// <summary>Every frame up to this sequence was synced.</summary>
    public ulong DurableSequence { get; private set; }

    /// <summary>Number of the open segment.</summary>
    public ulong SegmentNumber => _segment.Number;

    /// <summary>Where the open segment ends, in bytes.</summary>
    public long EndBytes => _segment.EndBytes;

    /// <summary>The length of the group that was counted in last, in bytes.</summary>
    public long LastGroupBytes => _groupBytes;

    /// <summary>The sequence that the next frame will get.</summary>
    public ulong NextSequence => _chain.NextSequence + _skippedSequences;

    /// <summary>
    /// Step 1 and 2 of a batch: finishes the headers of the planned frames for their place, adds the commit, and
    /// writes the group with one call, into a new segment if this one is full.
    /// </summary>
    /// <exception cref="IOException">The group is not part of the log; its sequences will be skipped.</exception>
    public void WriteGroup(BatchPlanner plan, AppendBlock block)
    {
        HarvestEarlySync(waits: false);
        plan.Compact();
        long groupBytes = plan.ByteCount + CommitLayout.FrameBytes;
        EnsureRoom(groupBytes);
        Span<byte> group = block.Buffer.AsSpan(0, (int)groupBytes);
        ulong salt = Manifest.Store.Salt;
        _headerHashes.Clear();
        for (int i = 0; i < plan.FrameCount; i++)
        {
            ref readonly PlannedFrame frame = ref plan.Frames[i];
            ulong seed = Checksum.PlaceSeed(salt, _segment.Number, (ulong)(_segment.EndBytes + frame.OffsetBytes));
            _headerHashes.Add(
                FrameEncoder.SealHeader(plan.FrameBytes(i), _chain.NextSequence + (ulong)i, seed));
        }

        SealCommit(group, plan.ByteCount, _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(), DurableGroup);
        try
        {
            _segment.Write(group);
        }
        catch (IOException)
        {
            _skippedSequences = (ulong)plan.FrameCount;
            throw;
        }
    }

    /// <summary>Step 3: syncs everything written so far.</summary>
    /// <param name="hasGroup">Whether a group was written and is not counted in yet.</param>
    /// <exception cref="SyncFailedException">What is on the medium is unknown.</exception>
    public void Sync(bool hasGroup)
    {
        ulong target = hasGroup ? _commit.Group : WrittenGroup;
        if (target == DurableGroup) return;
        // The kernel reports a failed write-back once per open file: whoever synced first must be heard first.
#if SABOTAGE
        if (Sabotage.Is("watermark-before-sync")) { DurableGroup = target; WriteWatermark(hasGroup); }
#endif
        HarvestEarlySync(waits: true);
        long groupBytes = hasGroup ? _groupBytes : 0;
        if (_unsyncedBytes + groupBytes <= SmallSyncBytes) _segment.ZeroBehind(_segment.EndBytes + groupBytes);
        SyncSegment(_segment);
        DurableGroup = target;
        DurableSequence = hasGroup ? _commit.LastSequence : _chain.NextSequence - 1;
        _unsyncedBytes = 0;
    }

    /// <summary>Says whether a group is durable, as far as is known without waiting.</summary>
    /// <exception cref="SyncFailedException">A sync beside the writer has failed.</exception>
    public bool IsDurable(ulong group)
    {
        if (DurableGroup < group) HarvestEarlySync(waits: false);
        return DurableGroup >= group;
    }

    /// <summary>Step 4: says in the watermark how far the log is durable and may be read.</summary>
    /// <param name="hasGroup">Whether a group was written and is not counted in yet.</param>
    public void WriteWatermark(bool hasGroup)
    {
        Watermark last = Marks.Last;
        Watermark next = last with
        {
            DurableGroup = DurableGroup,
            PublishedSegment = _segment.Number,
            PublishedEndBytes = _segment.EndBytes + (hasGroup ? _groupBytes : 0),
            PublishedGroup = hasGroup ? _commit.Group : WrittenGroup,
            PublishedSequence = hasGroup ? _commit.LastSequence : last.PublishedSequence,
        };
        if (next == last) return;
        try
        {
            Marks.Write(next);
        }
        catch (IOException failure)
        {
            // The group is on the disk and cannot be told apart from one that nobody was promised.
            throw new SyncFailedException(StoreLayout.Watermark, failure);
        }
    }

    /// <summary>Step 5: counts the group in and tells the indexes about its frames.</summary>
    public void Apply(BatchPlanner plan, IndexCatalog catalog)
    {
        for (int i = 0; i < plan.FrameCount; i++)
        {
            ref readonly PlannedFrame frame = ref plan.Frames[i];
            FrameHeader header = FrameHeader.Parse(plan.FrameBytes(i), _headerHashes[i]);
            long offsetBytes = _segment.EndBytes + frame.OffsetBytes;
            _segment.CountFrame(offsetBytes, header, frame.ExpiresAtMs);
            FrameAddress address = FrameAddress.At(_segment.Number, offsetBytes);
            catalog.Apply(header, address, frame.KeyHash, frame.ExpiresAtMs, frame.Victim);
            if (frame.HasVector) catalog.ApplyVector(FrameView.Trusted(plan.FrameBytes(i)), address);
        }

        CountGroup();
        catalog.EndGroup(_commit, _groupBytes, _segment.Number, _segment.EndBytes);
    }

    /// <summary>
    /// Writes frames that have been in the log before into this segment, as the group they were, resealed for their new
    /// place. For recovery.
    /// </summary>
    /// <param name="group">The group's frames and room for its commit.</param>
    /// <param name="original">The commit that the group had.</param>
    /// <param name="durableThrough">The highest group that is known to be durable.</param>
    public void Rewrite(Span<byte> group, in CommitFrame original, ulong durableThrough)
    {
        _headerHashes.Clear();
        ulong salt = Manifest.Store.Salt;
        _segment.EnsureAllocated(group.Length);
        int framesBytes = (int)original.ByteCount;
        for (int at = 0; at < framesBytes;)
        {
            ulong seed = Checksum.PlaceSeed(salt, _segment.Number, (ulong)(_segment.EndBytes + at));
            FrameHeader before = FrameHeader.Parse(group[at..], 0);
            Span<byte> frame = group.Slice(at, before.TotalLengthBytes);
            ulong hash = FrameEncoder.SealHeader(frame, before.Sequence, seed);
            _headerHashes.Add(hash);
            long expiresAtMs =
                before.ExtensionsLengthBytes == 0 ? long.MaxValue : FrameView.TrustedAt(frame).ExpiresAtMs;
            _segment.CountFrame(_segment.EndBytes + at, FrameHeader.Parse(frame, hash), expiresAtMs);
            at += frame.Length;
        }

        SealCommit(group, framesBytes, original.RecordedAtMs, durableThrough);
        _segment.Write(group);
        CountGroup();
    }

    /// <summary>Freezes the tail of a catalog behind the group that was counted in last.</summary>
    public FrozenTail FreezeTail(IndexCatalog catalog) =>
        catalog.Freeze(_chain, _segment.CaptureState());

    /// <summary>Makes other index files part of the store.</summary>
    /// <param name="runs">All runs from now on.</param>
    /// <param name="deaths">All deaths files from now on.</param>
    /// <param name="words">All files of words from now on.</param>
    /// <param name="vectors">All files of vectors from now on.</param>
    /// <param name="nextIndexFile">The number of the next index file.</param>
    /// <exception cref="IOException">The manifest was not replaced.</exception>
    /// <exception cref="SyncFailedException">Nobody knows which manifest is on the medium.</exception>
    public void ReplaceIndexes(
        IReadOnlyList<IndexFileEntry> runs, IReadOnlyList<IndexFileEntry> deaths, IReadOnlyList<IndexFileEntry> words,
        IReadOnlyList<IndexFileEntry> vectors, ulong nextIndexFile)
    {
        Manifest manifest = Manifest with
        {
            Generation = Manifest.Generation + 1,
            NextIndexFile = nextIndexFile,
            Runs = runs,
            Deaths = deaths,
            Words = words,
            Vectors = vectors,
        };
        ManifestFile.Replace(_storage, manifest);
        Manifest = manifest;
    }

    /// <summary>Makes shards part of the store in place of segments and of other shards.</summary>
    /// <param name="change">What is listed and what no more.</param>
    /// <exception cref="IOException">The manifest was not replaced.</exception>
    /// <exception cref="SyncFailedException">Nobody knows which manifest is on the medium.</exception>
    public void ReplaceShards(ShardChange change)
    {
        Manifest manifest = With(change);
#if SABOTAGE
        if (Sabotage.Is("delete-shards-before-manifest"))
            foreach (ShardEntry shard in change.Removed) _storage.Delete(shard.Path);
#endif
        ManifestFile.Replace(_storage, manifest);
        Manifest = manifest;
    }

    /// <summary>Makes shards part of the store in place of what holds what is to be erased, and no index file: all of
    /// them are made anew.</summary>
    /// <param name="change">What is listed and what no more.</param>
    /// <param name="nextIndexFile">The number of the next index file.</param>
    /// <exception cref="IOException">The manifest was not replaced.</exception>
    /// <exception cref="SyncFailedException">Nobody knows which manifest is on the medium.</exception>
    public void ReplaceForPurge(ShardChange change, ulong nextIndexFile)
    {
        Manifest manifest = With(change) with
        {
            NextIndexFile = nextIndexFile,
            Runs = [],
            Deaths = [],
            Words = [],
            Vectors = [],
        };
        ManifestFile.Replace(_storage, manifest);
        Manifest = manifest;
        try
        {
            // Readers in other processes look at the manifest when the watermark has changed.
            Marks.Write(Marks.Last);
        }
        catch (IOException failure)
        {
            throw new SyncFailedException(StoreLayout.Watermark, failure);
        }
    }

    /// <summary>All index files that there are, listed or not.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IEnumerable<string> IndexPaths() => _storage.List(StoreLayout.IndexFolder)
        .Where(name => StoreLayout.TryParseIndex(name, out _, out _))
        .Select(name => StoreLayout.IndexFolder + "/" + name);

    /// <summary>Whether what a failed write has left may lie behind the end of the open segment.</summary>
    public bool IsSpoilt => _mustSeal || _segment.IsSpoilt;

    /// <summary>What the open segment would be listed as if it were sealed now.</summary>
    public SegmentEntry DescribeOpen() => _segment.Describe(_chain, footerOffsetBytes: 0);

    /// <summary>Seals the open segment, which has groups, and begins the next.</summary>
    /// <exception cref="IOException">The log goes on as it was.</exception>
    /// <exception cref="SyncFailedException">What is on the medium is unknown.</exception>
    public void SealOpen()
    {
        Roll();
        WriteWatermark(hasGroup: false);
    }

    /// <summary>
    /// Says whether the files still say that the store was closed. The group that ends this is to be synced, whatever
    /// it asks for: then the log itself shows that there was a writer afterwards.
    /// </summary>
    public bool SaysClosed => Marks.SaysClosed;

    /// <summary>Says durably that the store is closed; everything written is durable already.</summary>
    public void CloseWatermark() => Marks.Close();

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its outcome was taken by the last sync, or does not matter any more; the file must stay open until it ends.
        _earlySync?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _segment.Dispose();
        _watermark?.Dispose();
    }

    private Manifest With(ShardChange change)
    {
        HashSet<ulong> archived = [.. change.Archived.Select(entry => entry.Number)];
        HashSet<ulong> removed = [.. change.Removed.Select(shard => shard.Number)];
        return Manifest with
        {
            Generation = Manifest.Generation + 1,
            LastShard = change.LastShard,
            Segments = [.. Manifest.Segments.Select(entry =>
                archived.Contains(entry.Number) ? entry with { State = SegmentState.Archived } : entry)],
            Shards = [.. Manifest.Shards.Where(shard => !removed.Contains(shard.Number)).Concat(change.Added)
                .OrderBy(shard => shard.FirstAddress.Packed)],
        };
    }

    private WatermarkFile Marks =>
        _watermark ?? throw new InvalidOperationException("A rewriting log has no watermark.");

    private void SealCommit(Span<byte> group, int framesBytes, long recordedAtMs, ulong durableThrough)
    {
        _commit = new CommitFrame
        {
            Group = _chain.NextGroup,
            RecordedAtMs = recordedAtMs,
            FirstSequence = _chain.NextSequence,
            FrameCount = _headerHashes.Count,
            ByteCount = framesBytes,
            GroupHash = GroupScanner.HashOf(_headerHashes),
            PreviousCommit = _chain.PreviousCommit,
            DurableThrough = durableThrough,
        };
        ulong seed = Checksum.PlaceSeed(
            Manifest.Store.Salt, _segment.Number, (ulong)(_segment.EndBytes + framesBytes));
        _commitHash = _commit.Write(group[framesBytes..], seed);
        _groupBytes = group.Length;
    }

    private void CountGroup()
    {
        _segment.CountGroup(_groupBytes);
        _chain = new GroupChain(_commit.Group + 1, _commit.LastSequence + 1, _commitHash);
        WrittenGroup = _commit.Group;
        _unsyncedBytes += _groupBytes;
        if (_unsyncedBytes >= EarlySyncBytes && _earlySync is null && _watermark is not null) BeginEarlySync();
    }

    private void BeginEarlySync()
    {
        _unsyncedBytes = 0;
        _earlySyncGroup = WrittenGroup;
        _earlySyncSequence = _chain.NextSequence - 1;
        OpenSegment segment = _segment;
        _earlySync = Task.Run(() => SyncSegment(segment));
    }

    private void SyncSegment(OpenSegment segment)
    {
        long startedAt = Telemetry?.BeginSync() ?? 0;
        segment.Sync();
        Telemetry?.EndSync(startedAt);
    }

    private void HarvestEarlySync(bool waits)
    {
        if (_earlySync is null || (!waits && !_earlySync.IsCompleted)) return;
        Task done = _earlySync;
        _earlySync = null;
        done.GetAwaiter().GetResult();
        DurableGroup = Math.Max(DurableGroup, _earlySyncGroup);
        DurableSequence = Math.Max(DurableSequence, _earlySyncSequence);
    }

    private void EnsureRoom(long groupBytes)
    {
        bool isFull = _segment.HasGroups && _segment.EndBytes + groupBytes > _options.SegmentBytes;
        if (isFull || _segment.IsSpoilt || _mustSeal || _skippedSequences > 0) Roll();
        _segment.EnsureAllocated(groupBytes);
    }

    // Seals the open segment and begins the next: footer, sync, new segment, manifest. Until the manifest is replaced
    // nothing has happened; if a step fails, the next group tries again from the start.
    private void Roll()
    {
        _mustSeal = true;
        HarvestEarlySync(waits: true);
        long nowMs = _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        SegmentEntry sealedEntry = _segment.Seal(_chain, Manifest.Store.Salt, nowMs);
        DurableGroup = WrittenGroup;
        DurableSequence = _chain.NextSequence - 1;
        _unsyncedBytes = 0;
        SegmentHeader header = new()
        {
            Store = Manifest.Store,
            Number = Manifest.NextSegment,
            FirstSequence = _chain.NextSequence + _skippedSequences,
            DeclaredGap = _skippedSequences,
            FirstGroup = _chain.NextGroup,
            PreviousCommit = _chain.PreviousCommit,
            CreatedAtMs = nowMs,
        };
        OpenSegment next = OpenSegment.Create(
            _storage, header, StoreLayout.Segment(header.Number), _options.SegmentBytes);
        try
        {
            SegmentEntry openEntry = new()
            {
                Number = header.Number,
                State = SegmentState.Open,
                FirstSequence = header.FirstSequence,
                FirstGroup = header.FirstGroup,
            };
            Manifest manifest = Manifest with
            {
                Generation = Manifest.Generation + 1,
                NextSegment = header.Number + 1,
                Segments = [.. Manifest.Segments.Take(Manifest.Segments.Count - 1), sealedEntry, openEntry],
            };
            ManifestFile.Replace(_storage, manifest);
            Manifest = manifest;
        }
        catch (IOException failure) when (failure is not SyncFailedException)
        {
            next.Dispose();
            _storage.Delete(StoreLayout.Segment(header.Number));
            throw;
        }

        _segment.Dispose();
        _segment = next;
        _chain = _chain with { NextSequence = header.FirstSequence };
        _skippedSequences = 0;
        _mustSeal = false;
    }
}
