using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Indexes;

/// <summary>An index file whose pages were found sound.</summary>
/// <param name="Path">Its name, relative to the store's folder.</param>
/// <param name="Header">Its page 0.</param>
/// <param name="Store">The store that it belongs to.</param>
internal sealed record IndexFileInPlace(string Path, IndexFileHeader Header, StoreIdentity Store)
{
    /// <summary>How many entries a section has; 0 if it was left out.</summary>
    public long Count(IndexSectionType type) => Find(type)?.EntryCount ?? 0;

    /// <summary>Where a section begins in bytes; 0, the header, if it was left out.</summary>
    public long OffsetOf(IndexSectionType type) => (Find(type)?.FirstPage ?? 0) * IndexPageLayout.PageBytes;

    /// <summary>The section; null if it was left out.</summary>
    public IndexSectionEntry? Find(IndexSectionType type)
    {
        foreach (IndexSectionEntry section in Header.Sections)
        {
            if (section.Type == type) return section;
        }

        return null;
    }
}
