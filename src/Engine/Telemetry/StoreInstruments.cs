using System.Diagnostics.Metrics;

namespace Feedlog.Telemetry;

/// <summary>The instruments of one store, with a meter of their own that ends with them. Any thread.</summary>
internal sealed class StoreInstruments : IDisposable
{
    private const string Seconds = "s";
    private const string Bytes = "By";

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

    /// <summary>Makes the instruments; listeners are told of each at once.</summary>
    /// <param name="name">Name of the store; null for none.</param>
    /// <param name="readings">Gives what instruments tell that are asked now and then.</param>
    public StoreInstruments(string? name, StoreReadings readings)
    {
        _meter = new Meter(new MeterOptions(FeedlogTelemetry.MeterName)
        {
            Version = FeedlogTelemetry.Version,
            Tags = name is null ? null : [new(FeedlogTelemetry.StoreTag, name)],
        });
        Appends = _meter.CreateHistogram(
            "feedlog.append.duration", Seconds, "From queueing a record until its acknowledgement.", null, s_durations);
        AppendedBytes = _meter.CreateCounter<long>("feedlog.append.io", Bytes, "Bytes written to the log.");
        Gets = _meter.CreateHistogram(
            "feedlog.get.duration", Seconds, "Looking up one record and reading it.", null, s_durations);
        Searches = _meter.CreateHistogram(
            "feedlog.search.duration", Seconds, "One search, up to its last hit.", null, s_durations);
        Groups = _meter.CreateHistogram(
            "feedlog.group.size", "{frame}", "Frames that were written and synced as one group.", null, s_counts);
        Syncs = _meter.CreateHistogram(
            "feedlog.sync.duration", Seconds, "One sync of the log.", null, s_durations);
        HotKeys = _meter.CreateCounter<long>(
            "feedlog.hotkey.lookups", "{lookup}", "Look-ups in the index of the keys that are read often.");
        Observe(readings);
    }

    /// <summary>How long appends take, in seconds.</summary>
    public Histogram<double> Appends { get; }

    /// <summary>How long look-ups take, in seconds.</summary>
    public Histogram<double> Gets { get; }

    /// <summary>How long searches take, in seconds.</summary>
    public Histogram<double> Searches { get; }

    /// <summary>How long syncs take, in seconds.</summary>
    public Histogram<double> Syncs { get; }

    /// <summary>How many frames groups have.</summary>
    public Histogram<long> Groups { get; }

    /// <summary>Bytes written to the log.</summary>
    public Counter<long> AppendedBytes { get; }

    /// <summary>Counts what the index of hot keys was asked, and how often it knew.</summary>
    public Counter<long> HotKeys { get; }

    /// <summary>Ends all instruments.</summary>
    public void Dispose() => _meter.Dispose();

    private void Observe(StoreReadings readings)
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
}
