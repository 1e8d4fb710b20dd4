using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Building;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Indexes;
using Feedlog.Fsck.Shards;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Tail;
using Feedlog.Indexing.Vectors;

namespace Feedlog.Fsck.Repairing;

/// <summary>
/// Makes all runs and deaths anew from the log, and a manifest that lists them in place of all old files, which stay
/// until somebody removes them. Memory does not grow with the store. FORMAT.md sections 7.3 to 7.7. Words are left to
/// the next writer: to sort those of the longest records takes more memory than this may have.
/// </summary>
internal sealed class Reindexer(CheckContext context, Manifest manifest, Watermark? watermark, long nowMs)
{
    // About 70 bytes of memory a slot while a run is made. A writer merges runs later, at its leisure.
    private const int SlotsOfRunMax = 1 << 16;

    private const long VectorBytesMax = 16 * 1024 * 1024;

    // Each slot ends one record at most, and a death takes 16 bytes.
    private const int RunsOfDeaths = 8;

    private readonly List<IndexFileEntry> _runs = [];
    private readonly List<IndexFileEntry> _deaths = [];
    private readonly List<IndexFileEntry> _vectorFiles = [];
    private readonly Dictionary<ulong, int> _dimensions = [];
    private readonly RunBuilder _builder = new();
    private ulong _nextNumber = manifest.NextIndexFile;
    private VectorTails _vectors = new();
    private IndexCoverage? _stretch;
    private ChunkTracker _chunks = new();
    private ulong _chunkedSegment;
    private long _chunkedGroups;

    /// <summary>Makes the files.</summary>
    /// <returns>The manifest that is in place now.</returns>
    /// <exception cref="CommandException">The log is damaged, so nobody can say what belongs in an index.</exception>
    /// <exception cref="IOException">The old index files still count.</exception>
    public Manifest Run()
    {
        foreach (string name in context.List(StoreLayout.IndexFolder))
        {
            if (StoreLayout.TryParseIndex(name, out _, out ulong number))
                _nextNumber = Math.Max(_nextNumber, number + 1);
        }

        GroupChain chain = new(1, 1, 0);
        foreach (SegmentEntry entry in manifest.Segments)
        {
            if (entry.State == SegmentState.Archived) ReadArchived(entry);
            else ReadSegment(entry, chain);
            chain = ManifestCheck.ChainAfter(entry);
        }

        if (_runs.Count > 0) MakeDeaths();
        context.Storage.CreateFolder(StoreLayout.IndexFolder);
        context.Storage.SyncFolder(StoreLayout.IndexFolder);
        context.Storage.SyncFolder("");
        Manifest made = manifest with
        {
            Generation = manifest.Generation + 1,
            NextIndexFile = _nextNumber,
            Runs = _runs,
            Deaths = _deaths,
            Words = [],
            Vectors = _vectorFiles,
        };
        ManifestWriter.Replace(context.Storage, made);
        return made;
    }

    private void ReadSegment(SegmentEntry entry, GroupChain before)
    {
        string path = StoreLayout.Segment(entry.Number);
        bool isSealed = entry.State == SegmentState.Sealed;
        ListedSegment listed = new(entry, 0, before);
        using CheckedFile file = context.TryOpen(path, out _) ?? throw Damaged(path, 0);
        GroupChain first = listed.CheckHeader(context, file, manifest.Store) ?? throw Damaged(path, 0);
        SegmentInPlace segment = new(file, path, entry.Number, manifest.Store.Salt, context.Large);
        long endBytes = isSealed ? entry.LogicalEndBytes : file.LengthBytes;
        ulong lastGroup = isSealed ? entry.LastGroup : DurableGroup(segment, first, endBytes);
        GroupBatch groups = new(segment, SegmentLayout.HeaderBytes, Math.Min(endBytes, file.LengthBytes), first);
        (_chunks, _chunkedSegment, _chunkedGroups) = (new ChunkTracker(), entry.Number, 0);
        while (groups.MoveNext())
        {
            using GroupFrames frames = new(segment, groups.EndBytes);
            foreach ((long startBytes, CommitFrame commit) in groups.Groups)
            {
                if (commit.Group > lastGroup) break;
                context.CancellationToken.ThrowIfCancellationRequested();
                bool isFull = _builder.SlotCount + commit.FrameCount > SlotsOfRunMax ||
                    _vectors.Models.Sum(model => model.Vectors.MemoryBytes) > VectorBytesMax;
                if (isFull) WriteRun();
                frames.Begin(startBytes, commit);
                while (frames.MoveNext())
                {
                    _chunks.Add(frames.OffsetBytes, frames.Header, frames.Frame.ExpiresAtMs);
                    AddFrame(frames.Frame, FrameAddress.At(_chunkedSegment, frames.OffsetBytes));
                }

                ulong commitHash = CommitHash(segment, startBytes + commit.ByteCount);
                AddGroup(commit, commitHash, entry.Number, startBytes + commit.ByteCount + CommitLayout.FrameBytes);
                _chunkedGroups++;
            }
        }

        if (isSealed && groups.EndBytes != endBytes) throw Damaged(path, groups.EndBytes);
        if (entry.Number == manifest.Segments[^1].Number) WriteRun();
    }

    // What lies above it a recovery may move.
    private ulong DurableGroup(SegmentInPlace segment, GroupChain first, long endBytes)
    {
        SegmentSurvey survey = SegmentSurvey.Read(
            Quiet(isQuick: false), segment, first, endBytes, ulong.MaxValue);
        ulong durable = Math.Max(
            Math.Max(survey.Tally.DurableThrough, watermark?.DurableGroup ?? 0), first.NextGroup - 1);
        return durable < survey.Chain.NextGroup ? durable : throw Damaged(segment.Path, survey.EndBytes);
    }

    // Of what is archived no groups are known, so a run ends with the segment.
    private void ReadArchived(SegmentEntry entry)
    {
        using ArchivedFrames frames = new(context, manifest, entry);
        long slotCount = 0;
        for (; frames.MoveNext(); slotCount++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            AddFrame(frames.Frame, frames.Address);
            _builder.AddGroup(frames.RecordedAtMs, frames.Frame.Header.Sequence);
        }

        if (frames.IsBroken || slotCount != entry.SlotCount) throw Damaged(StoreLayout.ColdFolder, 0);
        _stretch = new IndexCoverage
        {
            FirstSequence = _stretch?.FirstSequence ?? entry.FirstSequence,
            LastSequence = entry.LastSequence,
            FirstGroup = _stretch?.FirstGroup ?? entry.FirstGroup,
            LastGroup = entry.LastGroup,
            LastCommit = entry.LastCommit,
            EndSegment = entry.Number,
            EndOffsetBytes = entry.LogicalEndBytes,
        };
        if (_builder.SlotCount > SlotsOfRunMax / 2) WriteRun();
    }

    private void AddFrame(in FrameView frame, FrameAddress address)
    {
        FrameHeader header = frame.Header;
        bool isRecord = header.Type == FrameType.Record;
        bool hasKey = isRecord && (header.Flags & FrameFlags.HasKey) != 0;
        long expiresAtMs = frame.ExpiresAtMs;
        _builder.Add(new RunSlot
        {
            Sequence = header.Sequence,
            Address = address,
            IsRecord = isRecord,
            Id = header.Id,
            TimestampMs = header.TimestampMs,
            ExpiresAtMs = expiresAtMs,
            HasKey = hasKey,
            KeyHash = hasKey ? KeyHash.Of(frame.Stream, frame.Key, manifest.Store.Salt) : default,
        });
        AddVector(frame, address);
    }

    // A model's first vector decides how many values all of them have.
    private void AddVector(in FrameView frame, FrameAddress address)
    {
        if (!VectorFrame.TryFind(frame, out VectorFrame vector, out ulong target)) return;
        int dimensions = _vectors.Find(vector.Model)?.Shape.Dimensions ??
            _dimensions.GetValueOrDefault(Checksum.Xxh3(vector.Model, manifest.Store.Salt), vector.Dimensions);
        if (dimensions == vector.Dimensions) _vectors.Add(vector, target, frame.Header.Sequence, address);
    }

    private void AddGroup(in CommitFrame commit, ulong commitHash, ulong segmentNumber, long endBytes)
    {
        _builder.AddGroup(commit.RecordedAtMs, commit.LastSequence);
        _stretch = new IndexCoverage
        {
            FirstSequence = _stretch?.FirstSequence ?? commit.FirstSequence,
            LastSequence = commit.LastSequence,
            FirstGroup = _stretch?.FirstGroup ?? commit.Group,
            LastGroup = commit.Group,
            LastCommit = commitHash,
            EndSegment = segmentNumber,
            EndOffsetBytes = endBytes,
        };
    }

    private static ulong CommitHash(SegmentInPlace segment, long offsetBytes)
    {
        Span<byte> bytes = stackalloc byte[FrameLayout.HeaderBytes];
        segment.File.Read(offsetBytes, bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes[FrameLayout.HeaderHash..]);
    }

    private void WriteRun()
    {
        if (_stretch is not IndexCoverage stretch) return;
        // The state is that of the segment in which the stretch ends, or of none.
        OpenSegmentState? state = _chunkedSegment == stretch.EndSegment
            ? _chunks.Capture(_chunkedSegment, _chunkedGroups)
            : null;
        _runs.Add(_builder.Write(context.Storage, manifest.Store, _nextNumber++, stretch, state, nowMs));
        _builder.Clear();
        WriteVectors(stretch);
        _stretch = null;
        // What it was sorted with is large and garbage now; left to itself it would pile up from run to run.
        GC.Collect();
    }

    private void WriteVectors(IndexCoverage stretch)
    {
        foreach (ModelTail model in _vectors.Models)
        {
            IndexFileEntry entry = VectorFileWriter.Write(
                context.Storage, manifest.Store, _nextNumber++, model.Model.Span, stretch, [model.Vectors], nowMs);
            _vectorFiles.Add(entry);
            _dimensions.TryAdd(entry.ModelHash, model.Vectors.Shape.Dimensions);
        }

        _vectors = new VectorTails();
    }

    // Worked out from the new runs as a check would do it, for a part of the killers at a time.
    private void MakeDeaths()
    {
        // A tombstone that cannot be read must not be one that is not there: what it has ended would live again.
        CheckContext quiet = Quiet(isQuick: true, isStrict: true);
        List<IndexFileInPlace> runs = [];
        foreach (IndexFileEntry entry in _runs)
        {
            runs.Add(new IndexFileCheck(quiet, manifest.Store).Run(entry) ??
                throw new IOException($"{StoreLayout.IndexFile(entry.Kind, entry.Number)} does not read as written."));
        }

        ExpectedDeaths deaths = new(quiet, manifest, runs, TombstoneList.Read(quiet, manifest, runs));
        for (int first = 0; first < _runs.Count; first += RunsOfDeaths)
        {
            IndexCoverage from = _runs[first].Coverage;
            IndexCoverage to = _runs[Math.Min(first + RunsOfDeaths, _runs.Count) - 1].Coverage;
            DeathsBuilder builder = new();
            deaths.ForEach(from.FirstSequence, to.LastSequence, pair =>
            {
                if (pair.Killer >= from.FirstSequence && pair.Killer <= to.LastSequence)
                    builder.Add(pair.Victim, pair.Killer, pair.ByTombstone);
            });
            if (builder.Count == 0) continue;
            IndexCoverage stretch = to with { FirstSequence = from.FirstSequence, FirstGroup = from.FirstGroup };
            _deaths.Add(builder.Write(context.Storage, manifest.Store, _nextNumber++, stretch, nowMs));
            GC.Collect();
        }

        if (deaths.HasFailed || !quiet.Findings.IsEmpty)
            throw new IOException("What has ended records could not be read to its end.");
    }

    private CheckContext Quiet(bool isQuick, bool isStrict = false) => new(
        context.Storage,
        context.Options with { FindingsMax = 0, IsQuick = isQuick, IsStrict = isStrict, Large = context.Large }, null,
        context.CancellationToken);

    private static CommandException Damaged(string path, long offsetBytes) => new("Damaged",
        $"{path} cannot be read from byte {offsetBytes} on; salvage what can be read into a new store first.");
}
