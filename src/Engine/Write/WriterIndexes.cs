using Feedlog.Indexing.Views;
using Feedlog.Sealing;

namespace Feedlog.Write;

/// <summary>
/// The indexes that the writer keeps, and who makes files of them. Replaced as a whole when a purge has made the
/// indexes anew.
/// </summary>
/// <param name="Catalog">The indexes.</param>
/// <param name="Files">Makes index files.</param>
/// <param name="Words">Indexes words.</param>
/// <param name="WordParts">The words that are in no file yet.</param>
internal sealed record WriterIndexes(IndexCatalog Catalog, IndexWorker Files, WordWorker Words, WordMemory WordParts);
