using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Workloads;

/// <summary>Draws records of which few are asked for often: that of rank r about in proportion to 1 / r.</summary>
internal static class ZipfRecords
{
    /// <summary>Draws a rank below a count, by turning the integral of 1 / r around.</summary>
    internal static int DrawRank(ref SeededRandom random, int count) => (int)Math.Pow(count, random.Unit()) - 1;

    /// <summary>Draws a record below a count; neighbours in rank lie far from each other.</summary>
    internal static int Draw(ref SeededRandom random, int count) =>
        (int)(SeededRandom.Mix((ulong)DrawRank(ref random, count)) % (ulong)count);
}
