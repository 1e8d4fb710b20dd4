using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Format.Indexes;

/// <summary>Copies an index file under another number, which stands in the seal of every page.</summary>
public static class IndexFileCopy
{
    /// <summary>Copies.</summary>
    /// <param name="source">The file; each page is checked.</param>
    /// <param name="storage">Where the copy goes.</param>
    /// <param name="store">The store that both belong to.</param>
    /// <param name="number">The copy's number, never used before.</param>
    /// <param name="createdAtMs">The time, ms since 1970 UTC.</param>
    /// <param name="token">Ends the copying; nothing stays behind.</param>
    /// <returns>What the manifest is to say of the copy.</returns>
    /// <exception cref="IndexDamageException">A page of the source is damaged.</exception>
    /// <exception cref="IOException">A file could not be read, written or synced.</exception>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    public static IndexFileEntry Write(
        IndexFileReader source, IStorage storage, StoreIdentity store, ulong number, long createdAtMs,
        CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(source);
        IndexFileEntry entry = source.FileEntry;
        using IndexFileWriter writer = new(storage, store, number, entry.Kind, createdAtMs);
        foreach (IndexSectionEntry section in source.Sections)
        {
            writer.BeginSection(section.Type, section.EntryBytes);
            IndexSection entries = new(section.EntryBytes, section.FirstPage, section.EntryCount);
            for (long i = 0; i < section.EntryCount; i += entries.EntriesPerPage)
            {
                token.ThrowIfCancellationRequested();
                writer.AddEntries(source.Entries(entries, i));
            }
        }

        return writer.Finish(entry.Coverage, entry.EntryCount);
    }
}
