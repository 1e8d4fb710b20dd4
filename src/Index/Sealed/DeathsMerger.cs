using System.Buffers.Binary;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Sealed;

/// <summary>Makes one file of deaths of several. One thread; the inputs may be read meanwhile.</summary>
public static class DeathsMerger
{
    /// <summary>Writes the merge, which is then durable; the inputs stay as they are.</summary>
    /// <param name="oldestFirst">The inputs, in the order of their stretches; at least one.</param>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that they belong to.</param>
    /// <param name="number">Number of the file, never used before.</param>
    /// <param name="nowMs">The time, ms since 1970 UTC.</param>
    /// <param name="token">Ends the merge; nothing is left of it.</param>
    /// <returns>What the manifest is to say of the file.</returns>
    /// <exception cref="IOException">A file could not be read or written; there is no new file.</exception>
    /// <exception cref="IndexDamageException">An input is damaged; there is no new file.</exception>
    /// <exception cref="OperationCanceledException">The token says so; there is no new file.</exception>
    public static IndexFileEntry Merge(
        IReadOnlyList<DeathsReader> oldestFirst,
        IStorage storage,
        StoreIdentity store,
        ulong number,
        long nowMs,
        CancellationToken token)
    {
        ulong salt = store.Salt;
        IndexFileReader[] files = oldestFirst.Select(reader => reader.File).ToArray();
        MergePass pass = new(files, FilterWindow.UsualBlocks, token);
        IndexCoverage coverage = pass.JoinCoverage(mayHaveGaps: true);
        using IndexFileWriter writer = new(storage, store, number, IndexFileKind.Deaths, nowMs);
        pass.CopyFenced<DeathOrder>(writer, IndexSectionType.Deaths);
        pass.WriteFilter(
            writer,
            IndexSectionType.Deaths,
            IndexSectionType.DeathFilter,
            entry => Mix.Of(BinaryPrimitives.ReadUInt64LittleEndian(entry[DeathEntryLayout.Victim..]) ^ salt));
        return writer.Finish(coverage, pass.Count(IndexSectionType.Deaths));
    }
}
