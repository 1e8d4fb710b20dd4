using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Tail;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Makes index files of a store from its log: the library's builders and a plain model of deaths.</summary>
internal sealed class IndexedStore
{
    private const long NowMs = 1_700_000_000_000;

    private readonly MemoryStorage _storage;
    private readonly Manifest _manifest;
    private readonly List<Group> _groups = [];
    private readonly List<(ulong Victim, ulong Killer, bool ByTombstone)> _deaths = [];
    private readonly Dictionary<WideHash, ulong> _liveByKey = [];
    private readonly Dictionary<ulong, ulong> _sequenceById = [];
    private readonly HashSet<ulong> _dead = [];

    private IndexedStore(StoreImage image)
    {
        // What the store had of its own makes room.
        _storage = image.ToStorage();
        foreach (string name in _storage.List(StoreLayout.IndexFolder))
            _storage.Delete(StoreLayout.IndexFolder + "/" + name);
        _manifest = image.Manifest;
        foreach (SegmentEntry entry in _manifest.Segments) ReadSegment(image, entry);
    }

    /// <summary>Adds index files to a store.</summary>
    /// <param name="image">A sound store; replaced by one with index files.</param>
    /// <param name="runs">How many runs.</param>
    /// <param name="deathFiles">How many files of deaths.</param>
    /// <param name="tailGroups">How many of the last groups no run covers.</param>
    /// <param name="changeSlot">Changes what a run is told of a slot; null for the truth.</param>
    /// <param name="changeDeaths">Changes the deaths; null for the truth.</param>
    public static StoreImage Of(
        StoreImage image, int runs = 2, int deathFiles = 2, int tailGroups = 0,
        Func<RunSlot, RunSlot>? changeSlot = null,
        Action<List<(ulong Victim, ulong Killer, bool ByTombstone)>>? changeDeaths = null)
    {
        IndexedStore store = new(image);
        int covered = store._groups.Count - tailGroups;
        changeDeaths?.Invoke(store._deaths);
        IndexFileEntry[] runEntries =
        [
            .. Cut(covered, runs).Select((range, i) => store.WriteRun(range, (ulong)i + 1, changeSlot)),
        ];
        IndexFileEntry[] deathEntries =
        [
            .. Cut(covered, deathFiles).Select((range, i) => store.WriteDeaths(range, (ulong)(runs + i) + 1)),
        ];
        StoreImage indexed = StoreImage.Of(store._storage);
        indexed[StoreLayout.Manifest] = (store._manifest with
        {
            NextIndexFile = (ulong)(runs + deathFiles) + 1,
            Runs = runEntries,
            Deaths = deathEntries,
        }).Write();
        return indexed;
    }

    private static IEnumerable<Range> Cut(int count, int parts) =>
        Enumerable.Range(0, parts).Select(i => (count * i / parts)..(count * (i + 1) / parts));

    private void ReadSegment(StoreImage image, SegmentEntry entry)
    {
        using IStorageFile file = _storage.Open(StoreLayout.Segment(entry.Number), StorageOpen.Read);
        Assert.True(SegmentHeader.TryRead(image[StoreLayout.Segment(entry.Number)], out SegmentHeader header, out _));
        GroupScanner scanner = new(file, _manifest.Store.Salt, entry.Number, SegmentLayout.HeaderBytes,
            file.LengthBytes, new GroupChain(header.FirstGroup, header.FirstSequence, header.PreviousCommit));
        ChunkTracker chunks = new();
        long groupCount = 0;
        while (scanner.MoveNext())
        {
            List<RunSlot> slots = [];
            for (int at = 0; at < scanner.Commit.ByteCount;)
            {
                ulong seed = Feedlog.Format.Checksum.PlaceSeed(
                    _manifest.Store.Salt, entry.Number, (ulong)(scanner.GroupOffsetBytes + at));
                Assert.True(FrameDecoder.TryRead(scanner.Group[at..], seed, out FrameView frame, out _));
                chunks.Add(scanner.GroupOffsetBytes + at, frame.Header, frame.ExpiresAtMs);
                slots.Add(SlotOf(frame, FrameAddress.At(entry.Number, scanner.GroupOffsetBytes + at)));
                TakeDeath(frame, slots[^1]);
                at += frame.Header.TotalLengthBytes;
            }

            groupCount++;
            _groups.Add(new Group(scanner.Commit, scanner.Chain.PreviousCommit, entry.Number, scanner.EndBytes, slots,
                chunks.Capture(entry.Number, groupCount)));
        }
    }

    private RunSlot SlotOf(in FrameView frame, FrameAddress address) => new()
    {
        Sequence = frame.Header.Sequence,
        Address = address,
        IsRecord = frame.Header.Type == FrameType.Record,
        Id = frame.Header.Id,
        TimestampMs = frame.Header.TimestampMs,
        ExpiresAtMs = frame.ExpiresAtMs,
        HasKey = frame.Key.Length > 0,
        KeyHash = frame.Key.Length > 0 ? KeyHash.Of(frame.Stream, frame.Key, _manifest.Store.Salt) : default,
    };

    private void TakeDeath(in FrameView frame, in RunSlot slot)
    {
        bool isTombstone = !slot.IsRecord;
        if (slot.HasKey)
        {
            if (_liveByKey.Remove(slot.KeyHash, out ulong before)) Kill(before, slot.Sequence, isTombstone);
            if (!isTombstone) _liveByKey[slot.KeyHash] = slot.Sequence;
        }

        if ((frame.Header.Flags & FrameFlags.ById) != 0 && _sequenceById.TryGetValue(slot.Id, out ulong named))
            Kill(named, slot.Sequence, byTombstone: true);
        if (!isTombstone) _sequenceById[slot.Id] = slot.Sequence;
    }

    private void Kill(ulong victim, ulong killer, bool byTombstone)
    {
        if (_dead.Add(victim)) _deaths.Add((victim, killer, byTombstone));
    }

    private IndexCoverage Coverage(Range range)
    {
        Group first = _groups[range.Start.Value];
        Group last = _groups[range.End.Value - 1];
        return new IndexCoverage
        {
            FirstSequence = first.Commit.FirstSequence,
            LastSequence = last.Commit.LastSequence,
            FirstGroup = first.Commit.Group,
            LastGroup = last.Commit.Group,
            LastCommit = last.CommitHash,
            EndSegment = last.Segment,
            EndOffsetBytes = last.EndBytes,
        };
    }

    private IndexFileEntry WriteRun(Range range, ulong number, Func<RunSlot, RunSlot>? change)
    {
        RunBuilder builder = new();
        foreach (Group group in _groups.Take(range))
        {
            foreach (RunSlot slot in group.Slots) builder.Add(change is null ? slot : change(slot));
            builder.AddGroup(group.Commit.RecordedAtMs, group.Commit.LastSequence);
        }

        OpenSegmentState state = _groups[range.End.Value - 1].State;
        return builder.Write(_storage, _manifest.Store, number, Coverage(range), state, NowMs);
    }

    private IndexFileEntry WriteDeaths(Range range, ulong number)
    {
        DeathsBuilder builder = new();
        IndexCoverage coverage = Coverage(range);
        foreach ((ulong victim, ulong killer, bool byTombstone) in _deaths)
        {
            bool isOf = killer >= coverage.FirstSequence && killer <= coverage.LastSequence;
            if (isOf) builder.Add(victim, killer, byTombstone);
        }

        return builder.Write(_storage, _manifest.Store, number, coverage, NowMs);
    }

    private sealed record Group(
        CommitFrame Commit, ulong CommitHash, ulong Segment, long EndBytes, List<RunSlot> Slots,
        OpenSegmentState State);
}
