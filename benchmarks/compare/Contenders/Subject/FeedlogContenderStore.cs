using System.Diagnostics;
using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Subject;

/// <summary>An open Feedlog store as a contender.</summary>
internal sealed class FeedlogContenderStore : IContenderStore
{
    private static readonly TimeSpan s_visibleWithin = TimeSpan.FromMinutes(2);

    private readonly FeedlogStore _store;
    private readonly bool _isKeyed;
    private readonly AppendOptions _options;
    private RecordDraft[] _group = [];
    private ulong _accepted;

    /// <summary>Takes over an open store.</summary>
    internal FeedlogContenderStore(FeedlogStore store, StoreSetup setup)
    {
        _store = store;
        _isKeyed = setup.IsKeyed;
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

    /// <inheritdoc/>
    public long? ScannedRecords => _store.OpenReport.ScannedFrames;

    /// <inheritdoc/>
    public ValueTask AppendStreamAsync(RecordCorpus corpus, int first, int count, int groupRecords)
    {
        for (int i = first; i < first + count; i++) _store.Append(Draft(corpus, i), _options);
        _accepted += (ulong)count;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WaitVisibleAsync()
    {
        long started = Stopwatch.GetTimestamp();
        SpinWait spin = default;
        while (_store.LastSequence < _accepted)
        {
            if (Stopwatch.GetElapsedTime(started) > s_visibleWithin)
                throw new TimeoutException($"{_accepted - _store.LastSequence} accepted records did not appear.");
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
            await _store.AppendAsync(Draft(corpus, first), _options);
        }
        else
        {
            if (_group.Length != count) _group = new RecordDraft[count];
            for (int i = 0; i < count; i++) _group[i] = Draft(corpus, first + i);
            await _store.AppendManyAsync(_group, _options);
        }

        _accepted += (ulong)count;
    }

    /// <inheritdoc/>
    public IContenderReader OpenReader(RecordCorpus corpus) => new FeedlogContenderReader(_store, corpus);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private RecordDraft Draft(RecordCorpus corpus, int index) => new()
    {
        Id = new RecordId(corpus.Id(index)),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(corpus.TimestampMs(index)),
        ContentBytes = corpus.ContentMemory(index),
        MetadataBytes = corpus.MetadataMemory(index),
        Key = _isKeyed ? corpus.KeyText(index) : null,
    };
}
