using System.Diagnostics;
using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Subject;

/// <summary>An open Feedlog store as a contender.</summary>
internal sealed class FeedlogContenderStore : IParallelStore, IUpdatableStore
{
    private static readonly TimeSpan s_visibleWithin = TimeSpan.FromMinutes(2);

    private readonly FeedlogStore _store;
    private readonly StoreSetup _setup;
    private readonly AppendOptions _options;
    private RecordDraft[] _group = [];
    private ulong _accepted;
    private RecordId? _lastId;

    /// <summary>Takes over an open store.</summary>
    internal FeedlogContenderStore(FeedlogStore store, StoreSetup setup)
    {
        _store = store;
        _setup = setup;
        _accepted = store.LastSequence;
        _options = new AppendOptions
        {
            Durability = setup.Sync switch
            {
                SyncMode.Off => Durability.None,
                SyncMode.Normal => Durability.Interval,
                _ => Durability.Durable,
            },
        };
    }

    /// <summary>The store itself.</summary>
    internal FeedlogStore Store => _store;

    /// <inheritdoc/>
    public long? ScannedRecords => _store.OpenReport.ScannedFrames;

    /// <inheritdoc/>
    public ValueTask AppendStreamAsync(RecordCorpus corpus, int first, int count, int groupRecords)
    {
        for (int i = first; i < first + count; i++) _store.Append(Draft(corpus, i), _options);
        Accept(corpus, first, count);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WaitVisibleAsync()
    {
        long started = Stopwatch.GetTimestamp();
        SpinWait spin = default;

        // Sequences may leave a gap after a crash, so that the number of records alone says too little.
        while (_store.LastSequence < _accepted || !IsLastFound())
        {
            if (Stopwatch.GetElapsedTime(started) > s_visibleWithin)
                throw new TimeoutException($"Accepted records did not appear within {s_visibleWithin}.");
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WaitIdleAsync() => IdleWait.RunAsync(_store.Place);

    /// <inheritdoc/>
    public ValueTask FlushAsync() => _store.FlushAsync();

    /// <inheritdoc/>
    public async ValueTask AppendBatchAsync(RecordCorpus corpus, int first, int count)
    {
        if (count == 1)
        {
            await AppendAsync(Draft(corpus, first));
        }
        else
        {
            if (_group.Length != count) _group = new RecordDraft[count];
            for (int i = 0; i < count; i++) _group[i] = Draft(corpus, first + i);
            await _store.AppendManyAsync(_group, _options);
        }

        Accept(corpus, first, count);
    }

    /// <inheritdoc/>
    public void AppendOne(RecordCorpus corpus, int index)
    {
        _store.Append(Draft(corpus, index), _options);
        Interlocked.Increment(ref _accepted);
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(RecordCorpus corpus, int first, int count)
    {
        if (count == 1)
        {
            await _store.AppendAsync(Draft(corpus, first), _options);
        }
        else
        {
            RecordDraft[] group = new RecordDraft[count];
            for (int i = 0; i < count; i++) group[i] = Draft(corpus, first + i);
            await _store.AppendManyAsync(group, _options);
        }

        Interlocked.Add(ref _accepted, (ulong)count);
    }

    /// <summary>Appends another version, which supersedes the one that has the key, under an id of its own.</summary>
    public async ValueTask UpdateAsync(RecordCorpus corpus, int index, int from)
    {
        await AppendAsync(Draft(corpus, index, from) with { Id = null });
        _accepted++;
        _lastId = null;
    }

    /// <inheritdoc/>
    public IContenderReader OpenReader(RecordCorpus corpus) =>
        new FeedlogContenderReader(_store, corpus, _setup.HasGivenIds);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private void Accept(RecordCorpus corpus, int first, int count)
    {
        _accepted += (ulong)count;
        _lastId = _setup.HasGivenIds ? new RecordId(corpus.Id(first + count - 1)) : null;
    }

    private bool IsLastFound()
    {
        if (_lastId is not RecordId id) return true;
        if (!_store.TryBorrow(id, out RecordLease lease)) return false;
        lease.Dispose();
        return true;
    }

    private ValueTask AppendAsync(in RecordDraft draft)
    {
        if (_setup.IsAwaited) return AwaitAsync(_store.AppendAsync(draft, _options));
        _store.Append(draft, _options);
        return ValueTask.CompletedTask;
    }

    private static async ValueTask AwaitAsync(ValueTask<AppendResult> append) => await append;

    private RecordDraft Draft(RecordCorpus corpus, int index) => Draft(corpus, index, index);

    private RecordDraft Draft(RecordCorpus corpus, int index, int bodyOf) => new()
    {
        Id = _setup.HasGivenIds ? new RecordId(corpus.Id(index)) : null,
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(corpus.TimestampMs(index)),
        ContentBytes = corpus.ContentMemory(bodyOf),
        MetadataBytes = corpus.MetadataMemory(bodyOf),
        Key = _setup.IsKeyed ? corpus.KeyText(index) : null,
    };
}
