using Feedlog.Indexing.Ranking;
using Feedlog.Indexing.Sharing;

namespace Feedlog.Indexing.Keyword;

/// <summary>Searches ranges of parts with several threads: the calling one, and helpers that have time.
/// </summary>
/// <remarks>
/// Each thread has its own search, its own best hits and its own way to records; what it finds is offered to all, and
/// what scores less than all have found already is left out by each. So what is found does not depend on who takes what
/// when: docs/decisions/0004-keyword-index.md.
/// </remarks>
public static class SharedSearch
{
    /// <summary>Searches, and returns when nobody is at work any more.</summary>
    /// <param name="ranges">The ranges, the newest first.</param>
    /// <param name="threads">How many threads at most, the calling one among them; 1 or more.</param>
    /// <param name="best">Takes the hits.</param>
    /// <param name="searchOf">Makes the search of a thread: gets its number, 0 for the calling one, and where its hits
    /// go. What it and the search throw is thrown here.</param>
    /// <param name="cancellationToken">Ends the search between two ranges.</param>
    public static void Run(
        IReadOnlyList<KeywordRange> ranges, int threads, TopK best, Func<int, TopK, KeywordSearch> searchOf,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        ArgumentNullException.ThrowIfNull(best);
        ArgumentNullException.ThrowIfNull(searchOf);
        SharedTop shared = new(best);
        SharedBlocks.Run(ranges.Count, threads, (blocks, worker) =>
        {
            // Who comes when all is over makes nothing.
            if (!blocks.TryTake(out int next)) return;
            KeywordSearch search = searchOf(worker, new TopK(best.Capacity, shared));
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                search.Run(ranges[next]);
            }
            while (blocks.TryTake(out next));
            search.Release();
        });
    }
}
