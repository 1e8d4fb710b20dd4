using Feedlog.Open;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Work beside its owner: what comes of it, its failures, and a pool that has no thread for it.</summary>
public sealed class SideWorkTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Finish_GivesWhatComesOfTheWork_OnceDone()
    {
        int runs = 0;

        SideWork<string> work = new(() => $"run {Interlocked.Increment(ref runs)}");

        Assert.Equal("run 1", work.Finish());
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Finish_TheWorkFails_ThrowsWhatItThrew()
    {
        using ManualResetEventSlim hasBegun = new();
        SideWork<int> begun = new(() =>
        {
            hasBegun.Set();
            throw new IOException("the disk is gone");
        });
        Assert.True(hasBegun.Wait(s_patience));

        Assert.Equal("the disk is gone", Assert.Throws<IOException>(() => begun.Finish()).Message);
    }

    [Fact]
    public async Task Finish_NoThreadHasBegun_DoesTheWorkItself()
    {
        SideWork<string> work = new(() => "done by the owner", new BusyPool());

        Assert.Equal("done by the owner", await Task.Run(work.Finish).WaitAsync(s_patience));
    }

    [Fact]
    public async Task Abandon_NoThreadHasBegun_LeavesTheWorkUndone()
    {
        bool isDone = false;
        SideWork<string> work = new(
            () =>
            {
                isDone = true;
                return "done";
            },
            new BusyPool());

        Assert.Null(await Task.Run(work.Abandon).WaitAsync(s_patience));
        Assert.False(isDone);
    }

    [Fact]
    public void Abandon_TheWorkHasBegun_ReturnsWhenItHasEnded()
    {
        using ManualResetEventSlim hasBegun = new();
        using ManualResetEventSlim mayEnd = new();
        bool hasEnded = false;
        SideWork<string> work = new(() =>
        {
            hasBegun.Set();
            mayEnd.Wait(s_patience);
            Volatile.Write(ref hasEnded, true);
            return "came of it";
        });
        Assert.True(hasBegun.Wait(s_patience));
        using Timer later = new(_ => mayEnd.Set(), null, 20, Timeout.Infinite);

        string? result = work.Abandon();

        Assert.True(Volatile.Read(ref hasEnded));
        Assert.Equal("came of it", result);
    }

    [Fact]
    public void Abandon_TheWorkFails_IsSilent()
    {
        using ManualResetEventSlim hasBegun = new();
        SideWork<string> work = new(() =>
        {
            hasBegun.Set();
            throw new IOException("the disk is gone");
        });
        Assert.True(hasBegun.Wait(s_patience));

        Assert.Null(work.Abandon());
    }

    // All its threads are at something else, for ever.
    private sealed class BusyPool : TaskScheduler
    {
        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task)
        {
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
    }
}
