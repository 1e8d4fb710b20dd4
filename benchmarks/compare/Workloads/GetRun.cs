using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Measures gets of one thread by id or by key: every run draws other records, so that they are in the
/// processor's cache no more than those of a large store are.</summary>
internal sealed class GetRun(RecordCorpus corpus, bool isByKey, int gets)
{
    private readonly int[] _order = new int[gets];
    private readonly byte[] _target = new byte[Ground.RecordBytesMax];

    // Side by side, in the order in which they are asked for: a caller has its key at hand.
    private readonly byte[] _keys = GC.AllocateUninitializedArray<byte>(
        gets * RecordCorpus.KeyBytes, pinned: true);

    private int _runs;

    /// <summary>Gets records that are there.</summary>
    /// <exception cref="InvalidDataException">Not as many bytes were found as were appended.</exception>
    internal Measurement Run(IContenderReader reader, GetStyle style, bool isZipf = false)
    {
        long expectedBytes = Draw(isZipf);
        Latencies latencies = new(gets);
        long bytes = 0;
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        latencies.Start();
        for (int i = 0; i < gets; i++)
        {
            bytes += isByKey
                ? reader.GetByKey(_order[i], KeyRoom(i), _target, style)
                : reader.Get(_order[i], _target, style);
            latencies.Lap();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        if (bytes != expectedBytes)
            throw new InvalidDataException($"{bytes} bytes were found instead of {expectedBytes}.");
        return latencies.ToMeasurement(("allocated B", (double)allocated / gets));
    }

    /// <summary>Looks for records that nobody appended.</summary>
    /// <exception cref="InvalidDataException">One was found.</exception>
    internal Measurement RunAbsent(IContenderReader reader)
    {
        int first = DrawAbsent();
        Latencies latencies = new(gets);
        int found = 0;
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        latencies.Start();
        for (int i = 0; i < gets; i++)
        {
            int lengthBytes = isByKey
                ? reader.FindByKey(KeyRoom(i), _target)
                : reader.Find(corpus.AbsentId(first + i), _target);
            if (lengthBytes >= 0) found++;
            latencies.Lap();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        if (found > 0) throw new InvalidDataException($"{found} records were found that do not exist.");
        return latencies.ToMeasurement(("allocated B", (double)allocated / gets));
    }

    private long Draw(bool isZipf)
    {
        SeededRandom random = new(2, (ulong)++_runs);
        long bytes = 0;
        for (int i = 0; i < gets; i++)
        {
            _order[i] = isZipf ? ZipfRecords.Draw(ref random, corpus.Count) : random.Below(corpus.Count);
            bytes += corpus.Body(_order[i]).Length;
            if (isByKey) corpus.Key(_order[i]).CopyTo(KeyRoom(i));
        }

        return bytes;
    }

    private int DrawAbsent()
    {
        int first = ++_runs * gets;
        if (!isByKey) return first;
        for (int i = 0; i < gets; i++) corpus.WriteAbsentKey(first + i, KeyRoom(i));

        return first;
    }

    private Span<byte> KeyRoom(int number) =>
        _keys.AsSpan(number * RecordCorpus.KeyBytes, RecordCorpus.KeyBytes);
}
