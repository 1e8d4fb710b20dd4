using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Indexes;
using Feedlog.Fsck.Shards;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Fsck.Words;

/// <summary>
/// Holds what a file of words says against the log, read once more: every term of every record, and where the stretch
/// ends. Memory does not grow with the store.
/// </summary>
/// <param name="context">The run.</param>
/// <param name="manifest">The manifest.</param>
/// <param name="analyzer">The analyzer of the store.</param>
/// <param name="segments">The segments, in order.</param>
internal sealed class WordsRecount(
    CheckContext context, Manifest manifest, Analyzer analyzer, IReadOnlyList<ListedSegment> segments)
{
    private readonly RecordTerms _terms = new(analyzer);
    private IndexCoverage? _seen;
    private ulong _groupCount;

    /// <summary>Reads the stretch and reports what differs; nothing if the log itself cannot be read.</summary>
    /// <exception cref="FileNotFoundException">A writer has removed a file meanwhile.</exception>
    public void Run(IndexFileInPlace file, WordSums said)
    {
        IndexCoverage stretch = file.Header.Entry.Coverage;
        WordSums seen = new();
        _seen = null;
        foreach (ListedSegment segment in segments)
        {
            bool isBefore = segment.Entry.HasEnded && segment.Entry.LastGroup < stretch.FirstGroup;
            if (isBefore || segment.Entry.FirstGroup > stretch.LastGroup) continue;
            if (segment.Entry.State == SegmentState.Archived) ReadArchived(segment.Entry, stretch, seen);
            else ReadSegment(segment, stretch, seen);
        }

        // What is wrong with the log itself was said already.
        if (_seen is not IndexCoverage found || found.LastGroup != stretch.LastGroup) return;
        ulong groupCount = stretch.LastGroup - found.FirstGroup + 1;
        if (groupCount != _groupCount) return;
        if (found != stretch with { FirstGroup = found.FirstGroup, FirstSequence = found.FirstSequence })
            Report(file, 0, "where its stretch ends");
        if (seen.Slots != said.Slots || seen.SlotCount != said.SlotCount)
            Report(file, file.OffsetOf(IndexSectionType.Chunks), "of slots");
        if (seen.Postings != said.Postings) Report(file, file.OffsetOf(IndexSectionType.Postings), "of terms");
    }

    private void ReadSegment(in ListedSegment listed, IndexCoverage stretch, WordSums sums)
    {
        CheckContext quiet =
            new(context.Storage, context.Options with { FindingsMax = 0 }, null, context.CancellationToken);
        using CheckedFile? file = quiet.TryOpen(listed.Path, out _);
        if (file is null || listed.CheckHeader(quiet, file, manifest.Store) is not GroupChain first) return;
        SegmentInPlace segment = new(file, listed.Path, listed.Entry.Number, manifest.Store.Salt, context.Large);
        bool isSealed = listed.Entry.State == SegmentState.Sealed;
        long endBytes = isSealed ? Math.Min(listed.Entry.LogicalEndBytes, file.LengthBytes) : file.LengthBytes;
        GroupBatch groups = new(segment, SegmentLayout.HeaderBytes, endBytes, first);
        while (groups.MoveNext())
        {
            using GroupFrames frames = new(segment, groups.EndBytes);
            foreach ((long startBytes, CommitFrame commit) in groups.Groups)
            {
                if (commit.Group < stretch.FirstGroup) continue;
                if (commit.Group > stretch.LastGroup) return;
                frames.Begin(startBytes, commit);
                while (frames.MoveNext()) _terms.Add(frames.Frame, sums);
                EndGroup(segment, startBytes + commit.ByteCount, commit);
            }
        }
    }

    // Nobody knows more of the groups than that they were there, and of a stretch that ends among them where it does.
    private void ReadArchived(SegmentEntry entry, IndexCoverage stretch, WordSums sums)
    {
        using ArchivedFrames frames = new(context, manifest, entry);
        while (frames.MoveNext())
        {
            ulong sequence = frames.Frame.Header.Sequence;
            if (sequence >= stretch.FirstSequence && sequence <= stretch.LastSequence) _terms.Add(frames.Frame, sums);
        }

        if (frames.IsBroken) return;
        if (_seen is null) _groupCount = 0;
        ulong firstGroup = Math.Max(stretch.FirstGroup, entry.FirstGroup);
        ulong lastGroup = Math.Min(stretch.LastGroup, entry.LastGroup);
        _groupCount += lastGroup - firstGroup + 1;
        bool isAtEnd = lastGroup == entry.LastGroup;
        _seen = new IndexCoverage
        {
            FirstSequence = _seen?.FirstSequence ?? Math.Max(stretch.FirstSequence, entry.FirstSequence),
            LastSequence = isAtEnd ? entry.LastSequence : stretch.LastSequence,
            FirstGroup = _seen?.FirstGroup ?? firstGroup,
            LastGroup = lastGroup,
            LastCommit = isAtEnd ? entry.LastCommit : stretch.LastCommit,
            EndSegment = entry.Number,
            EndOffsetBytes = isAtEnd ? entry.LogicalEndBytes : stretch.EndOffsetBytes,
        };
    }

    private void EndGroup(SegmentInPlace segment, long commitBytes, in CommitFrame commit)
    {
        Span<byte> header = stackalloc byte[FrameLayout.HeaderBytes];
        segment.File.Read(commitBytes, header);
        if (_seen is null) _groupCount = 0;
        _groupCount++;
        _seen = new IndexCoverage
        {
            FirstSequence = _seen?.FirstSequence ?? commit.FirstSequence,
            LastSequence = commit.LastSequence,
            FirstGroup = _seen?.FirstGroup ?? commit.Group,
            LastGroup = commit.Group,
            LastCommit = BinaryPrimitives.ReadUInt64LittleEndian(header[FrameLayout.HeaderHash..]),
            EndSegment = segment.Number,
            EndOffsetBytes = commitBytes + CommitLayout.FrameBytes,
        };
    }

    private void Report(IndexFileInPlace file, long offsetBytes, string what) => context.Report(
        FindingCode.IndexMismatch, file.Path, offsetBytes,
        $"What the file of words says {what} is not what the log says.");
}
