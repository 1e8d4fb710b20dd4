using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Measures ranges by time of one thread, each run from other uniformly drawn starts.</summary>
internal sealed class RangeRun(RecordCorpus corpus, int records, int ranges)
{
    private readonly byte[] _target = new byte[Ground.RecordBytesMax];
    private ulong _runs;

    /// <summary>Records from which a range may start: the last of them are too few, and late ones move.</summary>
    internal int StartLimit => Math.Max(1, corpus.Count - records - records / 10);

    /// <summary>Other numbers in every run.</summary>
    internal SeededRandom NextRandom() => new(4, ++_runs);

    /// <summary>Reads ranges.</summary>
    /// <exception cref="InvalidDataException">One was too short.</exception>
    internal async ValueTask<Measurement> RunAsync(IContenderReader reader)
    {
        SeededRandom random = NextRandom();
        Latencies latencies = new(ranges);
        int found = 0;
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        latencies.Start();
        for (int i = 0; i < ranges; i++)
        {
            long fromMs = corpus.TimestampMs(random.Below(StartLimit));
            found += (await reader.RangeAsync(fromMs, RangeWorkload.EndMs, records, _target)).Records;
            latencies.Lap();
        }

        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        if (found != ranges * records)
            throw new InvalidDataException($"{found} records were found instead of {ranges * records}.");
        return latencies.ToMeasurement(("allocated B a record", (double)allocated / found));
    }
}
