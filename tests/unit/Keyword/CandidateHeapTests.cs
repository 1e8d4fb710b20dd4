using Feedlog.Indexing.Keyword;

namespace Feedlog.Tests.Unit.Keyword;

public sealed class CandidateHeapTests
{
    [Fact]
    public void Candidates_InAnyOrder_ComeOutBestFirstAndOfEqualsNewestFirst()
    {
        Random random = new(3);
        CandidateHeap heap = new();
        foreach (int count in (int[])[0, 1, 2, 255, 256, 257, 5000, CandidateHeap.CountMax])
        {
            (double Score, int Slot)[] all =
                [.. Enumerable.Range(0, count).Select(slot => (random.Next(50) / 4.0, slot))];
            random.Shuffle(all);
            foreach ((double score, int slot) in all) heap.Add(score, slot);
            Assert.Equal(count, heap.Count);
            (double, int)[] expected =
                [.. all.OrderByDescending(one => one.Score).ThenByDescending(one => one.Slot)];
            Assert.Equal(expected, TakeAll(heap));
        }
    }

    [Fact]
    public void Candidates_AddedBehindSomeThatWereTaken_TakeTheirPlace()
    {
        CandidateHeap heap = new();
        for (int slot = 0; slot < 9; slot++) heap.Add(slot, slot);
        Assert.True(heap.TryTake(out double score, out _));
        Assert.Equal(8, score);
        heap.Add(7.5, 20);
        heap.Add(0.5, 21);
        Assert.Equal([20, 7, 6, 5, 4, 3, 2, 1, 21, 0], TakeAll(heap).Select(one => one.Slot));
    }

    [Fact]
    public void Clear_ForgetsAll()
    {
        CandidateHeap heap = new();
        heap.Add(1, 1);
        heap.Clear();
        Assert.False(heap.TryTake(out _, out _));
    }

    private static List<(double Score, int Slot)> TakeAll(CandidateHeap heap)
    {
        List<(double, int)> taken = [];
        while (heap.TryTake(out double score, out int slot)) taken.Add((score, slot));
        return taken;
    }
}
