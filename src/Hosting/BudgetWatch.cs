using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Feedlog.Extensions.Hosting;

/// <summary>
/// Listens to the instruments of one store that have a budget, and judges them window by window. Costs what a listener
/// costs; instruments without a budget are not listened to.
/// </summary>
internal sealed class BudgetWatch : IDisposable
{
    private const double Share = 0.99;

    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, (TimeSpan Budget, DurationCounts Counts)> _watched =
        new(StringComparer.Ordinal);

    private readonly string _store;
    private readonly int _callsMin;
    private readonly FeedlogAlarms _alarms;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    /// <summary>Begins to listen.</summary>
    /// <param name="store">Name of the store, by which its meter is known.</param>
    /// <param name="budgets">The budgets.</param>
    /// <param name="alarms">Is told what was exceeded.</param>
    /// <param name="logger">Is told too.</param>
    /// <param name="clock">Ends the windows.</param>
    public BudgetWatch(
        string store, FeedlogBudgets budgets, FeedlogAlarms alarms, ILogger logger, TimeProvider clock)
    {
        _store = store;
        _callsMin = budgets.CallsMin;
        _alarms = alarms;
        _logger = logger;
        Watch("feedlog.append.duration", budgets.Append);
        Watch("feedlog.get.duration", budgets.Get);
        Watch("feedlog.search.duration", budgets.Search);
        Watch("feedlog.sync.duration", budgets.Sync);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            bool isWatched =
                _watched.TryGetValue(instrument.Name, out (TimeSpan Budget, DurationCounts Counts) watched);
            if (isWatched && IsOurs(instrument)) listener.EnableMeasurementEvents(instrument, watched.Counts);
        };
        _listener.SetMeasurementEventCallback<double>(
            static (_, seconds, _, counts) => ((DurationCounts)counts!).Add(seconds)); // Given when it was enabled.
        _listener.Start();
        _timer = clock.CreateTimer(_ => EndWindow(), null, budgets.Window, budgets.Window);
    }

    /// <summary>Judges what was counted since the last time.</summary>
    public void EndWindow()
    {
        List<BudgetAlarm> exceeded = [];
        foreach ((string instrument, (TimeSpan budget, DurationCounts counts)) in _watched)
        {
            TimeSpan p99 = counts.Take(Share, out long calls);
            if (calls >= _callsMin && p99 > budget)
                exceeded.Add(new BudgetAlarm(_store, instrument, budget, p99, calls));
        }

        foreach (BudgetAlarm alarm in exceeded)
        {
            _logger.BudgetExceeded(
                alarm.Store, alarm.Instrument, alarm.P99.TotalMilliseconds, alarm.Budget.TotalMilliseconds,
                alarm.Calls);
        }

        try
        {
            _alarms.Raise(exceeded);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A handler's mistake must not end the process, which is what it would do on a thread of a timer.
            _logger.AlarmHandlerFailed(_store, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _listener.Dispose();
    }

    private void Watch(string instrument, TimeSpan? budget)
    {
        if (budget is TimeSpan limit) _watched[instrument] = (limit, new DurationCounts());
    }

    private bool IsOurs(Instrument instrument) =>
        instrument.Meter.Name == FeedlogTelemetry.MeterName &&
        instrument.Meter.Tags?.Contains(new(FeedlogTelemetry.StoreTag, _store)) == true;
}
