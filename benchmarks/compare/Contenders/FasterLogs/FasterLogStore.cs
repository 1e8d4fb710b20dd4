using System.Buffers.Binary;
using FASTER.core;
using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.FasterLogs;

/// <summary>An open FasterLog as a contender: an entry is an id, a time, content and metadata.</summary>
internal sealed class FasterLogStore : IParallelStore
{
    /// <summary>Bytes of a page, as a power of two.</summary>
    internal const int PageBits = 22;

    /// <summary>Bytes of all pages in memory, as a power of two.</summary>
    internal const int MemoryBits = 26;

    /// <summary>Bytes of an entry before its content.</summary>
    internal const int HeaderBytes = 16;

    private readonly IDevice _device;
    private readonly FasterLog _log;
    private readonly bool _isSynced;

    /// <summary>Makes a log in a folder.</summary>
    internal FasterLogStore(string folder, SyncMode sync)
    {
        _isSynced = sync == SyncMode.Full;
        _device = Devices.CreateLogDevice(Path.Combine(folder, "faster.log"), preallocateFile: false);
        _log = new FasterLog(new FasterLogSettings
        {
            LogDevice = _device,
            PageSizeBits = PageBits,
            MemorySizeBits = MemoryBits,
        });
    }

    /// <inheritdoc/>
    public long? ScannedRecords => null;

    /// <inheritdoc/>
    public ValueTask AppendStreamAsync(RecordCorpus corpus, int first, int count, int groupRecords)
    {
        for (int i = first; i < first + count; i++) Enqueue(corpus, i);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WaitVisibleAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WaitIdleAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask FlushAsync()
    {
        _log.Commit(spinWait: true);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AppendBatchAsync(RecordCorpus corpus, int first, int count)
    {
        for (int i = first; i < first + count; i++) Enqueue(corpus, i);
        if (_isSynced) _log.Commit(spinWait: true);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void AppendOne(RecordCorpus corpus, int index) => Enqueue(corpus, index);

    /// <inheritdoc/>
    public async ValueTask CommitAsync(RecordCorpus corpus, int first, int count)
    {
        for (int i = first; i < first + count; i++) Enqueue(corpus, i);
        await _log.CommitAsync();
    }

    /// <inheritdoc/>
    public IContenderReader OpenReader(RecordCorpus corpus) => new FasterLogReader(_log, corpus);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Enqueue(RecordCorpus corpus, int index)
    {
        Span<byte> entry = stackalloc byte[HeaderBytes + Workloads.Ground.RecordBytesMax];
        BinaryPrimitives.WriteUInt64LittleEndian(entry, corpus.Id(index));
        BinaryPrimitives.WriteInt64LittleEndian(entry[sizeof(ulong)..], corpus.TimestampMs(index));
        ReadOnlySpan<byte> body = corpus.Body(index);
        body.CopyTo(entry[HeaderBytes..]);
        _log.Enqueue(entry[..(HeaderBytes + body.Length)]);
    }
}
