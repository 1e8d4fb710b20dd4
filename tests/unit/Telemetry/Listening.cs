using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Feedlog.Tests.Unit.Telemetry;

/// <summary>Listens to the meter of one store by its name, and keeps what it is told.</summary>
internal sealed class Listening : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _told = new();
    private readonly bool _keeps;
    private double _sum;

    /// <summary>Begins to listen.</summary>
    /// <param name="store">Name of the store.</param>
    /// <param name="keeps">False to add up what is told and keep nothing.</param>
    public Listening(string store, bool keeps = true)
    {
        _keeps = keeps;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != FeedlogTelemetry.MeterName) return;
            if (instrument.Meter.Tags?.Contains(new(FeedlogTelemetry.StoreTag, store)) != true) return;
            Instruments.Enqueue(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The instruments of the store.</summary>
    public ConcurrentQueue<Instrument> Instruments { get; } = new();

    /// <summary>Asks those that have to be asked.</summary>
    public void Ask() => _listener.RecordObservableInstruments();

    /// <summary>What an instrument has told, with tags that begin so ("name=value").</summary>
    public double[] Of(string name, string tags = "") =>
        [.. _told.Where(each => each.Name == name && each.Tags.Contains(tags, StringComparison.Ordinal))
            .Select(each => each.Value)];

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_keeps)
        {
            _sum += value;
            return;
        }

        string text = "";
        foreach (KeyValuePair<string, object?> tag in tags) text += $"{tag.Key}={tag.Value};";
        _told.Enqueue((instrument.Name, value, text));
    }
}
