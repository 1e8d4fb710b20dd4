using System.Diagnostics;

namespace Feedlog.Compare.Measuring;

/// <summary>The time of every single operation of a run. Not safe for several threads.</summary>
internal sealed class Latencies
{
    private readonly long[] _ticks;
    private int _count;
    private long _lastStamp;

    /// <summary>Operations so far.</summary>
    internal int Count => _count;

    /// <summary>Room for so many operations.</summary>
    internal Latencies(int capacity) => _ticks = new long[capacity];

    /// <summary>The first operation begins now.</summary>
    internal void Start()
    {
        _count = 0;
        _lastStamp = Stopwatch.GetTimestamp();
    }

    /// <summary>An operation has ended now and the next begins: one look at the clock an operation.</summary>
    internal void Lap()
    {
        long stamp = Stopwatch.GetTimestamp();
        Add(stamp - _lastStamp);
        _lastStamp = stamp;
    }

    /// <summary>An operation took so many ticks of the clock.</summary>
    internal void Add(long ticks) => _ticks[_count++] = ticks;

    /// <summary>The time that this share of the operations did not exceed, in seconds.</summary>
    internal double Percentile(double share)
    {
        long[] sorted = _ticks[.._count];
        Array.Sort(sorted);
        return (double)sorted[Math.Min(_count - 1, (int)(_count * share))] / Stopwatch.Frequency;
    }

    /// <summary>All operations together, in seconds.</summary>
    internal double Sum()
    {
        long ticks = 0;
        for (int i = 0; i < _count; i++) ticks += _ticks[i];
        return (double)ticks / Stopwatch.Frequency;
    }

    /// <summary>A measurement whose figure is the median.</summary>
    internal Measurement ToMeasurement(params (string Name, double Value)[] details)
    {
        Dictionary<string, double> all =
            details.ToDictionary(static detail => detail.Name, static detail => detail.Value);
        all["mean us"] = Sum() / _count * 1e6;
        all["p99 us"] = Percentile(0.99) * 1e6;
        return new Measurement(Percentile(0.5)) { Details = all };
    }
}
