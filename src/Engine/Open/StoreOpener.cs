using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;
using Feedlog.Write;

namespace Feedlog.Open;

/// <summary>
/// Opens the log of a locked store for writing; this file is the recovery algorithm of FORMAT.md section 10, top to
/// bottom. Reads by position only. Until a new manifest is in place nothing of the store has changed.
/// </summary>
internal sealed class StoreOpener
{
    // A crash leaves one or two numbers behind; a file far ahead of them is not ours and must not use the numbers up.
    private const ulong StraysAheadMax = 1024;

    // Groups of which it is not known yet whether they are durable are kept up to here; of more the log is read again.
    private const long HeldBytesMax = 16 * 1024 * 1024;

    private readonly IStorage _storage;
    private readonly FeedlogOptions _options;
    private readonly IndexCatalog _catalog;
    private readonly LogReplay _replay;
    private readonly Watermark _watermark;
    private readonly bool _wasClosed;
    private readonly CancellationToken _cancellationToken;
    private readonly List<string> _strays = [];
    private readonly IndexOpening _indexes;

    private Manifest _manifest;

    // The last group that a listed run covers.
    private readonly ulong _indexedGroup;

    // The number that the next new segment gets.
    private ulong _nextSegment;

    // The sequence after the last frame that will be listed: what a new segment's declared gap counts from.
    private ulong _followingSequence;

    private StoreOpener(
        IStorage storage, FeedlogOptions options, Manifest manifest, string indexFault,
        CancellationToken cancellationToken)
    {
        _storage = storage;
        _options = options;
        _cancellationToken = cancellationToken;
        _indexes = IndexOpening.Open(storage, manifest, options, indexFault);
        _manifest = _indexes.Manifest;
        _indexedGroup = manifest.Runs.Count == 0 ? 0 : manifest.Runs[^1].Coverage.LastGroup;
        _catalog = _indexes.Catalog;
        _replay = _indexes.Replay;
        _watermark = WatermarkFile.Read(storage, manifest.Store.Salt, out _wasClosed, out _);
    }

    /// <summary>Opens the log and the indexes of it.</summary>
    /// <exception cref="FeedlogCorruptException">Something that was promised durable is damaged; nothing was changed.
    /// </exception>
    public static OpenedLog Open(
        IStorage storage, FeedlogOptions options, Manifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return Open(storage, options, manifest, "", cancellationToken);
        }
        catch (IndexDamageException damage)
        {
            // Met while frames behind the index files were looked up in them. The log says the same again.
            return Open(storage, options, manifest, damage.Message, cancellationToken);
        }
    }

    private static OpenedLog Open(
        IStorage storage, FeedlogOptions options, Manifest manifest, string indexFault,
        CancellationToken cancellationToken)
    {
        StoreOpener opener = new(storage, options, manifest, indexFault, cancellationToken);
        try
        {
            opener.LookAround();
            opener.ReplaySealedSegments();
            return opener.OpenTail();
        }
        catch
        {
            opener._catalog.Parts.Sealed.Release();
            throw;
        }
        finally
        {
            opener._indexes.Frames.Dispose();
        }
    }

    // Drafts are never part of a store. Stray segments are left alone, and their numbers are not used again; stray
    // index files hold nothing that is not in the log.
    private void LookAround()
    {
        _nextSegment = _manifest.NextSegment;
        int found = 0;
        List<string> leftovers = [];
        foreach (string name in _storage.List(StoreLayout.HotFolder))
        {
            string path = StoreLayout.HotFolder + "/" + name;
            if (StoreLayout.IsDraft(name))
            {
                _storage.Delete(path);
            }
            else if (!StoreLayout.TryParseSegment(name, out ulong number) ||
                _manifest.Find(number) is not SegmentEntry entry)
            {
                _strays.Add(path);
                if (number < _manifest.NextSegment + StraysAheadMax) _nextSegment = Math.Max(_nextSegment, number + 1);
            }
            else if (entry.State == SegmentState.Archived)
            {
                leftovers.Add(path);
            }
            else
            {
                found++;
            }
        }

        if (found < _manifest.Segments.Count(entry => entry.State != SegmentState.Archived)) throw MissingSegment();
        LookAtShards(leftovers);
        RemoveLeftovers(leftovers);
        RemoveStrayIndexes();
    }

    // What the manifest has given a number and does not list was replaced; a shard with a higher number may be all that
    // there is, if somebody has put an older manifest back.
    private void LookAtShards(List<string> leftovers)
    {
        HashSet<string> missing = [.. _manifest.Shards.Select(shard => shard.Path)];
        foreach (string path in ColdFiles.Paths(_storage.List))
        {
            if (StoreLayout.IsDraft(path)) _storage.Delete(path);
            else if (missing.Remove(path)) continue;
            else if (StoreLayout.TryParseShardPath(path, out _, out ulong number) && number <= _manifest.LastShard)
                leftovers.Add(path);
            else _strays.Add(path);
        }

        if (missing.Count > 0) throw new FileNotFoundException(null, missing.Order(StringComparer.Ordinal).First());
    }

    // Nobody knows whether the manifest that does without them has reached the medium yet.
    private void RemoveLeftovers(List<string> leftovers)
    {
        if (leftovers.Count == 0) return;
        SyncFailedException.Guard("the store's folder", () => _storage.SyncFolder(""));
        foreach (string path in leftovers) _storage.Delete(path);
    }

    private FileNotFoundException MissingSegment()
    {
        HashSet<string> names = [.. _storage.List(StoreLayout.HotFolder)];
        SegmentEntry missing = _manifest.Segments.First(
            entry => entry.State != SegmentState.Archived && !names.Contains(
                StoreLayout.Segment(entry.Number)[(StoreLayout.HotFolder.Length + 1)..]));
        return new FileNotFoundException(null, StoreLayout.Segment(missing.Number));
    }

    private void RemoveStrayIndexes()
    {
        HashSet<string> listed = new(StringComparer.Ordinal);
        foreach (IndexFileEntry file in _manifest.IndexFiles) listed.Add(StoreLayout.IndexFile(file.Kind, file.Number));
        ulong next = _manifest.NextIndexFile;
        foreach (string name in _storage.List(StoreLayout.IndexFolder))
        {
            string path = StoreLayout.IndexFolder + "/" + name;
            if (!StoreLayout.TryParseIndex(name, out _, out ulong number) || listed.Contains(path)) continue;
            _storage.Delete(path);
            next = Math.Max(next, number + 1);
        }

        _manifest = _manifest with { NextIndexFile = next };
    }

    private void ReplaySealedSegments()
    {
        foreach (SegmentEntry entry in _manifest.Segments)
        {
            if (entry.State == SegmentState.Sealed) _replay.ReplaySealed(entry, _cancellationToken);
            if (entry.State == SegmentState.Archived)
                _replay.ReplayArchived(entry, _manifest.Shards, _cancellationToken);
        }
    }

    private OpenedLog OpenTail()
    {
        SegmentEntry? entry = _manifest.Segments.Count > 0 ? _manifest.Segments[^1] : null;
        if (entry is not { State: SegmentState.Open })
            throw Throw.Corrupt(FormatFault.BadOrder, StoreLayout.Manifest, 0, "The manifest lists no open segment");

        _followingSequence = _replay.Chain.NextSequence;
        using IStorageFile file = _replay.Open(entry, out SegmentHeader header, out long startBytes);
        // Whatever a manifest has named a run of was durable before, also where the run is missing.
        ulong durable = Math.Max(_replay.Chain.NextGroup - 1, _indexedGroup);
#if SABOTAGE
        if (!Sabotage.Is("ignore-watermark"))
#endif
        durable = Math.Max(durable, _watermark.DurableGroup);
        OpenSegment segment = Enter(header, startBytes);
        try
        {
            return OpenTail(file, header, segment, durable);
        }
        catch
        {
            segment.Dispose();
            throw;
        }
    }

    // Groups that are known to be durable are fed as they are read; whether those behind them are durable is known when
    // the last has been read.
    private OpenedLog OpenTail(IStorageFile file, SegmentHeader header, OpenSegment segment, ulong durable)
    {
        GroupScanner tail = Scan(file, segment);
        _replay.Replay(tail, header.Number, segment, durable, _cancellationToken);
        durable = Math.Max(durable, _replay.DurableThrough);
        HeldGroups held = new(tail.Chain, HeldBytesMax);
        while (tail.MoveNext())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            durable = Math.Max(durable, tail.Commit.DurableThrough);
            held.Add(tail);
        }

        TailEvidence evidence = TailEvidence.Read(file, _manifest.Store.Salt, header.Number, tail.EndBytes);
        durable = Math.Max(durable, evidence.DurableThrough);
#if SABOTAGE
        if (Sabotage.Is("ignore-watermark")) durable = evidence.DurableThrough;
#endif
        ulong lastGroup = tail.Chain.NextGroup - 1;
        if (durable > lastGroup)
        {
            throw Throw.Corrupt(tail.Fault, StoreLayout.Segment(header.Number), tail.FaultOffsetBytes,
                $"Groups {lastGroup + 1} to {durable} were promised durable and cannot be read");
        }

        // What looks complete is not enough: after a power loss unsynced groups may be gone without a trace, and their
        // sequences must not be given again.
        bool isClean = _wasClosed && durable == lastGroup && _watermark.PublishedGroup == lastGroup &&
            evidence.WrittenEndBytes == tail.EndBytes;
#if SABOTAGE
        if (Sabotage.Is("trust-unsynced-groups")) isClean = evidence.WrittenEndBytes == tail.EndBytes;
#endif
        IGroupSource? rest = null;
        if (segment.EndBytes < tail.EndBytes) rest = held.IsWhole ? held : Scan(file, segment);
        if (rest is not null)
            _replay.Replay(rest, header.Number, segment, isClean ? lastGroup : durable, _cancellationToken);
        return isClean ? GoOn(segment) : Recover(header, segment, tail, rest, evidence, durable);
    }

    // Nothing was lost and nothing is torn: the open segment goes on being written.
    private OpenedLog GoOn(OpenSegment segment)
    {
        Manifest manifest = ForgetIndexes(_manifest with { NextSegment = _nextSegment });
        WatermarkFile watermark = new(_storage, manifest.Store.Salt, _watermark, saysClosed: true);
        LogWriter log = new(_storage, _options, manifest, segment, _replay.Chain, watermark);
        return new OpenedLog(log, _catalog, new OpenReport
        {
            WasClean = true,
            IndexFault = _indexes.Fault,
            StrayFiles = _strays,
            ScannedFrames = _replay.FrameCount,
        });
    }

    // It may be long until what was set aside fills a file again; until then no manifest is to name one that is not
    // there.
    private Manifest ForgetIndexes(Manifest manifest)
    {
        if (_indexes.Fault.Length == 0) return manifest;
        Manifest forgetting = manifest with { Generation = manifest.Generation + 1 };
        try
        {
            ManifestFile.Replace(_storage, forgetting);
            return forgetting;
        }
        catch (IOException failure) when (failure is not SyncFailedException)
        {
            // Then the next opening misses them again.
            return manifest;
        }
    }

    // The open segment as the checkpoint left it, or from its beginning.
    private OpenSegment Enter(in SegmentHeader header, long startBytes)
    {
        IStorageFile file = _storage.Open(StoreLayout.Segment(header.Number), StorageOpen.Write);
        return startBytes == SegmentLayout.HeaderBytes
            ? new OpenSegment(file, header, _options.SegmentBytes)
            : new OpenSegment(
                file, header, _options.SegmentBytes, _indexes.State!, _replay.Chain.NextSequence - 1, startBytes);
    }

    // Groups above the durable one look whole, but a failed sync leaves pages that only look clean: they are copied
    // and synced before anybody sees them. What is torn was promised to nobody and stays behind.
    private OpenedLog Recover(
        SegmentHeader header, OpenSegment kept, GroupScanner tail, IGroupSource? rest, in TailEvidence evidence,
        ulong durable)
    {
        ulong lastSequence = tail.Chain.NextSequence - 1;
        ulong seen = Math.Max(Math.Max(lastSequence, evidence.SequenceMax), _watermark.PublishedSequence);
        List<SegmentEntry> segments = [.. _manifest.Segments.Take(_manifest.Segments.Count - 1)];
        if (kept.HasGroups)
        {
            segments.Add(kept.Describe(_replay.Chain, footerOffsetBytes: 0));
            _followingSequence = _replay.Chain.NextSequence;
        }

        kept.Dispose();
        long rescuedFrames = 0;
        if (rest is not null && rest.Chain.NextGroup < tail.Chain.NextGroup)
        {
            segments.Add(RewriteGroups(rest, durable, out rescuedFrames));
            _nextSegment++;
        }

#if SABOTAGE
        if (Sabotage.Is("delete-before-manifest")) _storage.Delete(StoreLayout.Segment(header.Number));
#endif
        LogWriter log = StartAfresh(segments, seen, out ulong gap);
        if (!kept.HasGroups) _storage.Delete(StoreLayout.Segment(header.Number));
        return new OpenedLog(log, _catalog, new OpenReport
        {
            WasClean = false,
            IndexFault = _indexes.Fault,
            RescuedFrames = rescuedFrames,
            DroppedBytes = evidence.WrittenEndBytes - tail.EndBytes,
            DroppedAt = evidence.WrittenEndBytes > tail.EndBytes
                ? $"{StoreLayout.Segment(header.Number)}:{tail.EndBytes}"
                : "",
            SequenceGap = gap,
            StrayFiles = _strays,
            ScannedFrames = _replay.FrameCount + rescuedFrames,
        });
    }

    // Copies the groups that the source has before it into a new, sealed segment, under a draft name until it is
    // complete and synced.
    private SegmentEntry RewriteGroups(IGroupSource groups, ulong durable, out long frameCount)
    {
        SegmentHeader header = Header(_nextSegment, groups.Chain, groups.Chain.NextSequence);
        string draft = StoreLayout.SegmentDraft(header.Number);
        OpenSegment target = OpenSegment.Create(_storage, header, draft, _options.SegmentBytes);
        using LogWriter writer = new(_storage, _options, _manifest, target, groups.Chain, watermark: null);
        byte[] copy = [];
        frameCount = 0;
        while (groups.MoveNext())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> group = groups.Group;
            if (copy.Length < group.Length) copy = new byte[group.Length];
            group.CopyTo(copy);
            writer.Rewrite(copy.AsSpan(0, group.Length), groups.Commit, _catalog, durable);
            frameCount += groups.Commit.FrameCount;
        }

        _replay.Chain = writer.Chain;
        _followingSequence = writer.Chain.NextSequence;
        SegmentEntry entry = target.Seal(writer.Chain, _manifest.Store.Salt, NowMs);
        _storage.Rename(draft, StoreLayout.Segment(header.Number));
        SyncFailedException.Guard(
            StoreLayout.HotFolder, () => _storage.SyncFolder(StoreLayout.HotFolder));
        return entry;
    }

    // A new open segment whose first sequence nobody can have seen, and the manifest that makes all of it so.
    private LogWriter StartAfresh(List<SegmentEntry> segments, ulong seenSequence, out ulong gap)
    {
        ulong firstSequence = seenSequence + FormatLimits.RecoverySequenceGap;
#if SABOTAGE
        if (Sabotage.Is("drop-sequence-gap")) firstSequence = _followingSequence;
#endif
        gap = firstSequence - _followingSequence;
        SegmentHeader header = Header(_nextSegment, _replay.Chain, firstSequence);
        OpenSegment segment = OpenSegment.Create(
            _storage, header, StoreLayout.Segment(header.Number), _options.SegmentBytes);
        segments.Add(new SegmentEntry
        {
            Number = header.Number,
            State = SegmentState.Open,
            FirstSequence = header.FirstSequence,
            FirstGroup = header.FirstGroup,
        });
        Manifest manifest = _manifest with
        {
            Generation = _manifest.Generation + 1,
            NextSegment = header.Number + 1,
            Segments = segments,
        };
        ManifestFile.Replace(_storage, manifest);
        GroupChain chain = _replay.Chain with { NextSequence = firstSequence };
        WatermarkFile watermark = new(_storage, manifest.Store.Salt, _watermark, saysClosed: false);
        watermark.Write(new Watermark
        {
            Counter = 0,
            DurableGroup = chain.NextGroup - 1,
            PublishedSegment = header.Number,
            PublishedEndBytes = SegmentLayout.HeaderBytes,
            PublishedGroup = chain.NextGroup - 1,
            PublishedSequence = _followingSequence - 1,
        });
        watermark.Close();
        return new LogWriter(_storage, _options, manifest, segment, chain, watermark);
    }

    private SegmentHeader Header(ulong number, GroupChain chain, ulong firstSequence) => new()
    {
        Store = _manifest.Store,
        Number = number,
        FirstSequence = firstSequence,
        DeclaredGap = firstSequence - _followingSequence,
        FirstGroup = chain.NextGroup,
        PreviousCommit = chain.PreviousCommit,
        CreatedAtMs = NowMs,
    };

    private long NowMs => _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    // What the segment does not count in yet.
    private GroupScanner Scan(IStorageFile file, OpenSegment segment) => new(
        file, _manifest.Store.Salt, segment.Number, segment.EndBytes,
        Math.Min(file.LengthBytes, int.MaxValue), _replay.Chain);
}
