using System.Diagnostics;
using System.Runtime.CompilerServices;
using Feedlog.Read;
using Feedlog.Telemetry;
using Feedlog.Upkeep;

namespace Feedlog;

/// <summary>
/// Looks after a store that is open for writing: jobs that seal, merge, archive, verify, embed and count, one at a
/// time. Any thread may call; rounds wait for each other.
/// </summary>
/// <remarks>
/// A job that fails spoils no other and no append or read; it is tried again after a pause that grows up to ten
/// minutes. Where jobs were is kept in the store's folder, so that they go on there in the next process. The package
/// Feedlog.Extensions.Hosting runs this in the background of a host, and <c>feedlog maintain</c> by hand.
/// </remarks>
public sealed class StoreUpkeep : IDisposable
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly StoreCore _core;
    private readonly UpkeepOptions _options;
    private readonly UpkeepJob[] _jobs;
    private readonly Dictionary<string, JobState> _states;
    private readonly Dictionary<string, (int Failures, long NotBeforeMs)> _pauses = new(StringComparer.Ordinal);
    private ulong _lastSequence;
    private long _changedAtMs;

    /// <summary>Upkeep of a store. It begins to do something when it is told to.</summary>
    /// <param name="store">The store, which must stay open as long as upkeep is used.</param>
    /// <param name="options">How; the defaults if left out.</param>
    /// <exception cref="FeedlogException">ReadOnly: the store is open for reading only.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public StoreUpkeep(FeedlogStore store, UpkeepOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store.IsReadOnly) throw Throw.ReadOnly(store.Place);
        _options = options ?? new UpkeepOptions();
        _options.Validate();
        _core = store.Core;
        _jobs =
        [
            new SealJob(), new MergeJob(), new ScrubJob(_options), new EmbedJob(_options), new ArchiveJob(_options),
            new StatisticsJob(),
        ];
        _states = UpkeepFile.Read(_core.Storage);
        _changedAtMs = Environment.TickCount64;
    }

    /// <summary>The names of the jobs, in the order in which they run.</summary>
    public IReadOnlyList<string> Jobs => [.. _jobs.Select(job => job.Name)];

    /// <summary>Runs every job once, due or not, and tells of each when it is done.</summary>
    /// <param name="cancellationToken">Ends the round between two jobs or within one, which goes on there next time.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public IAsyncEnumerable<UpkeepResult> RunAsync(CancellationToken cancellationToken = default) =>
        RunAsync(isForced: true, cancellationToken);

    /// <summary>Runs the jobs that are due, as the store has grown or is idle, and tells of each when it is done.
    /// </summary>
    /// <param name="cancellationToken">Ends the round between two jobs or within one, which goes on there next time.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public IAsyncEnumerable<UpkeepResult> RunDueAsync(CancellationToken cancellationToken = default) =>
        RunAsync(isForced: false, cancellationToken);

    /// <summary>Lets go of nothing but itself; the store stays open. Not while a round runs.</summary>
    public void Dispose() => _turn.Dispose();

    private async IAsyncEnumerable<UpkeepResult> RunAsync(
        bool isForced, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (UpkeepJob job in _jobs)
            {
                cancellationToken.ThrowIfCancellationRequested();
                UpkeepMoment moment = Look();
                if (!_states.TryGetValue(job.Name, out JobState? state)) _states[job.Name] = state = new JobState();
                if (isForced || (!IsPausing(job) && job.IsDue(moment, state)))
                    yield return await RunAsync(job, moment, state, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<UpkeepResult> RunAsync(
        UpkeepJob job, UpkeepMoment moment, JobState state, CancellationToken cancellationToken)
    {
        using Activity? span = Spans.Begin(Spans.Upkeep, _core.Options);
        span?.SetTag("feedlog.job", job.Name);
        long startedAt = Stopwatch.GetTimestamp();
        UpkeepTurn turn = new(_core, moment, state);
        Exception? failure = null;
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(_options.JobTime);
        try
        {
            _options.BeforeJob?.Invoke(job.Name);
            await job.RunAsync(turn, time.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            turn.Outcome = UpkeepOutcome.Partial;
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            failure = thrown;
        }

        if (failure is null) state.RanAtMs = moment.NowMs;
        failure ??= TryKeep();
        cancellationToken.ThrowIfCancellationRequested();
        if (failure is not null) Spans.Fail(span, failure);
        UpkeepResult result = new()
        {
            Job = job.Name,
            Outcome = failure is null ? turn.Outcome : UpkeepOutcome.Failed,
            Duration = Stopwatch.GetElapsedTime(startedAt),
            Counts = turn.Counts,
            Message = failure?.Message ?? turn.Message,
            Failure = failure,
        };
        Pause(job, result.Outcome == UpkeepOutcome.Failed);
        return result;
    }

    private Exception? TryKeep()
    {
        try
        {
            UpkeepFile.Write(_core.Storage, _states);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure;
        }
    }

    private UpkeepMoment Look()
    {
        ReadView view = _core.Views.Current;
        if (view.Sequence != _lastSequence)
        {
            _lastSequence = view.Sequence;
            _changedAtMs = Environment.TickCount64;
        }

        bool isIdle = Environment.TickCount64 - _changedAtMs >= _options.IdleTime.TotalMilliseconds;
        return new UpkeepMoment(
            _core.NowMs, isIdle, view.Sequence, view.BytesBehind(null), view.BytesBehind(view.Parts.Sealed.LastRun));
    }

    private bool IsPausing(UpkeepJob job) => Environment.TickCount64 < _pauses.GetValueOrDefault(job.Name).NotBeforeMs;

    private void Pause(UpkeepJob job, bool hasFailed)
    {
        int failures = hasFailed ? _pauses.GetValueOrDefault(job.Name).Failures + 1 : 0;
        double grownMs = _options.FailurePause.TotalMilliseconds * Math.Pow(2, failures - 1);
        double pauseMs = hasFailed ? Math.Min(grownMs, s_longestPause.TotalMilliseconds) : 0;
        _pauses[job.Name] = (failures, Environment.TickCount64 + (long)pauseMs);
    }
}
