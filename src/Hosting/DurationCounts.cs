using System.Numerics;

namespace Feedlog.Extensions.Hosting;

/// <summary>Counts durations in buckets that are at most a sixteenth wide, from a nanosecond up. Any thread; allocates
/// nothing once made.</summary>
internal sealed class DurationCounts
{
    private const int BitsBelow = 4;
    private const int PerDoubling = 1 << BitsBelow;
    private const double NanosecondsPerSecond = 1e9;

    private readonly long[] _counts = new long[64 * PerDoubling];

    /// <summary>Counts one.</summary>
    public void Add(double seconds) =>
        Interlocked.Increment(ref _counts[BucketOf((ulong)Math.Max(1, seconds * NanosecondsPerSecond))]);

    /// <summary>Takes what was counted out, and begins anew.</summary>
    /// <param name="share">Which share of the durations is to be at most the result; 0 to 1.</param>
    /// <param name="count">How many there were.</param>
    /// <returns>The upper bound of the bucket; zero if nothing was counted.</returns>
    public TimeSpan Take(double share, out long count)
    {
        long[] taken = new long[_counts.Length];
        count = 0;
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = Interlocked.Exchange(ref _counts[i], 0);
            count += taken[i];
        }

        long wanted = (long)Math.Ceiling(count * share);
        long seen = 0;
        for (int i = 0; i < taken.Length && count > 0; i++)
        {
            seen += taken[i];
            if (seen >= wanted && taken[i] > 0) return TimeSpan.FromSeconds(UpperBound(i) / NanosecondsPerSecond);
        }

        return TimeSpan.Zero;
    }

    // The position of the highest bit, and the four bits below it.
    private static int BucketOf(ulong nanoseconds)
    {
        int highest = BitOperations.Log2(nanoseconds);
        ulong below = highest >= BitsBelow
            ? nanoseconds >> (highest - BitsBelow)
            : nanoseconds << (BitsBelow - highest);
        return highest * PerDoubling + (int)(below & (PerDoubling - 1));
    }

    private static double UpperBound(int bucket)
    {
        double start = Math.Pow(2, bucket / PerDoubling);
        return start * (1 + (bucket % PerDoubling + 1) / (double)PerDoubling);
    }
}
