using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Tail;

namespace Feedlog.Read;

/// <summary>What the writer has published: immutable, replaced as a whole after every group.</summary>
/// <param name="Catalog">The indexes.</param>
/// <param name="Segments">The files; holds the store's own reference.</param>
/// <param name="VisibleCount">How many slots are published.</param>
/// <param name="Sequence">The last published sequence.</param>
/// <param name="EndBytes">Where the last segment ends.</param>
/// <param name="Entries">The files as the manifest lists them, in order.</param>
internal sealed record ReadView(
    MemoryCatalog Catalog, SegmentSet Segments, int VisibleCount, ulong Sequence, long EndBytes,
    IReadOnlyList<SegmentEntry> Entries)
{
    /// <summary>The catalog as this view may see it, with expiry judged at the time.</summary>
    public CatalogView At(long nowMs) => new(Catalog, VisibleCount, Sequence, nowMs);

    /// <summary>Walks the view's records and tombstones from one sequence to another, both included.</summary>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="firstSequence">Where to begin.</param>
    /// <param name="lastSequence">Where to end; nothing beyond the view is read.</param>
    /// <param name="startAt">See <see cref="LogWalk"/>.</param>
    public LogWalk Walk(
        ulong salt, ulong firstSequence, ulong lastSequence = ulong.MaxValue, FrameAddress? startAt = null) =>
        new(Segments, Entries, EndBytes, salt, firstSequence, Math.Min(lastSequence, Sequence), startAt);
}
