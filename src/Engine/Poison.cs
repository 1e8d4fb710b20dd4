namespace Feedlog;

/// <summary>A one-way latch: the first cause for which nothing more may be acknowledged. Any thread.</summary>
internal sealed class Poison(string place)
{
    private FeedlogPoisonedException? _cause;

    /// <summary>The cause, or null as long as all is well.</summary>
    public FeedlogPoisonedException? Cause => Volatile.Read(ref _cause);

    /// <summary>Latches the first cause; returns the one that holds.</summary>
    public FeedlogPoisonedException Set(Exception cause)
    {
        FeedlogPoisonedException mine = new(place, cause);
#if SABOTAGE
        if (Sabotage.Is("forget-poison")) return mine;
#endif
        return Interlocked.CompareExchange(ref _cause, mine, null) ?? mine;
    }

    /// <summary>Throws if there is a cause.</summary>
    /// <exception cref="FeedlogPoisonedException">A sync failed before.</exception>
    public void ThrowIfSet()
    {
        if (Cause is FeedlogPoisonedException cause) throw cause;
    }
}
