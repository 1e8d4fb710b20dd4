using FASTER.core;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Workloads;
using KvSession = FASTER.core.ClientSession<
    long, FASTER.core.SpanByte, FASTER.core.SpanByte, Feedlog.Compare.Contenders.FasterKvs.FasterKvTarget,
    FASTER.core.Empty, Feedlog.Compare.Contenders.FasterKvs.FasterKvFunctions>;

namespace Feedlog.Compare.Contenders.FasterKvs;

/// <summary>An open FasterKV as a contender. Nothing is appended while it is flushed.</summary>
internal sealed class FasterKvStore : IParallelStore, IUpdatableStore
{
    /// <summary>Bytes of the hash table, seven ids in 64 bytes.</summary>
    internal const long IndexBytes = 1L << 26;

    /// <summary>Bytes of the log that stay in memory; they are taken as they are needed.</summary>
    internal const long MemoryBytes = 1L << 32;

    /// <summary>Bytes of a page of the log.</summary>
    internal const long PageBytes = 1L << 25;

    private readonly IDevice _device;
    private readonly FasterKVSettings<long, SpanByte> _settings;
    private readonly FasterKV<long, SpanByte> _store;
    private readonly bool _isKeyed;
    private ThreadLocal<KvSession> _writers;

    /// <summary>Recovers the last checkpoint in a folder, or makes a new store.</summary>
    internal FasterKvStore(string folder, StoreSetup setup)
    {
        _isKeyed = setup.IsKeyed;
        _device = Devices.CreateLogDevice(Path.Combine(folder, "faster.kv"), preallocateFile: false);
        _settings = new FasterKVSettings<long, SpanByte>
        {
            LogDevice = _device,
            IndexSize = IndexBytes,
            PageSize = PageBytes,
            MemorySize = MemoryBytes,
            CheckpointDir = folder,
            RemoveOutdatedCheckpoints = true,
            TryRecoverLatest = true,
        };
        _store = new FasterKV<long, SpanByte>(_settings);
        _writers = MakeWriters();
    }

    /// <inheritdoc/>
    public long? ScannedRecords => null;

    private KvSession Writer =>
        _writers.Value ?? throw new InvalidOperationException("This thread has no session.");

    /// <inheritdoc/>
    public ValueTask AppendStreamAsync(RecordCorpus corpus, int first, int count, int groupRecords)
    {
        Append(corpus, first, count);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WaitVisibleAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WaitIdleAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask FlushAsync()
    {
        CloseWriters();
        _writers = MakeWriters();
        (bool isTaken, _) = await _store.TakeFullCheckpointAsync(CheckpointType.FoldOver);
        if (!isTaken) throw new InvalidOperationException("FasterKV took no checkpoint.");
    }

    /// <inheritdoc/>
    public ValueTask AppendBatchAsync(RecordCorpus corpus, int first, int count)
    {
        Append(corpus, first, count);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void AppendOne(RecordCorpus corpus, int index) => Append(corpus, index, 1);

    /// <inheritdoc/>
    public ValueTask UpdateAsync(RecordCorpus corpus, int index, int from)
    {
        Put(Writer, corpus, index, from);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IContenderReader OpenReader(RecordCorpus corpus) => new FasterKvReader(NewSession(), corpus);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        CloseWriters();
        _store.Dispose();
        _settings.Dispose();
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    private KvSession NewSession() => _store.For(new FasterKvFunctions()).NewSession<FasterKvFunctions>();

    // A session is for one thread at a time.
    private ThreadLocal<KvSession> MakeWriters() => new(NewSession, trackAllValues: true);

    private void CloseWriters()
    {
        foreach (KvSession session in _writers.Values) session.Dispose();
        _writers.Dispose();
    }

    private void Append(RecordCorpus corpus, int first, int count)
    {
        KvSession session = Writer;
        for (int i = first; i < first + count; i++) Put(session, corpus, i, i);
    }

    private unsafe void Put(KvSession session, RecordCorpus corpus, int index, int bodyOf)
    {
        ReadOnlySpan<byte> key = _isKeyed ? corpus.Key(index) : default;
        ReadOnlySpan<byte> body = corpus.Body(bodyOf);
        byte* bytes = stackalloc byte[RecordBytes.HeaderBytes + RecordCorpus.KeyBytes + Ground.RecordBytesMax];
        Span<byte> record = new(bytes, RecordBytes.HeaderBytes + key.Length + body.Length);
        RecordBytes.Write(record, corpus.TimestampMs(index), key, corpus.Content(bodyOf).Length, body);
        long id = (long)corpus.Id(index);
        SpanByte value = SpanByte.FromPointer(bytes, record.Length);
        Status status = session.Upsert(ref id, ref value);
        if (status.IsPending) session.CompletePending(wait: true);
    }
}
