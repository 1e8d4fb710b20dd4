using Feedlog.Format.Frames;

namespace Feedlog.Feed;

/// <summary>
/// Tells the last durable sequence from what a reader beside the writer knows: the groups that it has read, and the
/// numbers of groups that are said to be durable. One thread.
/// </summary>
internal sealed class DurableGroups
{
    private readonly Queue<(ulong Group, ulong LastSequence)> _undecided = new();
    private ulong _durableGroup;

    /// <summary>The last sequence of the last group that was read and is durable.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>Takes the next group; what its commit says of earlier ones counts.</summary>
    public void Add(in CommitFrame commit)
    {
        _undecided.Enqueue((commit.Group, commit.LastSequence));
        Advance(Math.Max(commit.DurableThrough, _durableGroup));
    }

    /// <summary>Learns that all groups up to this one are durable.</summary>
    public void Advance(ulong durableGroup)
    {
        _durableGroup = Math.Max(_durableGroup, durableGroup);
        while (_undecided.TryPeek(out (ulong Group, ulong LastSequence) group) && group.Group <= _durableGroup)
        {
            Sequence = group.LastSequence;
            _undecided.Dequeue();
        }
    }

    /// <summary>Forgets everything but what was read: everything up to this sequence, known to be durable.</summary>
    public void Restart(ulong durableSequence)
    {
        _undecided.Clear();
        _durableGroup = 0;
        Sequence = durableSequence;
    }
}
