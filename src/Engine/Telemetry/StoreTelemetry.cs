using System.Diagnostics;
using System.Diagnostics.Metrics;
using Feedlog.Write;

namespace Feedlog.Telemetry;

/// <summary>
/// The instruments of one store, with a meter of their own that ends with it. Any thread; where nobody listens nothing
/// is measured, and nothing is ever allocated where records are appended or read.
/// </summary>
internal sealed class StoreTelemetry : IDisposable
{
    /// <summary>The tag that says why something has failed.</summary>
    public const string ErrorTag = "error.type";

    private const string Seconds = "s";
    private const string Bytes = "By";

    private static readonly KeyValuePair<string, object?>[] s_durability =
    [
        new("feedlog.durability", "durable"), new("feedlog.durability", "interval"), new("feedlog.durability", "none"),
    ];

    private static readonly KeyValuePair<string, object?>[] s_modes =
    [
        new("feedlog.search.mode", "keyword"), new("feedlog.search.mode", "vector"),
        new("feedlog.search.mode", "hybrid"),
    ];

    // From a look-up in memory to a search of everything.
    private static readonly InstrumentAdvice<double> s_durations = new()
    {
        HistogramBucketBoundaries =
        [
            0.000_001, 0.000_002_5, 0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001,
            0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        ],
    };

    private static readonly InstrumentAdvice<long> s_counts = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 65_536],
    };

    private readonly Meter _meter;
    private readonly Histogram<double> _appends;
    private readonly Histogram<double> _gets;
    private readonly Histogram<double> _searches;
    private readonly Histogram<double> _syncs;
    private readonly Histogram<long> _groups;
    private readonly Counter<long> _appendedBytes;

    /// <summary>The instruments that are told; those that are asked come with <see cref="Observe"/>.</summary>
    /// <param name="options">The options of the store, which may name it.</param>
    public StoreTelemetry(FeedlogOptions options)
    {
        _meter = new Meter(new MeterOptions(FeedlogTelemetry.MeterName)
        {
            Version = FeedlogTelemetry.Version,
            Tags = options.Name is null ? null : [new(FeedlogTelemetry.StoreTag, options.Name)],
        });
        _appends = _meter.CreateHistogram(
            "feedlog.append.duration", Seconds, "From queueing a record until its acknowledgement.", null, s_durations);
        _appendedBytes = _meter.CreateCounter<long>("feedlog.append.io", Bytes, "Bytes written to the log.");
        _gets = _meter.CreateHistogram(
            "feedlog.get.duration", Seconds, "Looking up one record and reading it.", null, s_durations);
        _searches = _meter.CreateHistogram(
            "feedlog.search.duration", Seconds, "One search, up to its last hit.", null, s_durations);
        _groups = _meter.CreateHistogram(
            "feedlog.group.size", "{frame}", "Frames that were written and synced as one group.", null, s_counts);
        _syncs = _meter.CreateHistogram(
            "feedlog.sync.duration", Seconds, "One sync of the log.", null, s_durations);
        HotKeys = _meter.CreateCounter<long>(
            "feedlog.hotkey.lookups", "{lookup}", "Look-ups in the index of the keys that are read often.");
    }

    /// <summary>Counts what the index of hot keys was asked, and how often it knew.</summary>
    public Counter<long> HotKeys { get; }

    /// <summary>Adds the instruments that are asked now and then.</summary>
    /// <param name="readings">Gives what they tell.</param>
    public void Observe(StoreReadings readings)
    {
        if (readings.HasQueue)
        {
            _meter.CreateObservableUpDownCounter(
                "feedlog.queue.usage", readings.QueueUsage, Bytes, "Bytes that wait for the writer.");
            _meter.CreateObservableUpDownCounter(
                "feedlog.queue.limit", readings.QueueLimit, Bytes, "At how many bytes appends wait.");
        }

        _meter.CreateObservableUpDownCounter(
            "feedlog.store.size", readings.Sizes, Bytes, "Bytes of the store in each tier.");
        _meter.CreateObservableUpDownCounter(
            "feedlog.store.records", readings.Records, "{record}", "Live records.");
        _meter.CreateObservableGauge(
            "feedlog.words.lag", readings.WordLag, "{record}", "Records that no index of words covers yet.");
        _meter.CreateObservableGauge(
            "feedlog.embedding.lag", readings.EmbeddingLag, "{record}", "Records that wait for a vector.");
        _meter.CreateObservableGauge(
            "feedlog.embedding.delay", readings.EmbeddingDelay, Seconds,
            "How long ago the first record that waits for a vector was recorded.");
        _meter.CreateObservableCounter(
            "feedlog.embedding.faults", readings.EmbeddingFaults, "{fault}", "How often embedding has failed.");
    }

    /// <summary>When an append begins; 0 if nobody wants to know.</summary>
    public long BeginAppend() => Begin(_appends);

    /// <summary>When a look-up begins; 0 if nobody wants to know.</summary>
    public long BeginGet() => Begin(_gets);

    /// <summary>When a search begins; 0 if nobody wants to know.</summary>
    public long BeginSearch() => Begin(_searches);

    /// <summary>When a sync begins; 0 if nobody wants to know.</summary>
    public long BeginSync() => Begin(_syncs);

    /// <summary>An entry was acknowledged, or has failed.</summary>
    public void EndAppend(in AppendEntry entry, Exception? failure = null)
    {
        bool isFirstOfUnit = entry.UnitLength > 0;
        if (entry.StartedAt == 0 || !isFirstOfUnit) return;
        double seconds = SecondsSince(entry.StartedAt);
        KeyValuePair<string, object?> durability = s_durability[(int)entry.Durability];
        if (failure is null) _appends.Record(seconds, durability);
        else _appends.Record(seconds, durability, new KeyValuePair<string, object?>(ErrorTag, ErrorOf(failure)));
    }

    /// <summary>A look-up has ended.</summary>
    public void EndGet(long startedAt)
    {
        if (startedAt != 0) _gets.Record(SecondsSince(startedAt));
    }

    /// <summary>A search has ended.</summary>
    public void EndSearch(long startedAt, SearchMode mode)
    {
        if (startedAt != 0) _searches.Record(SecondsSince(startedAt), s_modes[(int)mode]);
    }

    /// <summary>A sync has ended.</summary>
    public void EndSync(long startedAt)
    {
        if (startedAt != 0) _syncs.Record(SecondsSince(startedAt));
    }

    /// <summary>A group was written.</summary>
    public void CountGroup(int frames, long lengthBytes)
    {
        _groups.Record(frames);
        _appendedBytes.Add(lengthBytes);
    }

    /// <summary>A failure in a word: the code of ours, the type of others'.</summary>
    public static string ErrorOf(Exception failure) =>
        failure is FeedlogException ours ? ours.Code.ToString() : failure.GetType().Name;

    /// <summary>Ends all instruments.</summary>
    public void Dispose() => _meter.Dispose();

    private static long Begin(Histogram<double> histogram) => histogram.Enabled ? Stopwatch.GetTimestamp() : 0;

    private static double SecondsSince(long startedAt) => Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
}
