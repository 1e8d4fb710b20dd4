using System.Diagnostics.Metrics;
using Feedlog.Write;

namespace Feedlog.Telemetry;

/// <summary>What the instruments of a store that are asked now and then tell. Any thread.</summary>
/// <param name="core">The store.</param>
/// <param name="queue">Its queue; null if it is open for reading.</param>
internal sealed class StoreReadings(StoreCore core, AppendQueue? queue)
{
    // Instruments are asked one after the other, and counting takes a while in a large store.
    private const long FreshMs = 200;

    private static readonly KeyValuePair<string, object?>[] s_tiers =
    [
        new("feedlog.tier", "hot"), new("feedlog.tier", "cold"), new("feedlog.tier", "index"),
    ];

    private readonly Lock _gate = new();
    private StoreStats? _stats;
    private long _readAtMs;

    /// <summary>Whether the store has a queue.</summary>
    public bool HasQueue => queue is not null;

    /// <summary>Bytes that wait for the writer.</summary>
    public long QueueUsage() => queue?.QueuedBytes ?? 0;

    /// <summary>At how many bytes appends wait.</summary>
    public long QueueLimit() => core.Options.QueueBytes;

    /// <summary>Bytes in each tier.</summary>
    public IEnumerable<Measurement<long>> Sizes() => Read() is not StoreStats stats ? [] :
    [
        new Measurement<long>(stats.BytesHot, s_tiers[0]),
        new Measurement<long>(stats.BytesCold, s_tiers[1]),
        new Measurement<long>(stats.BytesIndex, s_tiers[2]),
    ];

    /// <summary>Live records.</summary>
    public IEnumerable<Measurement<long>> Records() => One(stats => stats.Frames);

    /// <summary>Records that no index of words covers.</summary>
    public IEnumerable<Measurement<long>> WordLag() => One(stats => stats.IndexLagFrames);

    /// <summary>Records that wait for a vector.</summary>
    public IEnumerable<Measurement<long>> EmbeddingLag() => One(stats => stats.EmbeddingLagFrames);

    /// <summary>How long the first of those has waited.</summary>
    public IEnumerable<Measurement<double>> EmbeddingDelay() =>
        One(stats => TimeSpan.FromMilliseconds(stats.EmbeddingLagMilliseconds).TotalSeconds);

    /// <summary>How often embedding has failed.</summary>
    public IEnumerable<Measurement<long>> EmbeddingFaults() => One(stats => stats.EmbeddingFaults);

    private IEnumerable<Measurement<T>> One<T>(Func<StoreStats, T> value)
        where T : struct => Read() is StoreStats stats ? [new Measurement<T>(value(stats))] : [];

    // Nothing while it cannot be read: a listener must not fail because a disk does.
    private StoreStats? Read()
    {
        lock (_gate)
        {
            if (_stats is not null && Environment.TickCount64 - _readAtMs < FreshMs) return _stats;
            try
            {
                _stats = core.GetStats();
            }
            catch (Exception failure) when (failure is FeedlogException or ObjectDisposedException)
            {
                _stats = null;
            }

            _readAtMs = Environment.TickCount64;
            return _stats;
        }
    }
}
