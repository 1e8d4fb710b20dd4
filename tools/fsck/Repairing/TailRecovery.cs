using Feedlog.Format;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Building;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Repairing;

/// <summary>
/// Ends the open segment as a writer would that opens the store: what is durable stays where it is, whole groups above
/// it are copied and synced, what is torn is left behind. FORMAT.md section 10, steps 4 to 6. Nothing has changed until
/// the new manifest is in place.
/// </summary>
internal sealed class TailRecovery(CheckContext context, Manifest manifest, Watermark? watermark, long nowMs)
{
    private readonly IStorage _storage = context.Storage;
    private readonly SegmentEntry _open = manifest.Segments[^1];
    private readonly List<SegmentEntry> _segments = [.. manifest.Segments.Take(manifest.Segments.Count - 1)];
    private ulong _nextNumber = manifest.NextSegment;

    /// <summary>Recovers.</summary>
    /// <exception cref="IOException">It could not be done; the store is as it was, or a little further.</exception>
    /// <exception cref="CommandException">What was promised durable is not there.</exception>
    public void Run()
    {
        string path = StoreLayout.Segment(_open.Number);
        using CheckedFile file = context.TryOpen(path, out _) ??
            throw new CommandException("Damaged", $"{path} cannot be opened.");
        if (!HeaderCheck.TryRead(file, out SegmentHeader header, out FormatFault fault))
            throw new CommandException("Damaged", $"The header of {path} cannot be read: {fault}.");
        foreach (string name in context.List(StoreLayout.HotFolder))
        {
            if (StoreLayout.TryParseSegment(name, out ulong number)) _nextNumber = Math.Max(_nextNumber, number + 1);
        }

        GroupChain first = new(header.FirstGroup, header.FirstSequence, header.PreviousCommit);
        SegmentInPlace segment = new(file, path, header.Number, manifest.Store.Salt, context.Large);
        SegmentSurvey whole = SegmentSurvey.Read(context, segment, first, file.LengthBytes, ulong.MaxValue);
        TailEvidence evidence = TailEvidence.Read(file, manifest.Store.Salt, header.Number, whole.EndBytes);
        ulong durable = DurableGroup(header, whole, evidence);
        if (durable >= whole.Chain.NextGroup)
        {
            throw new CommandException("Damaged",
                $"{path} ends with group {whole.Chain.NextGroup - 1}; groups up to {durable} were promised durable.");
        }

        ulong seen = Math.Max(
            Math.Max(whole.Chain.NextSequence - 1, evidence.SequenceMax), watermark?.PublishedSequence ?? 0);
        SegmentSurvey kept = SegmentSurvey.Read(context, segment, first, file.LengthBytes, durable);
        bool isKept = kept.Tally.GroupCount > 0;
        if (isKept) _segments.Add(kept.Describe(header.Number, first, footerOffsetBytes: 0));
        // A segment that keeps no group goes, and what was skipped before it is skipped before the next one.
        GroupChain chain = isKept ? kept.Chain : first with { NextSequence = first.NextSequence - header.DeclaredGap };
        if (kept.EndBytes < whole.EndBytes) chain = CopyGroups(segment, kept, whole.EndBytes, chain, durable);
        Commit(chain, seen);
        if (!isKept) new Quarantine(_storage).Move(path);
    }

    private ulong DurableGroup(in SegmentHeader header, SegmentSurvey whole, in TailEvidence evidence)
    {
        ulong covered = manifest.Runs.Count == 0 ? 0 : manifest.Runs[^1].Coverage.LastGroup;
        return Math.Max(
            Math.Max(Math.Max(header.FirstGroup - 1, covered), watermark?.DurableGroup ?? 0),
            Math.Max(whole.Tally.DurableThrough, evidence.DurableThrough));
    }

    // Under a draft name until it is complete and synced.
    private GroupChain CopyGroups(
        SegmentInPlace segment, SegmentSurvey kept, long endBytes, GroupChain chain, ulong durable)
    {
        ulong number = _nextNumber++;
        string draft = StoreLayout.SegmentDraft(number);
        ulong firstSequence = kept.Chain.NextSequence;
        _storage.Delete(draft);
        using SegmentBuilder target = new(_storage, new SegmentHeader
        {
            Store = manifest.Store,
            Number = number,
            FirstSequence = firstSequence,
            DeclaredGap = firstSequence - chain.NextSequence,
            FirstGroup = chain.NextGroup,
            PreviousCommit = chain.PreviousCommit,
            CreatedAtMs = nowMs,
        }, draft);
        GroupBatch groups = new(segment, kept.EndBytes, endBytes, kept.Chain);
        while (groups.MoveNext())
        {
            using GroupFrames frames = new(segment, groups.EndBytes);
            foreach ((long startBytes, Format.Frames.CommitFrame commit) in groups.Groups)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                frames.Begin(startBytes, commit);
                while (frames.MoveNext()) target.Add(frames.Frame, frames.Header.Sequence);
                target.Commit(commit.RecordedAtMs, durable);
            }
        }

        _segments.Add(target.Seal(nowMs));
        _storage.Rename(draft, StoreLayout.Segment(number));
        _storage.SyncFolder(StoreLayout.HotFolder);
        return target.Chain;
    }

    private void Commit(GroupChain chain, ulong seenSequence)
    {
        SegmentHeader header = new()
        {
            Store = manifest.Store,
            Number = _nextNumber++,
            FirstSequence = seenSequence + FormatLimits.RecoverySequenceGap,
            DeclaredGap = seenSequence + FormatLimits.RecoverySequenceGap - chain.NextSequence,
            FirstGroup = chain.NextGroup,
            PreviousCommit = chain.PreviousCommit,
            CreatedAtMs = nowMs,
        };
        using (SegmentBuilder empty = new(_storage, header, StoreLayout.Segment(header.Number))) empty.Sync();
        _storage.SyncFolder(StoreLayout.HotFolder);
        _segments.Add(new SegmentEntry
        {
            Number = header.Number,
            State = SegmentState.Open,
            FirstSequence = header.FirstSequence,
            FirstGroup = header.FirstGroup,
        });
        ManifestWriter.Replace(_storage, manifest with
        {
            Generation = manifest.Generation + 1,
            NextSegment = _nextNumber,
            Segments = _segments,
        });
        ManifestWriter.ReplaceWatermark(_storage, manifest.Store.Salt, new Watermark
        {
            Counter = watermark?.Counter ?? 0,
            DurableGroup = header.FirstGroup - 1,
            PublishedSegment = header.Number,
            PublishedEndBytes = SegmentLayout.HeaderBytes,
            PublishedGroup = header.FirstGroup - 1,
            PublishedSequence = chain.NextSequence - 1,
        });
    }
}
