namespace Feedlog.Indexing.Ranking;

/// <summary>The best of what several threads find, each with a <see cref="TopK"/> of its own. Any thread.</summary>
/// <param name="best">Takes what they find; nobody else may touch it meanwhile.</param>
public sealed class SharedTop(TopK best)
{
    private readonly Lock _lock = new();

    // Only ever rises.
    private double _floor = best.Threshold;

    /// <summary>The score below which nothing is taken any more, as it was a moment ago.</summary>
    /// <remarks>What has just this score may still be taken: it may be newer.</remarks>
    public double Floor => Volatile.Read(ref _floor);

    /// <summary>Offers a record.</summary>
    public void Offer(double score, ulong sequence)
    {
        lock (_lock)
        {
            if (best.Offer(score, sequence)) Volatile.Write(ref _floor, best.Threshold);
        }
    }
}
