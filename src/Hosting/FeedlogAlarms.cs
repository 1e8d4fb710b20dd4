namespace Feedlog.Extensions.Hosting;

/// <summary>Tells when a budget of a store is exceeded. Resolve it from the container, by the key of the store if it
/// has one. Any thread.</summary>
public sealed class FeedlogAlarms
{
    private IReadOnlyList<BudgetAlarm> _current = [];

    internal FeedlogAlarms()
    {
    }

    /// <summary>Raised once for each budget that was exceeded in a window, by a thread of the pool. An exception of a
    /// handler is logged and goes no further.</summary>
    public event EventHandler<BudgetAlarm>? Exceeded;

    /// <summary>The budgets that were exceeded in the last whole window.</summary>
    public IReadOnlyList<BudgetAlarm> Current => Volatile.Read(ref _current);

    /// <summary>A window has ended.</summary>
    /// <param name="alarms">What was exceeded in it.</param>
    internal void Raise(IReadOnlyList<BudgetAlarm> alarms)
    {
        Volatile.Write(ref _current, alarms);
        foreach (BudgetAlarm alarm in alarms) Exceeded?.Invoke(this, alarm);
    }
}
