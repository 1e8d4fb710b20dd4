using Feedlog.Indexing.Keyword;

namespace Feedlog.Tests.Unit.Keyword;

public sealed class SlotGroupsTests
{
    [Fact]
    public void Groups_AreThoseOfTheBlocksThatSlotsWouldBeIn()
    {
        WordModel model = new(31, 3000, 10);
        using KeywordPart part = model.Open(model.Build(..));
        SlotGroups groups = new(3000);
        for (int seed = 1; seed <= 200; seed++)
        {
            Random random = new(seed);
            PostingList list = PostingList.Of(part, Rising(random, random.Next(1, 2500)));
            int[] slots = Rising(random, random.Next(0, 400));
            groups.Set(list, slots);
            int at = 0;
            while (at < slots.Length && list.BlockOf(slots[at]) < 0) at++;
            Assert.Equal(at, groups.First);
            for (int group = 0; group < groups.Count; group++)
            {
                int block = groups.BlockOf(group, out int limit);
                Assert.True(limit > at, $"Seed {seed}: group {group} is empty.");
                for (; at < limit; at++) Assert.Equal(list.BlockOf(slots[at]), block);
                if (at < slots.Length) Assert.NotEqual(list.BlockOf(slots[at]), block);
            }

            Assert.Equal(slots.Length, at);
        }
    }

    private static int[] Rising(Random random, int count)
    {
        int start = random.Next(3000 - count);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(start, 3000)).Distinct().Order()];
    }
}
