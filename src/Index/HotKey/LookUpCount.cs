using System.Diagnostics.Metrics;

namespace Feedlog.Indexing.HotKey;

/// <summary>Counts look-ups in hot keys for who listens. Any thread; allocates nothing.</summary>
/// <param name="counter">Where they are counted.</param>
public sealed class LookUpCount(Counter<long> counter)
{
    private const string Tag = "feedlog.hotkey.hit";

    private static readonly KeyValuePair<string, object?> s_hit = new(Tag, true);
    private static readonly KeyValuePair<string, object?> s_miss = new(Tag, false);

    /// <summary>Counts one look-up.</summary>
    public void Add(bool isHit)
    {
        if (counter.Enabled) counter.Add(1, isHit ? s_hit : s_miss);
    }
}
