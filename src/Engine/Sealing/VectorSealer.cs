using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;

namespace Feedlog.Sealing;

/// <summary>
/// Makes files of vectors, one for each model: of frozen tails, and larger ones of small ones. One thread at a time.
/// </summary>
/// <param name="storage">Where.</param>
/// <param name="options">How the store was opened.</param>
/// <param name="store">The store.</param>
internal sealed class VectorSealer(IStorage storage, FeedlogOptions options, StoreIdentity store)
{
    private long NowMs => options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a file of each model that has vectors in frozen tails.</summary>
    /// <param name="tails">The tails, oldest first.</param>
    /// <param name="coverage">The stretch that they cover.</param>
    /// <param name="takeNumber">Gives the number of a new file.</param>
    /// <returns>The files; the caller gives their references back.</returns>
    /// <exception cref="IOException">They cannot be written; nothing is left of them.</exception>
    public List<SharedIndexFile<VectorFileReader>> Seal(
        IReadOnlyList<FrozenTail> tails, IndexCoverage coverage, Func<ulong> takeNumber)
    {
        List<SharedIndexFile<VectorFileReader>> files = [];
        try
        {
            foreach (ReadOnlyMemory<byte> model in ModelsOf(tails))
            {
                List<VectorPart> parts = [];
                foreach (FrozenTail frozen in tails)
                {
                    if (frozen.Tail.Vectors.Find(model.Span) is VectorTail tail) parts.Add(tail);
                }

                files.Add(Open(VectorFileWriter.Write(
                    storage, store, takeNumber(), model.Span, coverage, parts, NowMs)));
            }

            return files;
        }
        catch
        {
            foreach (SharedIndexFile<VectorFileReader> file in files)
            {
                file.MarkObsolete();
                file.Release();
            }

            throw;
        }
    }

    /// <summary>Merges files of a model that has too many; null if none has.</summary>
    /// <param name="files">All files, those of each model oldest first.</param>
    /// <param name="isTidying">Whether few are too many: see <see cref="MergePolicy"/>.</param>
    /// <param name="takeNumber">Gives the number of the new file.</param>
    /// <param name="merged">The new file; the caller gives its reference back.</param>
    /// <returns>All files from then on.</returns>
    /// <exception cref="IOException">The result cannot be written; nothing is left of it.</exception>
    /// <exception cref="IndexDamageException">A file is damaged.</exception>
    public IReadOnlyList<SharedIndexFile<VectorFileReader>>? TryMerge(
        IReadOnlyList<SharedIndexFile<VectorFileReader>> files, bool isTidying, Func<ulong> takeNumber,
        out SharedIndexFile<VectorFileReader>? merged)
    {
        merged = null;
        foreach (IGrouping<ulong, SharedIndexFile<VectorFileReader>> model in
            files.GroupBy(file => file.Reader.Entry.ModelHash))
        {
            List<SharedIndexFile<VectorFileReader>> own = [.. model];
            int count = CountToMerge(own, isTidying);
            if (count == 0) continue;
            VectorFileReader[] parts = [.. own.TakeLast(count).Select(file => file.Reader)];
            IndexCoverage coverage = parts[^1].Coverage with
            {
                FirstSequence = parts[0].Coverage.FirstSequence,
                FirstGroup = parts[0].Coverage.FirstGroup,
            };
            merged = Open(VectorFileWriter.Write(
                storage, store, takeNumber(), parts[0].Model, coverage, parts, NowMs));
            return [.. files.Except(own.TakeLast(count)), merged];
        }

        return null;
    }

    private static int CountToMerge(List<SharedIndexFile<VectorFileReader>> files, bool isTidying)
    {
        long rows = files.Sum(file => (long)file.Reader.RowCount);
        return rows > VectorFileWriter.RowsMax
            ? 0
            : MergePolicy.CountToMerge([.. files.Select(file => file.Reader.Entry.LengthBytes)], isTidying);
    }

    // In the order in which they first appear.
    private static List<ReadOnlyMemory<byte>> ModelsOf(IReadOnlyList<FrozenTail> tails)
    {
        List<ReadOnlyMemory<byte>> models = [];
        foreach (ModelTail tail in tails.SelectMany(frozen => frozen.Tail.Vectors.Models))
        {
            if (!models.Exists(model => model.Span.SequenceEqual(tail.Model.Span))) models.Add(tail.Model);
        }

        return models;
    }

    private SharedIndexFile<VectorFileReader> Open(IndexFileEntry entry)
    {
        string path = StoreLayout.IndexFile(entry.Kind, entry.Number);
        if (VectorFileReader.TryOpen(
            storage, store, entry, options.IndexPages, out VectorFileReader? reader, out FormatFault fault))
        {
            return new SharedIndexFile<VectorFileReader>(reader, path, storage);
        }

        // The medium does not give back what it took.
        storage.Delete(path);
        throw new IOException($"{path} reads otherwise than it was written: {Throw.Describe(fault)}");
    }
}
