using System.Diagnostics;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>A store that mixtures run against, one after the other, and what its records must be by now.</summary>
/// <param name="corpus">What was loaded.</param>
/// <param name="fresh">Records that can be inserted, behind those of the corpus.</param>
/// <param name="findsByKey">Reads are by key; otherwise by id.</param>
/// <param name="isChecked">Every read must find the newest version.</param>
internal sealed class MixedStore(
    IUpdatableStore store, RecordCorpus corpus, RecordCorpus fresh, bool findsByKey, bool isChecked) : IDisposable
{
    private const int RangeRecordsMax = 100;

    private readonly IContenderReader _reader = store.OpenWritersReader(corpus);
    private readonly byte[] _target = new byte[Ground.RecordBytesMax];
    private readonly int[] _bodies = [.. Enumerable.Range(0, corpus.Count)];
    private int _count = corpus.Count;
    private ulong _runs;
    private long _missed;

    /// <summary>Runs so many operations of a mixture, one after the other.</summary>
    /// <exception cref="InvalidDataException">A read did not find what it had to.</exception>
    internal async ValueTask<Measurement> RunAsync(MixedRecipe recipe, int operations)
    {
        MixedOperation[] drawn = Draw(recipe, operations);
        Latencies reads = new(operations);
        Latencies writes = new(operations);
        _missed = 0;
        long started = Stopwatch.GetTimestamp();
        long stamp = started;
        foreach (MixedOperation operation in drawn)
        {
            bool isRead = operation.Action is MixedAction.Read or MixedAction.Range;
            if (operation.Action == MixedAction.Read) Read(operation);
            else await DoAsync(operation);
            long ended = Stopwatch.GetTimestamp();
            (isRead ? reads : writes).Add(ended - stamp);
            stamp = ended;
        }

        await store.WaitVisibleAsync();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Dictionary<string, double> details = [];
        Describe(details, "read", reads);
        Describe(details, "write", writes);
        if (!isChecked) details["reads of an older version, %"] = 100.0 * _missed / operations;
        return new Measurement(seconds / operations) { Details = details };
    }

    /// <summary>Closes the reader.</summary>
    public void Dispose() => _reader.Dispose();

    private static void Describe(Dictionary<string, double> details, string name, Latencies latencies)
    {
        if (latencies.Count == 0) return;
        details[$"{name} p50 us"] = latencies.Percentile(0.5) * 1e6;
        details[$"{name} p99 us"] = latencies.Percentile(0.99) * 1e6;
    }

    private MixedOperation[] Draw(MixedRecipe recipe, int operations)
    {
        SeededRandom random = new(7, ++_runs);
        MixedOperation[] drawn = new MixedOperation[operations];
        int count = _count;
        for (int i = 0; i < operations; i++)
        {
            MixedAction action = random.Unit() < recipe.SeldomShare ? recipe.Seldom : recipe.Often;
            drawn[i] = action == MixedAction.Insert
                ? new MixedOperation(action, count++, 0, 0)
                : DrawOne(action, recipe.IsOfLatest, count, ref random);
        }

        return count - corpus.Count <= fresh.Count
            ? drawn
            : throw new InvalidOperationException("Nothing is left to insert.");
    }

    private MixedOperation DrawOne(MixedAction action, bool isOfLatest, int count, ref SeededRandom random)
    {
        if (action == MixedAction.Range)
        {
            // The last ones are too few, and late ones move.
            int startLimit = Math.Max(1, corpus.Count - 2 * RangeRecordsMax);
            return new MixedOperation(
                action, ZipfRecords.Draw(ref random, startLimit), 1 + random.Below(RangeRecordsMax), 0);
        }

        int record = isOfLatest
            ? count - 1 - ZipfRecords.DrawRank(ref random, count)
            : ZipfRecords.Draw(ref random, corpus.Count);
        int lengthBytes = record < corpus.Count
            ? corpus.Body(_bodies[record]).Length
            : fresh.Body(record - corpus.Count).Length;
        if (action == MixedAction.Read) return new MixedOperation(action, record, 0, lengthBytes);
        _bodies[record] = random.Below(corpus.Count);
        return new MixedOperation(action, record, _bodies[record], lengthBytes);
    }

    private async ValueTask DoAsync(MixedOperation operation)
    {
        switch (operation.Action)
        {
            case MixedAction.Insert:
                await store.AppendBatchAsync(fresh, operation.Record - corpus.Count, 1);
                _count++;
                break;
            case MixedAction.Range:
                long fromMs = corpus.TimestampMs(operation.Record);
                (int records, _) = await _reader.RangeAsync(fromMs, RangeWorkload.EndMs, operation.Operand, _target);
                if (records != operation.Operand)
                    throw new InvalidDataException($"{records} records were found instead of {operation.Operand}.");
                break;
            default:
                if (operation.Action == MixedAction.ReadAndUpdate) Read(operation);
                await store.UpdateAsync(corpus, operation.Record, operation.Operand);
                break;
        }
    }

    private void Read(MixedOperation operation)
    {
        int lengthBytes = findsByKey
            ? _reader.GetByKey(operation.Record, KeyOf(operation.Record), _target, GetStyle.Copy)
            : _reader.Get(operation.Record, _target, GetStyle.Copy);
        if (lengthBytes == operation.ExpectedBytes) return;
        if (isChecked)
            throw new InvalidDataException($"{lengthBytes} bytes were found instead of {operation.ExpectedBytes}.");
        _missed++;
    }

    // Mapped, so that it does not move.
    private ReadOnlySpan<byte> KeyOf(int record) =>
        record < corpus.Count ? corpus.Key(record) : fresh.Key(record - corpus.Count);
}
