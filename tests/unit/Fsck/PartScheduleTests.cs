using Feedlog.Format.Storage;
using Feedlog.Fsck;
using Feedlog.Fsck.Checks;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Parts that are examined several at once, and a report as if one had followed the other.</summary>
public sealed class PartScheduleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_PartsThatFinishOutOfOrder_AreReportedInOrder(int threadCount)
    {
        CheckContext context = new(new MemoryStorage(), new CheckOptions { FindingsMax = 30 }, null, default);

        PartSchedule.Run(context, partCount: 40, threadCount, (part, index) =>
        {
            // Of those that run together, the earliest takes the longest.
            SpinWait.SpinUntil(() => index % threadCount != 0, TimeSpan.FromMilliseconds(3));
            part.Totals.IntactFrames += index;
            part.Report(FindingCode.StrayFile, "part", index, "Here.");
        });

        Assert.Equal(Enumerable.Range(0, 30), context.Findings.Kept.Select(each => (int)each.OffsetBytes));
        Assert.Equal(10, context.Findings.OmittedCount);
        Assert.Equal(ExitCode.Benign, context.Findings.ExitBits);
        Assert.Equal(40 * 39 / 2, context.Totals.IntactFrames);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_Cancelled_KeepsWhatWasFoundAndSaysSo(int threadCount)
    {
        using CancellationTokenSource cancel = new();
        CheckContext context = new(new MemoryStorage(), new CheckOptions(), null, cancel.Token);

        Assert.Throws<OperationCanceledException>(() =>
            PartSchedule.Run(context, partCount: 100, threadCount, (part, index) =>
            {
                part.Report(FindingCode.StrayFile, "part", index, "Here.");
                if (index == 10) cancel.Cancel();
                part.CancellationToken.ThrowIfCancellationRequested();
            }));

        int[] found = [.. context.Findings.Kept.Select(each => (int)each.OffsetBytes)];
        Assert.Equal(found.Order(), found);
        Assert.Equal(found.Distinct(), found);
        Assert.Contains(10, found);
        Assert.DoesNotContain(99, found);
    }
}
