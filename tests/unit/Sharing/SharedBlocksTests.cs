using Feedlog.Indexing.Sharing;

namespace Feedlog.Tests.Unit.Sharing;

/// <summary>Work in blocks: each once, all before the call returns, failures reported.</summary>
public sealed class SharedBlocksTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(1000, 1)]
    [InlineData(1000, 4)]
    public void Run_TakesEveryBlockOnce(int count, int threads)
    {
        for (int round = 0; round < 20; round++)
        {
            int[] taken = new int[count];
            SharedBlocks.Run(count, threads, (blocks, worker) =>
            {
                Assert.InRange(worker, 0, threads - 1);
                while (blocks.TryTake(out int block)) Interlocked.Increment(ref taken[block]);
            });
            Assert.All(taken, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Run_IsHelpedByAThreadThatIsNotOfThePool()
    {
        using ManualResetEventSlim begun = new();
        bool? isOfThePool = null;
        SharedBlocks.Run(2, 2, (blocks, worker) =>
        {
            if (worker == 1)
            {
                isOfThePool = Thread.CurrentThread.IsThreadPoolThread;
                begun.Set();
            }

            begun.Wait();
        });
        Assert.False(isOfThePool);
    }

    [Fact]
    public void Run_WhenTheCallerFails_WaitsForWhoIsAtWork_AndNobodyBeginsAnother()
    {
        using ManualResetEventSlim begun = new();
        int finished = 0;
        int takenBefore = 0;
        Assert.Throws<InvalidDataException>(() => SharedBlocks.Run(1_000_000, 2, (blocks, worker) =>
        {
            if (worker == 0)
            {
                begun.Wait();
                throw new InvalidDataException();
            }

            while (blocks.TryTake(out _))
            {
                begun.Set();
                takenBefore++;
                Thread.SpinWait(1000);
            }

            Volatile.Write(ref finished, 1);
        }));
        Assert.Equal(1, finished);
        Assert.InRange(takenBefore, 1, 999_999);
    }

    [Fact]
    public void Run_WhenAHelperFails_NobodyBeginsAnother()
    {
        using ManualResetEventSlim begun = new();
        int takenAfter = 0;
        Assert.Throws<InvalidDataException>(() => SharedBlocks.Run(int.MaxValue, 2, (blocks, worker) =>
        {
            if (worker == 1)
            {
                Assert.True(blocks.TryTake(out _));
                begun.Set();
                throw new InvalidDataException();
            }

            begun.Wait();
            while (blocks.TryTake(out _)) takenAfter++;
        }));
        Assert.InRange(takenAfter, 0, int.MaxValue - 3);
    }

    // All helpers that two processors have, at once: no other test may ask for two.
    [Fact]
    public void Run_WhenAHelperFails_WaitsForTheOther()
    {
        using CountdownEvent begun = new(2);
        int finished = 0;
        Assert.Throws<InvalidDataException>(() => SharedBlocks.Run(3, 3, (blocks, worker) =>
        {
            if (worker == 0)
            {
                begun.Wait();
                return;
            }

            begun.Signal();
            begun.Wait();
            if (worker == 1) throw new InvalidDataException();
            Thread.Sleep(100);
            Volatile.Write(ref finished, 1);
        }));
        Assert.Equal(1, finished);
    }

    [Fact]
    public void Run_WhenAHelperFails_ThrowsWhatItThrew() =>
        Assert.Throws<InvalidDataException>(() =>
        {
            using ManualResetEventSlim begun = new();
            SharedBlocks.Run(2, 2, (blocks, worker) =>
            {
                if (worker == 0)
                {
                    begun.Wait();
                    return;
                }

                Assert.True(blocks.TryTake(out _));
                begun.Set();
                throw new InvalidDataException();
            });
        });
}
