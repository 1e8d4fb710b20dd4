namespace Feedlog.Write;

/// <summary>A sync failed: what is on the medium is unknown. Never leaves the engine; it poisons the store.</summary>
internal sealed class SyncFailedException(string what, IOException cause)
    : IOException($"the sync of {what} failed: {cause.Message}", cause)
{
    /// <summary>Runs a sync and marks its failure as one.</summary>
    public static void Guard(string what, Action sync)
    {
        try
        {
            sync();
        }
        catch (IOException cause)
        {
#if SABOTAGE
            if (Sabotage.Is("swallow-sync-failure")) return;
#endif
            throw new SyncFailedException(what, cause);
        }
    }
}
