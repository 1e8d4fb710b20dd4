using System.Runtime.InteropServices;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Sealed;

/// <summary>Makes a file of deaths of what the frames of a stretch of the log ended. One thread.</summary>
public sealed class DeathsBuilder
{
    private readonly List<DeathEntry> _entries = [];

    /// <summary>How many deaths were added.</summary>
    public int Count => _entries.Count;

    /// <summary>Takes a death; in any order.</summary>
    /// <param name="victim">Sequence of the record that ended.</param>
    /// <param name="killer">Sequence of what ended it.</param>
    /// <param name="byTombstone">Whether that is a tombstone, not a newer version.</param>
    public void Add(ulong victim, ulong killer, bool byTombstone) => _entries.Add(
        new DeathEntry(victim, byTombstone ? killer | DeathEntryLayout.TombstoneBit : killer));

    /// <summary>Writes the file; may be repeated with another number if it failed.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="number">Number of the file, never used before.</param>
    /// <param name="coverage">The stretch of the log in which the killers lie.</param>
    /// <param name="nowMs">The time, ms since 1970 UTC.</param>
    /// <returns>What the manifest is to say of the file, which is durable.</returns>
    /// <exception cref="IOException">The file could not be written; there is none.</exception>
    public IndexFileEntry Write(
        IStorage storage, StoreIdentity store, ulong number, IndexCoverage coverage, long nowMs)
    {
        using IndexFileWriter writer = new(storage, store, number, IndexFileKind.Deaths, nowMs);
        _entries.Sort();
        writer.BeginSection(IndexSectionType.Deaths, DeathEntryLayout.EntryBytes);
        foreach (ref readonly DeathEntry entry in CollectionsMarshal.AsSpan(_entries)) entry.Write(writer.Add());
        writer.BeginSection(IndexSectionType.DeathFences, DeathEntryLayout.EntryBytes);
        for (int i = 0; i < _entries.Count; i += FencedSection.EntriesPerPage) _entries[i].Write(writer.Add());
        ulong salt = store.Salt;
        FilterWindow.Write(writer, IndexSectionType.DeathFilter, _entries.Count, window =>
        {
            foreach (ref readonly DeathEntry entry in CollectionsMarshal.AsSpan(_entries))
                window.Add(Mix.Of(entry.Victim ^ salt));
        });
        return writer.Finish(coverage, _entries.Count);
    }

    /// <summary>Forgets everything, ready for another file.</summary>
    public void Clear() => _entries.Clear();
}
