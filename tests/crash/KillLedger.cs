using Feedlog.Tests.Crash.Child;

namespace Feedlog.Tests.Crash;

/// <summary>
/// What the lives of a store have been promised: which groups were begun, what was acknowledged with which sequence.
/// Held against the store it says what was lost, invented or reordered.
/// </summary>
internal sealed class KillLedger
{
    private readonly Dictionary<ulong, int> _groups = [];
    private readonly Dictionary<ulong, ulong> _acknowledged = [];
    private readonly List<(int Task, ulong First, ulong Next)> _lives = [];
    private readonly ulong[] _next;

    /// <summary>A ledger for this many tasks.</summary>
    public KillLedger(int tasks)
    {
        _next = new ulong[tasks];
        Array.Fill(_next, 1UL);
    }

    /// <summary>First index of each task in its next life.</summary>
    public IReadOnlyList<ulong> NextIndexes => _next;

    /// <summary>Records acknowledged so far.</summary>
    public int AcknowledgedCount => _acknowledged.Count;

    /// <summary>Takes in what a life wrote.</summary>
    /// <returns>Records acknowledged, and groups that were begun and neither acknowledged nor refused.</returns>
    public (int Acknowledged, int InFlight) Add(IReadOnlyList<ChildLine> lines)
    {
        Dictionary<int, ulong> open = [];
        ulong[] firsts = _next.ToArray();
        int acknowledged = 0;
        foreach (ChildLine line in lines)
        {
            int task = Payload.TaskOf(line.Number);
            if (line.Word == "begin")
            {
                _groups.Add(line.Number, (int)line.Value);
                open[task] = line.Number;
                _next[task] = (line.Number & ((1UL << 40) - 1)) + line.Value;
            }
            else if (line.Word == "ack")
            {
                _acknowledged.Add(line.Number, line.Value);
                if (open.TryGetValue(task, out ulong first) && line.Number == first) open.Remove(task);
                acknowledged++;
            }
            else if (line.Word == "fail")
            {
                open.Remove(task);
            }
        }

        for (int task = 0; task < _next.Length; task++) _lives.Add((task, firsts[task], _next[task]));
        return (acknowledged, open.Count);
    }

    /// <summary>Fails if anything is lost, invented, changed, halved or out of order.</summary>
    public async Task AssertHeldByAsync(FeedlogStore store)
    {
        Dictionary<ulong, ulong> found = [];
        Dictionary<int, ulong> lastOfTask = [];
        await foreach (Record record in store.ScanAsync())
        {
            ulong number = record.Id.Value;
            int task = Payload.TaskOf(number);
            bool isBegun = task < _next.Length && (number & ((1UL << 40) - 1)) < _next[task];
            Assert.True(isBegun, $"Invented: {record.Id} was never appended.");
            Assert.True(Payload.IsSound(record), $"Changed: {record.Id} #{record.Sequence} differs from what was appended.");
            Assert.True(number > lastOfTask.GetValueOrDefault(task), $"Reordered: {record.Id} #{record.Sequence}.");
            lastOfTask[task] = number;
            Assert.True(found.TryAdd(number, record.Sequence), $"Doubled: {record.Id}.");
        }

        ulong[] lost = _acknowledged.Keys.Where(number => !found.ContainsKey(number)).Order().ToArray();
        Assert.True(lost.Length == 0, $"Lost: {lost.Length} acknowledged, such as {lost.FirstOrDefault():x16}. {store.OpenReport}");
        foreach ((ulong number, ulong sequence) in _acknowledged) Assert.Equal(sequence, found[number]);
        AssertWholeGroups(found);
        AssertPrefixes(found);
    }

    private void AssertWholeGroups(Dictionary<ulong, ulong> found)
    {
        foreach ((ulong first, int count) in _groups)
        {
            int present = Enumerable.Range(0, count).Count(i => found.ContainsKey(first + (ulong)i));
            Assert.True(present == 0 || present == count, $"Halved: {present} of {count} from {first:x16} on.");
        }
    }

    // A task waits for each of its appends, so what is there of a life is what came first in it.
    private void AssertPrefixes(Dictionary<ulong, ulong> found)
    {
        foreach ((int task, ulong first, ulong next) in _lives)
        {
            bool hasEnded = false;
            for (ulong index = first; index < next; index++)
            {
                bool isThere = found.ContainsKey(Payload.NumberOf(task, index));
                Assert.False(isThere && hasEnded, $"Hole: task {task} has {index}, but not its predecessor.");
                hasEnded |= !isThere;
            }
        }
    }
}
