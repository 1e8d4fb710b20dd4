using Microsoft.Extensions.Logging;

namespace Feedlog.Extensions.Hosting;

/// <summary>One store of a host: opened once, when the host starts or when it is first asked for, and closed once.
/// Any thread.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private Task<FeedlogStore>? _opening;
    private bool _isClosed;

    /// <summary>A store that is not open yet.</summary>
    /// <param name="name">Its name, if its options give it none.</param>
    /// <param name="options">How it is opened.</param>
    /// <param name="logger">Is told of what happens to it.</param>
    public StoreHost(string name, FeedlogHostOptions options, ILogger logger)
    {
        options.Budgets.Validate();
        Name = options.Store.Name ?? name;
        Options = options;
        Logger = logger;
        _clock = options.Store.TimeProvider;
    }

    /// <summary>Its name in telemetry and logs.</summary>
    public string Name { get; }

    /// <summary>How it is opened.</summary>
    public FeedlogHostOptions Options { get; }

    /// <summary>Is told of what happens to it.</summary>
    public ILogger Logger { get; }

    /// <summary>Tells when a budget is exceeded.</summary>
    public FeedlogAlarms Alarms { get; } = new();

    /// <summary>Judges calls; null if there is no budget, or if the store was never opened.</summary>
    public BudgetWatch? Watch { get; private set; }

    /// <summary>What upkeep did last, by the names of jobs.</summary>
    public LastResults Upkeep { get; } = new();

    /// <summary>The store, if it is open.</summary>
    public FeedlogStore? Current =>
        Volatile.Read(ref _opening) is { IsCompletedSuccessfully: true } opening ? opening.Result : null;

    /// <summary>Why it could not be opened; null if it was, or if nobody has tried.</summary>
    public Exception? Failure => Volatile.Read(ref _opening)?.Exception?.InnerException;

    /// <summary>The store; opens it if nobody has. If that has failed it is tried again.</summary>
    /// <exception cref="FeedlogException">It cannot be opened.</exception>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public Task<FeedlogStore> OpenAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(FeedlogStore));
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true }) _opening = OpenOnceAsync();
            return _opening;
        }
    }

    /// <summary>Closes the store, if it is open; once.</summary>
    /// <exception cref="FeedlogException">Not all that was appended is durable.</exception>
    public async ValueTask DisposeAsync()
    {
        Task<FeedlogStore>? opening;
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
            opening = _opening;
        }

        if (opening is null) return;
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Watch?.Dispose();
        if (!opening.IsCompletedSuccessfully) return;
        try
        {
            await opening.Result.DisposeAsync().ConfigureAwait(false);
            Logger.Closed(Name);
        }
        catch (FeedlogException failure)
        {
            Logger.ClosedWithLoss(Name, failure);
            throw;
        }
    }

    private async Task<FeedlogStore> OpenOnceAsync()
    {
        try
        {
            if (Options.Budgets.HasAny) Watch ??= new BudgetWatch(Name, Options.Budgets, Alarms, Logger, _clock);
            FeedlogStore store = await FeedlogStore
                .OpenAsync(Options.Path, Options.Store with { Name = Name }).ConfigureAwait(false);
            OpenReport report = store.OpenReport;
            if (!report.WasClean) Logger.Recovered(Name, report.RescuedFrames, report.DroppedBytes);
            if (report.IndexFault.Length > 0) Logger.IndexesSetAside(Name, report.IndexFault);
            Logger.Opened(Name, store.Place, report.Milliseconds, store.LastSequence);
            return store;
        }
        catch (Exception failure)
        {
            Logger.NotOpened(Name, failure);
            throw;
        }
    }
}
