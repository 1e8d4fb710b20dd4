using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;

namespace Feedlog.Read;

/// <summary>What the writer has published: immutable, replaced as a whole after every group.</summary>
/// <param name="Parts">The indexes.</param>
/// <param name="Segments">The files; holds the store's own reference.</param>
/// <param name="Entries">The segments as the manifest lists them.</param>
/// <param name="VisibleCount">How many slots of the active tail are published.</param>
/// <param name="Sequence">The last published sequence.</param>
/// <param name="EndBytes">Where the last segment ends.</param>
/// <param name="RecordCount">How many records there are, ended or not.</param>
/// <param name="EndedCount">How many of them were ended by a newer version or a tombstone.</param>
internal sealed record ReadView(
    IndexParts Parts, SegmentSet Segments, IReadOnlyList<SegmentEntry> Entries, int VisibleCount, ulong Sequence,
    long EndBytes, long RecordCount, long EndedCount)
{
    /// <summary>The indexes as this view may see them, with expiry judged at the time.</summary>
    public IndexView At(long nowMs, ulong salt) => new(Parts, VisibleCount, Sequence, nowMs, salt);
}
