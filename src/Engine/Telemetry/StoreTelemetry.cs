using System.Diagnostics;
using System.Diagnostics.Metrics;
using Feedlog.Indexing.HotKey;
using Feedlog.Write;

namespace Feedlog.Telemetry;

/// <summary>
/// Tells who listens what a store does. Any thread; where nobody listens nothing is measured, and nothing is ever
/// allocated where records are appended or read.
/// </summary>
/// <remarks>
/// The first instruments of a process take long to make, against an open: a store without a name gets them in the
/// background. One that was given a name is meant to be listened to, and has them when it is open.
/// </remarks>
internal sealed class StoreTelemetry(FeedlogOptions options) : IDisposable
{
    /// <summary>The tag that says why something has failed.</summary>
    public const string ErrorTag = "error.type";

    private static readonly KeyValuePair<string, object?>[] s_durability =
    [
        new("feedlog.durability", "durable"), new("feedlog.durability", "interval"), new("feedlog.durability", "none"),
    ];

    private static readonly KeyValuePair<string, object?>[] s_modes =
    [
        new("feedlog.search.mode", "keyword"), new("feedlog.search.mode", "vector"),
        new("feedlog.search.mode", "hybrid"),
    ];

    private readonly Lock _gate = new();
    private StoreInstruments? _made;
    private bool _isDisposed;

    private StoreInstruments? Instruments => Volatile.Read(ref _made);

    /// <summary>Makes the instruments, now or soon. Once.</summary>
    /// <param name="readings">Gives what instruments tell that are asked now and then.</param>
    /// <param name="hot">The index of hot keys, which counts; null if there is none.</param>
    public void Begin(StoreReadings readings, HotKeyIndex? hot)
    {
        if (options.Name is not null) Make(readings, hot);
        else Task.Run(() => Make(readings, hot));
    }

    /// <summary>When an append begins; 0 if nobody wants to know.</summary>
    public long BeginAppend() => Begin(Instruments?.Appends);

    /// <summary>When a look-up begins; 0 if nobody wants to know.</summary>
    public long BeginGet() => Begin(Instruments?.Gets);

    /// <summary>When a search begins; 0 if nobody wants to know.</summary>
    public long BeginSearch() => Begin(Instruments?.Searches);

    /// <summary>When a sync begins; 0 if nobody wants to know.</summary>
    public long BeginSync() => Begin(Instruments?.Syncs);

    /// <summary>An entry was acknowledged, or has failed.</summary>
    public void EndAppend(in AppendEntry entry, Exception? failure = null)
    {
        bool isFirstOfUnit = entry.UnitLength > 0;
        if (entry.StartedAt == 0 || !isFirstOfUnit) return;
        double seconds = SecondsSince(entry.StartedAt);
        KeyValuePair<string, object?> durability = s_durability[(int)entry.Durability];
        if (failure is null) Instruments?.Appends.Record(seconds, durability);
        else Instruments?.Appends.Record(seconds, durability, new(ErrorTag, ErrorOf(failure)));
    }

    /// <summary>A look-up has ended.</summary>
    public void EndGet(long startedAt)
    {
        if (startedAt != 0) Instruments?.Gets.Record(SecondsSince(startedAt));
    }

    /// <summary>A search has ended.</summary>
    public void EndSearch(long startedAt, SearchMode mode)
    {
        if (startedAt != 0) Instruments?.Searches.Record(SecondsSince(startedAt), s_modes[(int)mode]);
    }

    /// <summary>A sync has ended.</summary>
    public void EndSync(long startedAt)
    {
        if (startedAt != 0) Instruments?.Syncs.Record(SecondsSince(startedAt));
    }

    /// <summary>A group was written.</summary>
    public void CountGroup(int frames, long lengthBytes)
    {
        Instruments?.Groups.Record(frames);
        Instruments?.AppendedBytes.Add(lengthBytes);
    }

    /// <summary>A failure in a word: the code of ours, the type of others'.</summary>
    public static string ErrorOf(Exception failure) =>
        failure is FeedlogException ours ? ours.Code.ToString() : failure.GetType().Name;

    /// <summary>Ends all instruments.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _made?.Dispose();
        }
    }

    private void Make(StoreReadings readings, HotKeyIndex? hot)
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            StoreInstruments made = new(options.Name, readings);
            if (hot is not null) hot.LookUps = new LookUpCount(made.HotKeys);
            Volatile.Write(ref _made, made);
        }
    }

    private static long Begin(Histogram<double>? histogram) =>
        histogram is { Enabled: true } ? Stopwatch.GetTimestamp() : 0;

    private static double SecondsSince(long startedAt) => Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
}
