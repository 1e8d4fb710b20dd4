using System.Runtime.ExceptionServices;
using Feedlog.Analytics.Bounds;

namespace Feedlog.Analytics.Scanning;

/// <summary>What one query knows of its scans: what bounds them, what they read, why they failed. Any thread.</summary>
internal sealed class QueryContext
{
    private readonly Lock _gate = new();
    private readonly List<RecordScan> _scans = [];
    private ExceptionDispatchInfo? _failure;

    /// <summary>What all records that the query can use fulfil. Set before the query starts.</summary>
    public ScanBounds Bounds { get; set; } = ScanBounds.None;

    /// <summary>Ends the query.</summary>
    public CancellationToken Token { get; init; }

    /// <summary>What the scans of the query have read.</summary>
    public ScanCounters Counters
    {
        get
        {
            lock (_gate)
            {
                ScanCounters sum = default;
                foreach (ScanCounters counters in _scans.Select(scan => scan.Counters))
                {
                    sum = new ScanCounters(
                        sum.SegmentsTotal + counters.SegmentsTotal, sum.SegmentsRead + counters.SegmentsRead,
                        sum.ShardsTotal + counters.ShardsTotal, sum.ShardsRead + counters.ShardsRead,
                        sum.FramesRead + counters.FramesRead, sum.RecordsGiven + counters.RecordsGiven);
                }

                return sum;
            }
        }
    }

    /// <summary>Says that a scan was opened.</summary>
    public void Add(RecordScan scan)
    {
        lock (_gate) _scans.Add(scan);
    }

    /// <summary>Keeps the first failure of a scan: DuckDB passes on its message only.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate) _failure ??= ExceptionDispatchInfo.Capture(failure);
    }

    /// <summary>Throws what a scan has failed with, if one has.</summary>
    public void ThrowIfFailed()
    {
        ExceptionDispatchInfo? failure;
        lock (_gate) failure = _failure;
        failure?.Throw();
    }
}
