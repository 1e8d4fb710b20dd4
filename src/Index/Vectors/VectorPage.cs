namespace Feedlog.Indexing.Vectors;

/// <summary>A checked page in memory; never changed after it was made, so any thread may read it.</summary>
/// <param name="Number">Which page of its file it is.</param>
/// <param name="Bytes">The whole page.</param>
internal sealed record VectorPage(long Number, byte[] Bytes);
