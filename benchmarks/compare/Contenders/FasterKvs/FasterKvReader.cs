using FASTER.core;
using Feedlog.Benchmarks.Corpus;
using KvSession = FASTER.core.ClientSession<
    long, FASTER.core.SpanByte, FASTER.core.SpanByte, Feedlog.Compare.Contenders.FasterKvs.FasterKvTarget,
    FASTER.core.Empty, Feedlog.Compare.Contenders.FasterKvs.FasterKvFunctions>;

namespace Feedlog.Compare.Contenders.FasterKvs;

/// <summary>Finds records in FasterKV by their ids; always copies what it finds.</summary>
internal sealed unsafe class FasterKvReader : IContenderReader
{
    private const int NotFound = -1;

    private readonly KvSession _session;
    private readonly RecordCorpus _corpus;

    /// <summary>Takes over a session.</summary>
    internal FasterKvReader(KvSession session, RecordCorpus corpus)
    {
        _session = session;
        _corpus = corpus;
    }

    /// <inheritdoc/>
    public int Get(int index, Span<byte> target, GetStyle style) => Find(_corpus.Id(index), target);

    /// <summary>Is never asked: see <see cref="IContender.FindsByKeyAndTime"/>.</summary>
    public int GetByKey(int index, ReadOnlySpan<byte> key, Span<byte> target, GetStyle style) =>
        throw new NotSupportedException("Records in FasterKV have one key, their id.");

    /// <inheritdoc/>
    public int Find(ulong id, Span<byte> target)
    {
        long key = (long)id;
        SpanByte input = default;
        fixed (byte* start = target)
        {
            FasterKvTarget found = new() { Start = start, LengthBytes = target.Length };
            Status status = _session.Read(ref key, ref input, ref found);
            if (status.IsPending) (status, found) = Complete();
            return status.Found ? found.LengthBytes : NotFound;
        }
    }

    /// <summary>Is never asked: see <see cref="IContender.FindsByKeyAndTime"/>.</summary>
    public int FindByKey(ReadOnlySpan<byte> key, Span<byte> target) =>
        throw new NotSupportedException("Records in FasterKV have one key, their id.");

    /// <summary>Is never asked: see <see cref="IContender.FindsByKeyAndTime"/>.</summary>
    public ValueTask<(int Records, long Bytes)> RangeAsync(long fromMs, long toMs, int limit, Memory<byte> target) =>
        throw new NotSupportedException("FasterKV has no index of times.");

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    // The record was not in memory.
    private (Status Status, FasterKvTarget Found) Complete()
    {
        _session.CompletePendingWithOutputs(
            out CompletedOutputIterator<long, SpanByte, SpanByte, FasterKvTarget, Empty> outputs, wait: true);
        using (outputs)
            return outputs.Next() ? (outputs.Current.Status, outputs.Current.Output) : default;
    }
}
