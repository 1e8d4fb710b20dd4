using System.Diagnostics;

namespace Feedlog.Tests.Property.Soak;

/// <summary>A soak as it runs. The store is exchanged under a lock that its readers share.</summary>
internal sealed class SoakRun : IDisposable
{
    private static readonly TimeSpan s_samplePeriod = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly int _seed;
    private readonly FeedlogOptions _options;
    private readonly SoakRecords _records = new();
    private readonly ReaderWriterLockSlim _gate = new();
    private readonly CancellationTokenSource _done = new();
    private FeedlogStore? _store;
    private long _reads;
    private long _changesSeen;

    /// <summary>A run over a new store in a folder.</summary>
    public SoakRun(string folder, int seed, FeedlogOptions options)
    {
        _folder = folder;
        _seed = seed;
        _options = options;
        Writer = new SoakWriter(_records, new Random(seed));
    }

    public SoakWriter Writer { get; }

    /// <summary>Questions that were asked.</summary>
    public long Reads => Volatile.Read(ref _reads);

    /// <summary>Changes that the subscriber got.</summary>
    public long ChangesSeen => Volatile.Read(ref _changesSeen);

    /// <summary>How often the store was closed and opened again.</summary>
    public int Reopenings { get; private set; }

    /// <summary>Runs for a time, and waits until the subscriber has all.</summary>
    /// <returns>What the process held, sampled all along.</returns>
    public async Task<List<ProcessUse>> RunAsync(int readerCount, TimeSpan time, int readerPauseMs, int writerPauseMs)
    {
        _store = await FeedlogStore.OpenAsync(_folder, _options);
        Task[] readers = [.. Enumerable.Range(1, readerCount).Select(reader => Task.Factory.StartNew(
            () => Read(new SoakReader(_records, new Random(_seed + reader)), readerPauseMs),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task subscriber = Task.Run(FollowAsync);
        List<ProcessUse> uses = [ProcessUse.Read()];
        TimeSpan reopenPeriod = TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds / 10, 1, 60));
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan nextReopening = reopenPeriod;
        TimeSpan nextSample = s_samplePeriod;
        while (clock.Elapsed < time)
        {
            await Writer.WriteAsync(_store);
            await Task.Delay(writerPauseMs);
            if (readers.FirstOrDefault(reader => reader.IsFaulted) is Task failed) await failed;
            if (subscriber.IsFaulted) await subscriber;
            if (clock.Elapsed > nextSample)
            {
                uses.Add(ProcessUse.Read());
                nextSample = clock.Elapsed + s_samplePeriod;
            }

            if (clock.Elapsed <= nextReopening) continue;
            Reopen();
            nextReopening = clock.Elapsed + reopenPeriod;
        }

        await _store.FlushAsync();
        Stopwatch waiting = Stopwatch.StartNew();
        while (ChangesSeen < Writer.Changes && waiting.Elapsed < s_patience && !subscriber.IsFaulted)
            await Task.Delay(writerPauseMs);
        await _done.CancelAsync();
        await Task.WhenAll(readers);
        await subscriber;
        await _store.DisposeAsync();
        return uses;
    }

    public void Dispose()
    {
        _gate.Dispose();
        _done.Dispose();
    }

    private void Reopen()
    {
        _gate.EnterWriteLock();
        try
        {
            _store!.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _store = FeedlogStore.OpenAsync(_folder, _options).AsTask().GetAwaiter().GetResult();
            Reopenings++;
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    private void Read(SoakReader reader, int pauseMs)
    {
        while (!_done.IsCancellationRequested)
        {
            _gate.EnterReadLock();
            try
            {
                reader.Ask(_store!);
            }
            finally
            {
                _gate.ExitReadLock();
            }

            Interlocked.Increment(ref _reads);
            Thread.Sleep(pauseMs);
        }
    }

    // A feed ends when its store is closed; the next one goes on behind the last change.
    private async Task FollowAsync()
    {
        ulong next = 0;
        while (!_done.IsCancellationRequested)
        {
            try
            {
                await foreach (Change change in Current().Subscribe(next, _done.Token))
                {
                    if (change.Sequence < next) throw new InvalidOperationException("A feed went back.");
                    next = change.Sequence + 1;
                    Volatile.Write(ref _changesSeen, _changesSeen + 1);
                }
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
            {
                // The soak is over, or the store was closed between asking for it and subscribing.
            }
        }
    }

    private FeedlogStore Current()
    {
        _gate.EnterReadLock();
        try
        {
            return _store!;
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }
}
