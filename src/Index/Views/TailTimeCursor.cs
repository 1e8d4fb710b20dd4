using Feedlog.Indexing.Tail;

namespace Feedlog.Indexing.Views;

/// <summary>Walks a range of time of a tail.</summary>
internal sealed class TailTimeCursor(
    TailIndex tail, int visibleCount, ulong sequenceLimit, long fromMs, long toMs, bool isReverse) : TimeCursor
{
    private readonly IEnumerator<int> _ordinals =
        tail.Times.Range(tail.Slots, visibleCount, fromMs, toMs, isReverse).GetEnumerator();

    /// <inheritdoc/>
    public override Found Current => new(Sequence, tail.Slots[_ordinals.Current].Address);

    /// <inheritdoc/>
    public override bool MoveNext()
    {
        while (_ordinals.MoveNext())
        {
            ref readonly Slot slot = ref tail.Slots[_ordinals.Current];
            if (!slot.IsRecord || slot.Sequence > sequenceLimit) continue;
            TimestampMs = slot.TimestampMs;
            Sequence = slot.Sequence;
            return true;
        }

        return false;
    }
}
