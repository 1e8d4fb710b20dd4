using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property.Feeds;

/// <summary>
/// A subscriber that stops and goes on at random gets every durable change exactly once and in order, across rolls,
/// closing, killing and losing the power; and nothing that it got is taken back.
/// </summary>
public sealed class FeedMatchesModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Subscriber_AnyOperations_GetsWhatTheModelExpects(ReadMode readMode)
    {
        const int operationsPerRun = 150;
        int runs = TestLevel.Count(30, 200, 20_000);
        Random random = PropertyRun.RandomFor($"{nameof(FeedMatchesModelTests)} {readMode}");
        int changes = 0;
        for (int i = 0; i < runs; i++)
        {
            try
            {
                await using FeedRun run = new(random, readMode);
                await run.RunAsync(operationsPerRun);
                changes += run.GotCount;
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Run {i}. {PropertyRun.Hint} {failure.Message}", failure);
            }
        }

        output.WriteLine($"{changes} changes in {runs} runs.");
        Assert.True(changes > runs);
    }
}
