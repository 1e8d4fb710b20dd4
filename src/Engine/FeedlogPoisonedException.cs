namespace Feedlog;

/// <summary>
/// A sync failed: whether the appends that wait are on the medium is unknown, and nothing more is acknowledged until
/// the store has been reopened. Appends with an id of their own may then be repeated safely.
/// </summary>
public sealed class FeedlogPoisonedException : FeedlogException
{
    internal FeedlogPoisonedException(string place, Exception cause)
        : base(FeedlogErrorCode.Poisoned, $"Writing to {place} has ended: {cause.Message}",
            "Close and reopen the store; repeat what was not acknowledged.", null, null, cause)
    {
    }
}
