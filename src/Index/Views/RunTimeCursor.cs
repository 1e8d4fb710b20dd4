using Feedlog.Format.Frames;
using Feedlog.Indexing.Sealed;

namespace Feedlog.Indexing.Views;

/// <summary>Walks a range of time of a run.</summary>
internal sealed class RunTimeCursor : TimeCursor
{
    private readonly RunReader _run;
    private readonly ulong _sequenceLimit;
    private readonly PackedCursor? _entries;

    /// <summary>A cursor before the first record of a half-open range of time, up to a sequence.</summary>
    public RunTimeCursor(RunReader run, ulong sequenceLimit, long fromMs, long toMs, bool isReverse)
    {
        _run = run;
        _sequenceLimit = sequenceLimit;
        if (run.Times is not PackedSection times) return;
        _entries = new PackedCursor(times, times.CountTimesBelow(fromMs), times.CountTimesBelow(toMs), isReverse);
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
        while (_entries is not null && _entries.MoveNext())
        {
            (TimestampMs, Sequence) = _entries.Current;
            if (Sequence <= _sequenceLimit) return true;
        }

        return false;
    }
}
