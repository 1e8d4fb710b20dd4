namespace Feedlog.Compare.Contenders;

/// <summary>Searches the words of a store. For one thread.</summary>
internal interface IWordSearcher : IAsyncDisposable
{
    /// <summary>Finds the best records of a query.</summary>
    /// <param name="query">What is asked, read anew each time, as an application passes it on.</param>
    /// <param name="limit">At most so many.</param>
    /// <returns>How many were found.</returns>
    int Search(WordQuery query, int limit);
}
