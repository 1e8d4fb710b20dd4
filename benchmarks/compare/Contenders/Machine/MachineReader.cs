using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Machine;

/// <summary>Copies records out of the mapped corpus: nothing is looked up and nothing is checked.</summary>
internal sealed class MachineReader : IContenderReader
{
    private const int NotFound = -1;

    private readonly RecordCorpus _corpus;

    /// <summary>Reads a corpus that lives longer.</summary>
    internal MachineReader(RecordCorpus corpus) => _corpus = corpus;

    /// <inheritdoc/>
    public int Get(int index, Span<byte> target, GetStyle style)
    {
        ReadOnlySpan<byte> body = _corpus.Body(index);
        body.CopyTo(target);
        return body.Length;
    }

    /// <inheritdoc/>
    public int GetByKey(int index, ReadOnlySpan<byte> key, Span<byte> target, GetStyle style) =>
        Get(index, target, style);

    /// <summary>Finds nothing: there is no index to look into.</summary>
    public int Find(ulong id, Span<byte> target) => NotFound;

    /// <summary>Finds nothing: there is no index to look into.</summary>
    public int FindByKey(ReadOnlySpan<byte> key, Span<byte> target) => NotFound;

    /// <inheritdoc/>
    public ValueTask<(int Records, long Bytes)> RangeAsync(long fromMs, long toMs, int limit, Memory<byte> target)
    {
        int first = _corpus.IndexNear(fromMs);
        int count = Math.Min(limit, _corpus.Count - first);
        long bytes = 0;
        for (int i = first; i < first + count; i++) bytes += Get(i, target.Span, GetStyle.Copy);
        return ValueTask.FromResult((count, bytes));
    }

    /// <summary>Does nothing: the corpus belongs to somebody else.</summary>
    public void Dispose()
    {
    }
}
