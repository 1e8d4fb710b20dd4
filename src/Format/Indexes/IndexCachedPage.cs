namespace Feedlog.Format.Indexes;

/// <summary>A checked page in memory; never changed after it was made, so any thread may read it.</summary>
/// <param name="File">The number of its file in the cache.</param>
/// <param name="Number">Which page of its file it is.</param>
/// <param name="Bytes">The whole page.</param>
internal sealed record IndexCachedPage(long File, long Number, byte[] Bytes);
