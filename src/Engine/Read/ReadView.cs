using Feedlog.Indexing.Tail;

namespace Feedlog.Read;

/// <summary>What the writer has published: immutable, replaced as a whole after every group.</summary>
/// <param name="Catalog">The indexes.</param>
/// <param name="Segments">The files; holds the store's own reference.</param>
/// <param name="VisibleCount">How many slots are published.</param>
/// <param name="Sequence">The last published sequence.</param>
/// <param name="EndBytes">Where the last segment ends.</param>
internal sealed record ReadView(
    MemoryCatalog Catalog, SegmentSet Segments, int VisibleCount, ulong Sequence, long EndBytes)
{
    /// <summary>The catalog as this view may see it, with expiry judged at the time.</summary>
    public CatalogView At(long nowMs) => new(Catalog, VisibleCount, Sequence, nowMs);
}
