using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Indexes;
using Feedlog.Fsck.Shards;

namespace Feedlog.Fsck.Vectors;

/// <summary>
/// Holds what the files of vectors say against the log, read once more as far as runs cover it: every vector of every
/// model. Memory does not grow with the store.
/// </summary>
/// <param name="context">The run.</param>
/// <param name="manifest">The manifest.</param>
/// <param name="files">The files that were found sound, with what they say.</param>
internal sealed class VectorsRecount(
    CheckContext context, Manifest manifest, IReadOnlyList<(IndexFileInPlace File, VectorSums Said)> files)
{
    private readonly VectorSums[] _seen = [.. files.Select(file => new VectorSums(file.Said.Shape))];
    private readonly ulong[] _groups = new ulong[files.Count];
    private readonly Dictionary<ulong, int> _dimensions = [];
    private readonly float[] _values = new float[FormatLimits.VectorDimensionsMax];
    private ulong _group; // 0 while what is archived goes by.
    private ulong _sequence;
    private bool _isMissingReported;

    /// <summary>Reads the log and reports what differs; nothing of what cannot be read.</summary>
    /// <exception cref="FileNotFoundException">A writer has removed a file meanwhile.</exception>
    public void Run(IReadOnlyList<ListedSegment> segments)
    {
        ulong lastGroup = manifest.Runs[^1].Coverage.LastGroup;
        foreach (ListedSegment segment in segments)
        {
            if (segment.Entry.FirstGroup > lastGroup) continue;
            if (segment.Entry.State == SegmentState.Archived) ReadArchived(segment.Entry, lastGroup);
            else ReadSegment(segment, lastGroup);
        }

        for (int i = 0; i < files.Count; i++)
        {
            (IndexFileInPlace file, VectorSums said) = files[i];
            IndexCoverage stretch = file.Header.Entry.Coverage;
            // What is wrong with the log itself was said already.
            ulong firstGroup = Math.Max(stretch.FirstGroup, manifest.Segments[0].FirstGroup);
            if (_groups[i] != stretch.LastGroup - firstGroup + 1) continue;
            if (said.Rows == _seen[i].Rows && said.Count == _seen[i].Count) continue;
            context.Report(FindingCode.IndexMismatch, file.Path, file.OffsetOf(IndexSectionType.VectorRows),
                "What the file of vectors says is not what the log says.");
        }
    }

    private void ReadSegment(in ListedSegment listed, ulong lastGroup)
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
                if (commit.Group > lastGroup) return;
                _group = commit.Group;
                frames.Begin(startBytes, commit);
                while (frames.MoveNext())
                    Take(frames.Frame, FrameAddress.At(segment.Number, frames.OffsetBytes));
                for (int i = 0; i < files.Count; i++)
                {
                    if (Covers(files[i].File.Header.Entry)) _groups[i]++;
                }
            }
        }
    }

    // Of what is archived no groups are known: files cover sequences as well.
    private void ReadArchived(SegmentEntry entry, ulong lastGroup)
    {
        _group = 0;
        using ArchivedFrames frames = new(context, manifest, entry);
        while (frames.MoveNext())
        {
            _sequence = frames.Frame.Header.Sequence;
            Take(frames.Frame, frames.Address);
        }

        if (frames.IsBroken) return;
        for (int i = 0; i < files.Count; i++)
        {
            IndexCoverage stretch = files[i].File.Header.Entry.Coverage;
            ulong from = Math.Max(stretch.FirstGroup, entry.FirstGroup);
            ulong to = Math.Min(Math.Min(stretch.LastGroup, entry.LastGroup), lastGroup);
            if (from <= to) _groups[i] += to - from + 1;
        }
    }

    private void Take(in FrameView frame, FrameAddress address)
    {
        if (!VectorFrame.TryFind(frame, out VectorFrame vector, out ulong target)) return;
        ulong model = Checksum.Xxh3(vector.Model, manifest.Store.Salt);
        if (_dimensions.TryGetValue(model, out int dimensions) && dimensions != vector.Dimensions) return;
        vector.CopyTo(_values);
        ReadOnlySpan<float> values = _values.AsSpan(0, vector.Dimensions);
        bool hasRow = SumsFor(model, vector.Dimensions, out bool isListed).TryAdd(
            target, frame.Header.Sequence, address.Packed, values);
        if (!hasRow) return;
        _dimensions.TryAdd(model, vector.Dimensions);
        if (isListed || _isMissingReported) return;
        _isMissingReported = true;
        context.Report(FindingCode.IndexMismatch, StoreLayout.Manifest, 0,
            $"The vector with sequence {frame.Header.Sequence} is in no file of vectors, though runs cover it.");
    }

    // The sums of the sound file that should have the vector, or some that nobody looks at.
    private VectorSums SumsFor(ulong model, int dimensions, out bool isListed)
    {
        isListed = true;
        for (int i = 0; i < files.Count; i++)
        {
            IndexFileEntry entry = files[i].File.Header.Entry;
            if (entry.ModelHash != model || !Covers(entry)) continue;
            // A file of other dimensions lacks the vector.
            if (files[i].Said.Shape.Dimensions == dimensions) return _seen[i];
        }

        isListed = manifest.Vectors.Any(entry => entry.ModelHash == model && Covers(entry));
        return new VectorSums(new VectorShape(dimensions));
    }

    private bool Covers(IndexFileEntry entry) => _group == 0
        ? entry.Coverage.FirstSequence <= _sequence && _sequence <= entry.Coverage.LastSequence
        : entry.Coverage.FirstGroup <= _group && _group <= entry.Coverage.LastGroup;
}
