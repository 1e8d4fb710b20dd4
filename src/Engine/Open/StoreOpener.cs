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

    private readonly IStorage _storage;
    private readonly FeedlogOptions _options;
    private readonly IndexCatalog _catalog;
    private readonly LogReplay _replay;
    private readonly Watermark _watermark;
    private readonly bool _wasClosed;
    private readonly CancellationToken _cancellationToken;
    private readonly List<string> _strays = [];
    private readonly IndexOpening _indexes;
    private readonly TailAhead? _ahead;

    private Manifest _manifest;

    // The last group that a listed run covers.
    private readonly ulong _indexedGroup;

    // The number that the next new segment gets.
    private ulong _nextSegment;

    // The sequence after the last frame that will be listed: what a new segment's declared gap counts from.
    private ulong _followingSequence;

    private StoreOpener(
        IStorage storage, FeedlogOptions options, Manifest manifest, string indexFault, TailAhead? ahead,
        CancellationToken cancellationToken)
    {
        _storage = storage;
        _options = options;
        _cancellationToken = cancellationToken;
        _ahead = ahead;
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
        using TailAhead? ahead = indexFault.Length == 0 ? ReadAhead(storage, manifest, cancellationToken) : null;
        StoreOpener opener = new(storage, options, manifest, indexFault, ahead, cancellationToken);
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

    // Where the indexes end in the open segment, what follows is read while they are opened.
    private static TailAhead? ReadAhead(
        IStorage storage, Manifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.Runs.Count == 0 || manifest.Segments.Count == 0) return null;
        IndexCoverage covered = manifest.Runs[^1].Coverage;
        SegmentEntry last = manifest.Segments[^1];
        if (last.State != SegmentState.Open || last.Number != covered.EndSegment) return null;
        GroupChain chain = new(covered.LastGroup + 1, covered.LastSequence + 1, covered.LastCommit);
        TailStart start = new(manifest.Store.Salt, last.Number, covered.EndOffsetBytes, chain);
        return new TailAhead(storage, start, cancellationToken);
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
        SegmentHeader header = _replay.OpenHeader(entry, out long startBytes);
        OpenSegment segment = Enter(header, startBytes);
        try
        {
            TailStart start = new(_manifest.Store.Salt, header.Number, startBytes, _replay.Chain);
            using TailScan tail = _ahead?.Take(start) ?? TailScan.Read(_storage, start, _cancellationToken);
            return OpenTail(header, segment, tail);
        }
        catch
        {
            segment.Dispose();
            throw;
        }
    }

    private OpenedLog OpenTail(SegmentHeader header, OpenSegment segment, TailScan tail)
    {
        ulong durable = FindDurable(tail);
        if (durable > tail.LastGroup)
        {
            throw Throw.Corrupt(tail.Fault, StoreLayout.Segment(header.Number), tail.FaultOffsetBytes,
                $"Groups {tail.LastGroup + 1} to {durable} were promised durable and cannot be read");
        }

        // What looks complete is not enough: after a power loss unsynced groups may be gone without a trace, and their
        // sequences must not be given again.
        bool isClean = _wasClosed && durable == tail.LastGroup && _watermark.PublishedGroup == tail.LastGroup &&
            tail.Evidence.WrittenEndBytes == tail.EndBytes;
#if SABOTAGE
        if (Sabotage.Is("trust-unsynced-groups")) isClean = tail.Evidence.WrittenEndBytes == tail.EndBytes;
#endif
        _replay.Replay(
            tail.GroupsFrom(segment.EndBytes, _replay.Chain), header.Number, segment,
            isClean ? tail.LastGroup : durable, _cancellationToken);
        return isClean ? GoOn(segment) : Recover(header, segment, tail, durable);
    }

    private ulong FindDurable(TailScan tail)
    {
#if SABOTAGE
        if (Sabotage.Is("ignore-watermark")) return tail.Evidence.DurableThrough;
#endif
        // Whatever a manifest has named a run of was durable before, also where the run is missing.
        ulong durable = Math.Max(_replay.Chain.NextGroup - 1, _indexedGroup);
        durable = Math.Max(durable, _watermark.DurableGroup);
        return Math.Max(durable, Math.Max(tail.DurableThrough, tail.Evidence.DurableThrough));
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
    private OpenedLog Recover(SegmentHeader header, OpenSegment kept, TailScan tail, ulong durable)
    {
        TailEvidence evidence = tail.Evidence;
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
        if (durable < tail.LastGroup)
        {
            segments.Add(Rescue(tail, kept.EndBytes, durable, out rescuedFrames));
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

    // The groups behind the durable one move to a segment of their own. The indexes take them in while another thread
    // writes and the disk syncs.
    private SegmentEntry Rescue(TailScan tail, long startBytes, ulong durable, out long frameCount)
    {
        GroupChain chain = _replay.Chain;
        SegmentHeader header = Header(_nextSegment, chain, chain.NextSequence);
        TailRescue rescue = new(_storage, _options, _manifest, header, chain);
        SideWork<SegmentEntry> written = new(
            () => rescue.Write(tail.GroupsFrom(startBytes, chain), durable, _cancellationToken));
        try
        {
            frameCount = _replay.ReplayMoved(
                tail.GroupsFrom(startBytes, chain), header.Number, SegmentLayout.HeaderBytes, _cancellationToken);
        }
        catch
        {
            written.Abandon(); // It reads what is disposed of next.
            throw;
        }

        SegmentEntry entry = written.Finish();
        rescue.Publish();
        _replay.Chain = tail.Chain with { PreviousCommit = entry.LastCommit };
        _followingSequence = tail.Chain.NextSequence;
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
}
