using Feedlog.Format.Indexes;
using Feedlog.Indexing.HotKey;
using Feedlog.Indexing.Views;

namespace Feedlog.Sealing;

/// <summary>Index files that are complete and synced, for the writer to make them part of the store.</summary>
/// <param name="Indexes">All sealed indexes from then on.</param>
/// <param name="TailCount">How many frozen tails they have taken in.</param>
/// <param name="WordCount">How many parts of words in memory they have taken in.</param>
/// <param name="ThroughGroup">The highest group that they cover: it must be durable first.</param>
/// <param name="NextIndexFile">The number of the next index file.</param>
/// <param name="Hot">The hot keys, which know what those tails held.</param>
internal sealed record IndexChange(
    SealedIndexes Indexes, int TailCount, int WordCount, ulong ThroughGroup, ulong NextIndexFile, HotKeyIndex? Hot)
{
    /// <summary>The runs as the manifest is to list them.</summary>
    public IReadOnlyList<IndexFileEntry> Runs => [.. Indexes.RunFiles.Select(file => file.Reader.Entry)];

    /// <summary>The deaths files as the manifest is to list them.</summary>
    public IReadOnlyList<IndexFileEntry> Deaths => [.. Indexes.DeathsFiles.Select(file => file.Reader.Entry)];

    /// <summary>The files of words as the manifest is to list them.</summary>
    public IReadOnlyList<IndexFileEntry> Words => [.. Indexes.WordFiles.Select(file => file.Reader.Entry)];

    /// <summary>The files of vectors as the manifest is to list them.</summary>
    public IReadOnlyList<IndexFileEntry> Vectors => [.. Indexes.VectorFiles.Select(file => file.Reader.Entry)];
}
