using Feedlog.Format.Frames;
using Feedlog.Indexing.Sealed;

namespace Feedlog.Indexing.Views;

/// <summary>Walks a range of time of a run.</summary>
internal sealed class RunTimeCursor : TimeCursor
{
    private readonly RunReader _run;
    private readonly ulong _sequenceLimit;
    private readonly int _step;
    private long _next;
    private long _remaining;

    /// <summary>A cursor before the first record of a half-open range of time, up to a sequence.</summary>
    public RunTimeCursor(RunReader run, ulong sequenceLimit, long fromMs, long toMs, bool isReverse)
    {
        _run = run;
        _sequenceLimit = sequenceLimit;
        long first = run.CountTimesBefore(fromMs);
        long limit = run.CountTimesBefore(toMs);
        _remaining = limit - first;
        _step = isReverse ? -1 : 1;
        _next = isReverse ? limit - 1 : first;
    }

    /// <inheritdoc/>
    public override Found Current
    {
        get
        {
            _run.TryFindSlot(Sequence, out FrameAddress address, out _);
            return new Found(Sequence, address);
        }
    }

    /// <inheritdoc/>
    public override bool MoveNext()
    {
        while (_remaining > 0)
        {
            (TimestampMs, Sequence) = _run.TimeAt(_next);
            _next += _step;
            _remaining--;
            if (Sequence <= _sequenceLimit) return true;
        }

        return false;
    }
}
