using System.Buffers;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>What both kinds of merges do with their files. One thread.</summary>
internal sealed class MergePass
{
    private readonly IReadOnlyList<IndexFileReader> _oldestFirst;
    private readonly CancellationToken _token;
    private readonly int _windowBlocks;

    /// <summary>A merge of these files.</summary>
    /// <param name="oldestFirst">The files, in the order of their stretches.</param>
    /// <param name="windowBlocks">How many blocks of a filter are made at a time.</param>
    /// <param name="token">Ends the merge.</param>
    public MergePass(
        IReadOnlyList<IndexFileReader> oldestFirst, int windowBlocks, CancellationToken token)
    {
        _oldestFirst = oldestFirst;
        _windowBlocks = windowBlocks;
        _token = token;
    }

    /// <summary>The stretches of all files as one.</summary>
    /// <param name="mayHaveGaps">Whether groups may lie between two of the stretches.</param>
    /// <exception cref="ArgumentException">There is no file, or they do not follow each other.</exception>
    public IndexCoverage JoinCoverage(bool mayHaveGaps)
    {
        if (_oldestFirst.Count == 0) throw new ArgumentException("There is nothing to merge.");
        IndexCoverage joined = _oldestFirst[0].FileEntry.Coverage;
        for (int i = 1; i < _oldestFirst.Count; i++)
        {
            IndexCoverage next = _oldestFirst[i].FileEntry.Coverage;
            bool isInOrder = mayHaveGaps
                ? next.FirstGroup > joined.LastGroup
                : next.FirstGroup == joined.LastGroup + 1;
            if (!isInOrder)
            {
                throw new ArgumentException(
                    $"{_oldestFirst[i].Path} does not follow {_oldestFirst[i - 1].Path}.");
            }

            joined = next with { FirstSequence = joined.FirstSequence, FirstGroup = joined.FirstGroup };
        }

        return joined;
    }

    /// <summary>How many entries the section has in all files.</summary>
    public long Count(IndexSectionType type)
    {
        long count = 0;
        foreach (IndexFileReader file in _oldestFirst)
            count += file.TryGetSection(type, out IndexSection section) ? section.EntryCount : 0;
        return count;
    }

    /// <summary>Merges a section that is sorted by time or sequence, and its fences.</summary>
    public void CopyFenced<TOrder>(IndexFileWriter writer, IndexSectionType type)
        where TOrder : struct, IMergeOrder
    {
        writer.BeginSection(type, FencedSection.EntryBytes);
        SortedMerge<TOrder> merge = new(_oldestFirst, type, _token);
        // One entry a page: a two hundred and fiftieth of what is merged.
        ArrayBufferWriter<byte> fences = new();
        for (int i = 0; merge.TryTake(out ReadOnlySpan<byte> entry, out _); i = (i + 1) % FencedSection.EntriesPerPage)
        {
            if (i == 0) fences.Write(entry);
            entry.CopyTo(writer.Add());
        }

        writer.BeginSection(type + 1, FencedSection.EntryBytes);
        for (ReadOnlySpan<byte> left = fences.WrittenSpan; left.Length > 0; left = left[FencedSection.EntryBytes..])
            left[..FencedSection.EntryBytes].CopyTo(writer.Add());
    }

    /// <summary>Writes a filter of a section.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="source">The section.</param>
    /// <param name="target">The filter.</param>
    /// <param name="hashOf">The hash of an entry in the filter.</param>
    public void WriteFilter(
        IndexFileWriter writer,
        IndexSectionType source,
        IndexSectionType target,
        Func<ReadOnlySpan<byte>, ulong> hashOf)
    {
        void AddAll(FilterWindow window)
        {
            foreach (IndexFileReader file in _oldestFirst)
            {
                if (!file.TryGetSection(source, out IndexSection section)) continue;
                _token.ThrowIfCancellationRequested();
                for (long i = 0; i < section.EntryCount; i++) window.Add(hashOf(file.Entry(section, i)));
            }
        }

        FilterWindow.Write(writer, target, Count(source), AddAll, _windowBlocks);
    }
}
