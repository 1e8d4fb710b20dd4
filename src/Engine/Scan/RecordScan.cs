using Feedlog.Format.Stores;
using Feedlog.Read;
using Feedlog.Scan;

namespace Feedlog;

/// <summary>
/// The live records of a snapshot for several threads to share: each opens a cursor, and together the cursors give
/// every record exactly once, in no order. Safe from any thread.
/// </summary>
/// <remarks>It holds the snapshot's files by itself until it and its cursors are disposed.</remarks>
public sealed class RecordScan : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _segmentsRead = [];
    private readonly HashSet<ulong> _shardsRead = [];
    private readonly SegmentSet _segments;
    private readonly int _segmentCount;
    private long _framesRead;
    private long _recordsGiven;
    private int _isDisposed;

    internal RecordScan(SnapshotReader reader, SegmentSet acquired, ScanOptions options)
    {
        Reader = reader;
        Options = options;
        _segments = acquired;
        _segmentCount = reader.Entries.Count(entry => entry.State != SegmentState.Archived);
        Plan = new ScanPlan(reader, reader.Entries, options);
    }

    /// <summary>What was asked for.</summary>
    public ScanOptions Options { get; }

    /// <summary>What has been read so far, by the cursors that were disposed or have ended.</summary>
    public ScanCounters Counters
    {
        get
        {
            lock (_gate)
            {
                return new ScanCounters(
                    _segmentCount, _segmentsRead.Count, _segments.ShardCount, _shardsRead.Count, _framesRead,
                    _recordsGiven);
            }
        }
    }

    /// <summary>Answers for the view.</summary>
    internal SnapshotReader Reader { get; }

    /// <summary>The parts.</summary>
    internal ScanPlan Plan { get; }

    /// <summary>A cursor for one thread.</summary>
    /// <exception cref="ObjectDisposedException">The scan was disposed.</exception>
    public RecordCursor OpenCursor()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0 || !_segments.TryAcquire(), this);
        return new RecordCursor(this, _segments);
    }

    /// <summary>Takes no more records; cursors that are open stay valid and end with their part.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        Plan.Dispose();
        _segments.Release();
    }

    /// <summary>Adds what a cursor has read.</summary>
    internal void Count(long framesRead, long recordsGiven)
    {
        lock (_gate)
        {
            _framesRead += framesRead;
            _recordsGiven += recordsGiven;
        }
    }

    /// <summary>Says that a segment is read.</summary>
    internal void CountSegment(ulong number)
    {
        lock (_gate) _segmentsRead.Add(number);
    }

    /// <summary>Says that a shard is read.</summary>
    internal void CountShard(ulong number)
    {
        lock (_gate) _shardsRead.Add(number);
    }
}
