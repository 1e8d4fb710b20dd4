using Feedlog.Format;
using Feedlog.Indexing.HotKey;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Unit.HotKey;

/// <summary>The hot-key index on one thread.</summary>
public sealed class HotKeyIndexTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Put_WithinTheBound_IsFound()
    {
        const ulong count = 20_000;
        using HotKeyIndex index = await HotKeys.CreateAsync(4 << 20);
        Assert.Equal(0, index.EntryCount);
        Assert.False(index.TryFind(HotKeys.Key(1), out _));

        for (ulong i = 0; i < count; i++) index.Put(HotKeys.Key(i), HotKeys.Entry(i, i + 1));

        for (ulong i = 0; i < count; i++) Assert.Equal(i + 1, HotKeys.FindSequence(index, i));
        Assert.Equal(0UL, HotKeys.FindSequence(index, count));
        Assert.InRange(index.EntryCount, (long)count, (long)count * 101 / 100);
    }

    [Fact]
    public async Task Put_OfAHigherSequence_ReplacesAndOfALowerDoesNot()
    {
        using HotKeyIndex index = await HotKeys.CreateAsync();

        foreach (ulong sequence in (ulong[])[5, 9, 7, 9, 1]) index.Put(HotKeys.Key(1), HotKeys.Entry(1, sequence));

        Assert.Equal(9UL, HotKeys.FindSequence(index, 1));
        index.Put(HotKeys.Key(1), new HotEntry(9, default, default));
        Assert.Equal(9UL, HotKeys.FindSequence(index, 1)); // The entry that was there first.
    }

    [Fact]
    public async Task TryPromote_OfTheCurrentGeneration_IsTakenUnlessAHigherSequenceIsThere()
    {
        using HotKeyIndex index = await HotKeys.CreateAsync();

        Assert.True(index.TryPromote(HotKeys.Key(1), HotKeys.Entry(1, 5), index.Generation));
        Assert.Equal(5UL, HotKeys.FindSequence(index, 1));
        Assert.False(index.TryPromote(HotKeys.Key(1), HotKeys.Entry(1, 4), index.Generation));
        Assert.True(index.TryPromote(HotKeys.Key(1), HotKeys.Entry(1, 5), index.Generation));
        Assert.Equal(5UL, HotKeys.FindSequence(index, 1));
        Assert.True(index.TryPromote(HotKeys.Key(1), HotKeys.Entry(1, 6), index.Generation));
        Assert.Equal(6UL, HotKeys.FindSequence(index, 1));
    }

    [Fact]
    public async Task TryPromote_OfAnotherGeneration_IsRefused()
    {
        using HotKeyIndex index = await HotKeys.CreateAsync();
        ulong generation = index.Generation;
        index.BeginAdvance();

        Assert.Equal(generation + 1, index.Generation);
        Assert.False(index.TryPromote(HotKeys.Key(1), HotKeys.Entry(1, 5), generation));
        Assert.False(index.TryPromote(HotKeys.Key(1), HotKeys.Entry(1, 5), generation + 2));
        Assert.Equal(0UL, HotKeys.FindSequence(index, 1));
        Assert.True(index.TryPromote(HotKeys.Key(1), HotKeys.Entry(1, 5), generation + 1));
    }

    [Fact]
    public async Task AnyOperations_AgainstADictionary_MissOrAgree()
    {
        int seed = TestLevel.FromEnvironment("FEEDLOG_SEED", 20_260_101);
        output.WriteLine($"FEEDLOG_SEED={seed}");
        Random random = new(seed);
        using HotKeyIndex index = await HotKeys.CreateAsync();
        Dictionary<ulong, ulong> newest = [];
        ulong sequence = 0;
        int hits = 0;
        int misses = 0;
        for (int i = 0; i < TestLevel.Count(300_000, 1_000_000, 20_000_000); i++)
        {
            // Few keys come again and again, the others fill the index three times over.
            ulong number = (ulong)(random.Next(2) == 0 ? random.Next(500) : random.Next(40_000));
            ulong present = newest.GetValueOrDefault(number);
            switch (random.Next(8))
            {
                case 0:
                    index.BeginAdvance();
                    break;
                case 1 or 2:
                    index.Put(HotKeys.Key(number), HotKeys.Entry(number, ++sequence));
                    newest[number] = sequence;
                    break;
                case 3 when present != 0:
                    Assert.True(index.TryPromote(HotKeys.Key(number), HotKeys.Entry(number, present), index.Generation));
                    break;
                case 4 when index.Generation > 0 && present > 0:
                    Assert.False(index.TryPromote(
                        HotKeys.Key(number), HotKeys.Entry(number, present - 1), index.Generation - 1));
                    break;
                default:
                    ulong found = HotKeys.FindSequence(index, number);
                    if (found != 0) Assert.Equal(present, found);
                    if (found != 0) hits++;
                    else if (present != 0) misses++;
                    break;
            }
        }

        output.WriteLine($"{hits} hits, {misses} misses of what had been there, {sequence} puts.");
        Assert.True(hits > 1_000 && misses > 1_000);
        Assert.True(index.MemoryBytes <= HotKeyIndex.MemoryBytesMin);
    }

    [Theory]
    [InlineData(HotKeyIndex.MemoryBytesMin)]
    [InlineData((2 << 20) - 1)]
    public async Task Put_TwentyTimesOver_StaysWithinTheBoundAndKeepsTheLatest(long memoryBytes)
    {
        using HotKeyIndex index = await HotKeys.CreateAsync(memoryBytes);
        ulong count = (ulong)memoryBytes * 20 / 48;
        for (ulong i = 0; i < count; i++)
        {
            index.Put(HotKeys.Key(i), HotKeys.Entry(i, i + 1));
            if (i % 64 != 0) continue;
            long bytes = index.MemoryBytes;
            Assert.True(bytes <= memoryBytes, $"{bytes} of {memoryBytes} after {i} entries");
            Assert.Equal(i + 1, HotKeys.FindSequence(index, i));
            ulong any = (i * 0x9E37_79B9_7F4A_7C15) % (i + 1);
            Assert.True(HotKeys.FindSequence(index, any) is ulong found && (found == 0 || found == any + 1));
        }

        long entries = index.EntryCount;
        output.WriteLine($"{entries} entries in {index.MemoryBytes} of {memoryBytes} bytes after {count}.");
        Assert.True(entries * 48 > memoryBytes / 3, "the bound is not made use of");
        for (ulong i = count - (ulong)(entries * 9 / 10); i < count; i++)
            Assert.Equal(i + 1, HotKeys.FindSequence(index, i));
        for (ulong i = 0; i < count / 2; i += 101) Assert.Equal(0UL, HotKeys.FindSequence(index, i));
    }

    [Fact]
    public async Task OneKey_ReplacedPastTheBound_IsAlwaysFound()
    {
        using HotKeyIndex index = await HotKeys.CreateAsync();
        for (ulong sequence = 1; sequence <= 100_000; sequence++)
        {
            index.Put(HotKeys.Key(3), HotKeys.Entry(3, sequence));
            Assert.Equal(sequence, HotKeys.FindSequence(index, 3));
        }
    }

    [Fact]
    public async Task TryFind_WarmedUp_AllocatesNothing()
    {
        const ulong count = 1_000;
        using HotKeyIndex index = await HotKeys.CreateAsync();
        WideHash[] keys = new WideHash[2 * count];
        for (ulong i = 0; i < 2 * count; i++) keys[i] = HotKeys.Key(i);
        for (ulong i = 0; i < count; i++) index.Put(keys[i], HotKeys.Entry(i, i + 1));
        Assert.Equal(count, FindAll(index, keys).Found);

        (ulong found, long allocatedBytes) = FindAll(index, keys);

        Assert.Equal(count, found);
        Assert.Equal(0, allocatedBytes);
    }

    [Fact]
    public void Constructor_BelowTheLeastBound_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HotKeyIndex(HotKeyIndex.MemoryBytesMin - 1));
    }

    [Fact]
    public async Task Dispose_LeavesNothingToFind()
    {
        HotKeyIndex index = await HotKeys.CreateAsync();
        index.Put(HotKeys.Key(1), HotKeys.Entry(1, 5));

        index.Dispose();
        index.Dispose();

        Assert.False(index.TryFind(HotKeys.Key(1), out _));
        Assert.False(index.TryPromote(HotKeys.Key(1), HotKeys.Entry(1, 5), index.Generation));
        Assert.Throws<ObjectDisposedException>(() => index.Put(HotKeys.Key(1), HotKeys.Entry(1, 5)));
        Assert.Equal(0, index.EntryCount);
        Assert.Equal(0, index.MemoryBytes);
    }

    [Fact]
    public void Index_BeforeItsTableIsThere_MissesAndTakesNothing()
    {
        for (int i = 0; i < 20; i++)
        {
            using HotKeyIndex index = new(HotKeyIndex.MemoryBytesMin);
            Assert.True(HotKeys.FindSequence(index, 1) == 0);
            index.Put(HotKeys.Key(1), HotKeys.Entry(1, 5));
            Assert.True(HotKeys.FindSequence(index, 1) is 0 or 5);
        }
    }

    [Fact]
    public async Task TryPromote_OfManyKeys_MakesTheTable()
    {
        using HotKeyIndex index = new(HotKeyIndex.MemoryBytesMin);
        for (ulong number = 0; !index.TryPromote(HotKeys.Key(7), HotKeys.Entry(7, 5), index.Generation); number++)
        {
            Assert.True(number < 3_000, "The table was not made within half a minute.");
            if (number > 100) await Task.Delay(10);
        }

        Assert.Equal(5UL, HotKeys.FindSequence(index, 7));
    }

    private static (ulong Found, long AllocatedBytes) FindAll(HotKeyIndex index, WideHash[] keys)
    {
        ulong found = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (WideHash key in keys)
        {
            if (index.TryFind(key, out _)) found++;
        }

        return (found, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
