using System.Buffers;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Makes a filter again, stretch by stretch so that memory stays bounded, and compares it bit by bit: a bit that lacks
/// hides an entry, and one too many costs time.
/// </summary>
internal static class FilterCheck
{
    private const int BlocksOfStretch = 32 * 1024;

    /// <summary>Computes the filter hash of an entry.</summary>
    public delegate ulong FilterHash(ReadOnlySpan<byte> entry);

    /// <summary>Says whether the filter is what its entries make it; if not, that is a finding.</summary>
    /// <param name="context">The run.</param>
    /// <param name="file">The index file.</param>
    /// <param name="type">The filter, with as many blocks as it must have.</param>
    /// <param name="entriesType">The section with the entries.</param>
    /// <param name="hashOf">The filter hash of an entry.</param>
    public static bool Run(
        CheckContext context, IndexFileInPlace file, IndexSectionType type, IndexSectionType entriesType,
        FilterHash hashOf)
    {
        using SectionStream filter = new(context, file, type);
        if (filter.Count == 0) return true;
        int stretchBytes = (int)Math.Min(filter.Count, BlocksOfStretch) * IndexRules.BlockBytes;
        byte[] stretch = ArrayPool<byte>.Shared.Rent(stretchBytes);
        try
        {
            for (long first = 0; first < filter.Count; first += BlocksOfStretch)
            {
                stretch.AsSpan(0, stretchBytes).Clear();
                Fill(context, file, entriesType, hashOf, stretch.AsSpan(0, stretchBytes), first, filter.Count);
                ReadOnlySpan<byte> expected = stretch.AsSpan(0, stretchBytes);
                for (; !expected.IsEmpty && filter.MoveNext(); expected = expected[IndexRules.BlockBytes..])
                {
                    if (filter.Entry.SequenceEqual(expected[..IndexRules.BlockBytes])) continue;
                    return new SectionReport(context, file).Inconsistent(
                        type, filter, "its bits are not those that its entries set");
                }
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stretch);
        }
    }

    private static void Fill(
        CheckContext context, IndexFileInPlace file, IndexSectionType entriesType, FilterHash hashOf,
        Span<byte> stretch, long firstBlock, long blockCount)
    {
        using SectionStream entries = new(context, file, entriesType);
        long stretchBlocks = stretch.Length / IndexRules.BlockBytes;
        while (entries.MoveNext())
        {
            ulong hash = hashOf(entries.Entry);
            long block = IndexRules.Block(hash, blockCount) - firstBlock;
            if (block < 0 || block >= stretchBlocks) continue;
            IndexRules.SetBits(stretch.Slice((int)block * IndexRules.BlockBytes, IndexRules.BlockBytes), hash);
        }
    }
}
