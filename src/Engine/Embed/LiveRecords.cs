using System.Numerics;
using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Embed;

/// <summary>Goes through the records that nothing has ended by the indexes alone: the log is not read.</summary>
internal static class LiveRecords
{
    private const int MaskSlots = 64;

    /// <summary>Records of a stretch of sequences in order, expired ones included.</summary>
    /// <param name="published">The segments.</param>
    /// <param name="view">The indexes.</param>
    /// <param name="vectors">The vectors of the model, oldest first.</param>
    /// <param name="firstSequence">Where to begin.</param>
    /// <param name="lastSequence">Where to end; nothing beyond the view is looked at.</param>
    /// <exception cref="Format.Indexes.IndexDamageException">A page of an index is damaged.</exception>
    public static IEnumerable<LiveRecord> Of(
        ReadView published, IndexView view, IReadOnlyList<VectorPart> vectors, ulong firstSequence, ulong lastSequence)
    {
        // Sequences jump by millions after an unclean end, but never within a segment.
        foreach (SegmentEntry segment in published.Entries)
        {
            ulong last = Math.Min(lastSequence, segment.HasEnded ? segment.LastSequence : view.Sequence);
            ulong first = Math.Max(firstSequence, segment.FirstSequence);
            for (; first <= last; first += MaskSlots)
            {
                ulong live = view.LiveMask(first, (int)Math.Min(MaskSlots, last - first + 1));
                for (; live != 0; live &= live - 1)
                {
                    ulong sequence = first + (ulong)BitOperations.TrailingZeroCount(live);
                    bool isRecord = view.TryFindSequence(sequence, out FrameAddress address, out bool isIt) && isIt;
                    if (isRecord) yield return new LiveRecord(sequence, address, HasVector(vectors, sequence));
                }
            }
        }
    }

    // Newer parts first: who follows the log asks for new records.
    private static bool HasVector(IReadOnlyList<VectorPart> vectors, ulong target)
    {
        for (int i = vectors.Count - 1; i >= 0; i--)
        {
            if (vectors[i].TryFindNewest(target, ulong.MaxValue, out _)) return true;
        }

        return false;
    }
}
