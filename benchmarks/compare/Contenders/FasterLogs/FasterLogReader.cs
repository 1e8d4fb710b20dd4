using System.Buffers.Binary;
using FASTER.core;
using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.FasterLogs;

/// <summary>Finds entries of a FasterLog by reading all of it first: to compare what was appended, not to measure.
/// </summary>
internal sealed class FasterLogReader : IContenderReader
{
    private const int NotFound = -1;

    private readonly Dictionary<ulong, byte[]> _entries = [];
    private readonly RecordCorpus _corpus;

    /// <summary>Reads the log; what was appended must be durable.</summary>
    internal FasterLogReader(FasterLog log, RecordCorpus corpus)
    {
        _corpus = corpus;
        log.Commit(spinWait: true);
        using FasterLogScanIterator iterator = log.Scan(log.BeginAddress, log.TailAddress);
        while (true)
        {
            if (iterator.GetNext(out byte[] entry, out _, out _))
                _entries[BinaryPrimitives.ReadUInt64LittleEndian(entry)] = entry;
            else if (iterator.NextAddress >= log.TailAddress)
                return;
        }
    }

    /// <inheritdoc/>
    public int Get(int index, Span<byte> target, GetStyle style) => Find(_corpus.Id(index), target);

    /// <summary>Is never asked: nothing is measured with it.</summary>
    public int GetByKey(int index, ReadOnlySpan<byte> key, Span<byte> target, GetStyle style) =>
        throw new NotSupportedException("FasterLog has no keys.");

    /// <inheritdoc/>
    public int Find(ulong id, Span<byte> target)
    {
        if (!_entries.TryGetValue(id, out byte[]? entry)) return NotFound;
        ReadOnlySpan<byte> body = entry.AsSpan(FasterLogStore.HeaderBytes);
        body.CopyTo(target);
        return body.Length;
    }

    /// <summary>Is never asked: nothing is measured with it.</summary>
    public int FindByKey(ReadOnlySpan<byte> key, Span<byte> target) =>
        throw new NotSupportedException("FasterLog has no keys.");

    /// <summary>Is never asked: nothing is measured with it.</summary>
    public ValueTask<(int Records, long Bytes)> RangeAsync(long fromMs, long toMs, int limit, Memory<byte> target) =>
        throw new NotSupportedException("FasterLog has no index of times.");

    /// <summary>Does nothing: the log belongs to the store.</summary>
    public void Dispose()
    {
    }
}
