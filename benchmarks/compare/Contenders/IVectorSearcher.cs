namespace Feedlog.Compare.Contenders;

/// <summary>Searches the vectors of a store. For one thread.</summary>
internal interface IVectorSearcher : IAsyncDisposable
{
    /// <summary>Finds the best records.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="style">How it is answered.</param>
    /// <param name="found">Gets their ids, the best first; at most so many are looked for.</param>
    /// <returns>How many were found.</returns>
    int Search(VectorSearchQuery query, VectorStyle style, Span<ulong> found);
}
