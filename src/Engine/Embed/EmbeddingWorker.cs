using System.Text;
using Feedlog.Feed;
using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;
using Feedlog.Read;
using Feedlog.Write;

namespace Feedlog.Embed;

/// <summary>
/// Follows the durable records of a store and gives each a vector, behind the writer and off its thread. The log is its
/// queue, so it holds one batch and no more, however far behind it is.
/// </summary>
/// <remarks>
/// Where it goes on after a crash needs no memory of its own: a record waits as long as the log has no vector of it.
/// While others append much, it gives way to them. When the generator fails it pauses, longer each time, and then asks
/// for one record at a time. A record that fails by itself is set aside and tried again when nothing else waits; after
/// reopening it is found waiting like any other.
/// </remarks>
internal sealed class EmbeddingWorker : IAsyncDisposable
{
    private const int AttemptsMax = 3;
    private const int AsideMax = 1024;
    private const int PauseGrowth = 2;
    private const int PauseGrowthMax = 64;

    private readonly StoreCore _core;
    private readonly EmbeddingOptions _options;
    private readonly TimeSpan _firstPause;
    private readonly byte[] _model;
    private readonly WaitingRecords _records;
    private readonly TextEmbedder _texts;
    private readonly VectorAppends _appends;
    private readonly EmbeddingPace _pace;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<WaitingRecord> _batch = [];
    private readonly Queue<ulong> _aside = new();
    private Task _task = Task.CompletedTask;
    private int _batchDone;
    private int _countMax;
    private int _attempts;
    private TimeSpan _pause;
    private long _tryAsideAtMs;
    private ulong _position;
    private long _faultCount;
    private int _asideCount;

    private EmbeddingWorker(StoreCore core, AppendPath appends, EmbeddingOptions options, WriterLoad load)
    {
        _core = core;
        _options = options;
        _firstPause = core.Options.EmbeddingPause;
        _pause = _firstPause;
        _pace = new EmbeddingPace(load);
        _countMax = options.BatchMax;
        _model = Encoding.UTF8.GetBytes(options.ModelName);
        _records = new WaitingRecords(core, _model);
        _texts = new TextEmbedder(options);
        _appends = new VectorAppends(appends, options);
    }

    /// <summary>How often the generator, or appending what it gave, has failed.</summary>
    public long FaultCount => Volatile.Read(ref _faultCount);

    /// <summary>Begins to follow the store, if it is to be embedded; null if it is not.</summary>
    /// <param name="core">The store, with its views published.</param>
    /// <param name="appends">Where vectors go.</param>
    /// <param name="load">How much the writer has to do.</param>
    public static EmbeddingWorker? Start(StoreCore core, AppendPath appends, WriterLoad load)
    {
        if (core.Options.Embedding is not EmbeddingOptions embedding) return null;
        EmbeddingWorker worker = new(core, appends, embedding, load);
        worker._task = Task.Run(worker.RunAsync);
        return worker;
    }

    /// <summary>Ends at once; a generator that does not heed its token is left to itself.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _task.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>How many records of a view wait, and the first of them.</summary>
    public long CountWaiting(ReadView published, IndexView view, out ulong first)
    {
        IReadOnlyList<VectorPart> vectors = view.Parts.VectorsOf(_model);
        ulong from = Volatile.Read(ref _position) + 1;
        return WaitingRecords.Count(published, view, vectors, from, out first) + Volatile.Read(ref _asideCount);
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (TryFillBatch()) await EmbedNextAsync().ConfigureAwait(false);
                else await WaitAsync().ConfigureAwait(false);
            }
            catch (Exception end) when (IsEnd(end))
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Interlocked.Increment(ref _faultCount);
                await PauseAsync().ConfigureAwait(false);
            }
        }
    }

    // Nothing can be appended any more, or nobody wants it.
    private bool IsEnd(Exception failure) => _stop.IsCancellationRequested ||
        failure is FeedlogPoisonedException || (failure is ObjectDisposedException && _core.Views.Durable.IsClosed);

    // False if nothing durable waits, but for what was set aside.
    private bool TryFillBatch()
    {
        while (_batchDone == _batch.Count)
        {
            DurableMark durable = _core.Views.Durable;
            if (_records.NextSequence > durable.Sequence) return false;
            _stop.Token.ThrowIfCancellationRequested();
            _records.Read(durable.Sequence, _options.BatchMax, _batch);
            _batchDone = 0;
            PublishPosition();
        }

        return true;
    }

    private async Task EmbedNextAsync()
    {
        int count = Math.Min(_countMax, _batch.Count - _batchDone);
        List<WaitingRecord> part = _batch.GetRange(_batchDone, count);
        if (!await TryEmbedAsync(part).ConfigureAwait(false))
        {
            _countMax = 1;
            bool isPassedOver = count == 1 && ++_attempts >= AttemptsMax && _aside.Count < AsideMax;
            if (isPassedOver) SetAside(part[0].Sequence);
            if (isPassedOver) Advance(1);
            await PauseAsync().ConfigureAwait(false);
            return;
        }

        Advance(count);
        await _pace.YieldAsync(_stop.Token).ConfigureAwait(false);
        _countMax = Math.Min(_options.BatchMax, _countMax * 2);
    }

    // False if the generator failed.
    private async Task<bool> TryEmbedAsync(List<WaitingRecord> records)
    {
        ReadOnlyMemory<float>[] vectors;
        _pace.Begin();
        try
        {
            vectors = await _texts.EmbedAsync(records, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException && !_stop.IsCancellationRequested)
        {
            Interlocked.Increment(ref _faultCount);
            return false;
        }

        _pace.NoteMade();
        await _appends.AppendAsync(records, vectors, _stop.Token).ConfigureAwait(false);
        _pause = _firstPause;
        return true;
    }

    private void Advance(int count)
    {
        _batchDone += count;
        _attempts = 0;
        PublishPosition();
    }

    private void PublishPosition()
    {
        ulong next = _batchDone < _batch.Count ? _batch[_batchDone].Sequence : _records.NextSequence;
        Volatile.Write(ref _position, next - 1);
    }

    private void SetAside(ulong sequence)
    {
        _aside.Enqueue(sequence);
        Volatile.Write(ref _asideCount, _aside.Count);
        _tryAsideAtMs = Environment.TickCount64 + (long)_firstPause.TotalMilliseconds * PauseGrowthMax;
    }

    private async Task WaitAsync()
    {
        Task moved = _core.Views.Durable.WaitBeyond(_records.NextSequence - 1);
        ObjectDisposedException.ThrowIf(_core.Views.Durable.IsClosed, typeof(FeedlogStore));
        if (_aside.Count == 0)
        {
            await moved.WaitAsync(_stop.Token).ConfigureAwait(false);
            return;
        }

        TimeSpan untilTry = TimeSpan.FromMilliseconds(Math.Max(0, _tryAsideAtMs - Environment.TickCount64));
        await moved.WaitAsync(untilTry, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Token.ThrowIfCancellationRequested();
        if (Environment.TickCount64 >= _tryAsideAtMs) await TryAsideAsync().ConfigureAwait(false);
    }

    // Once each, until one fails again.
    private async Task TryAsideAsync()
    {
        for (int i = _aside.Count; i > 0; i--)
        {
            ulong sequence = _aside.Peek();
            bool isDone = !_records.TryReadAgain(sequence, out WaitingRecord record) ||
                await TryEmbedAsync([record]).ConfigureAwait(false);
            _aside.Dequeue();
            Volatile.Write(ref _asideCount, _aside.Count);
            if (isDone) continue;
            SetAside(sequence);
            return;
        }
    }

    private async Task PauseAsync()
    {
        await Task.Delay(_pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TimeSpan longest = _firstPause * PauseGrowthMax;
        _pause = _pause * PauseGrowth < longest ? _pause * PauseGrowth : longest;
    }
}
