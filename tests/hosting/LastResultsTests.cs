using System.Collections.ObjectModel;
using Feedlog.Extensions.Hosting;

namespace Feedlog.Tests.Hosting;

/// <summary>What the health check remembers of upkeep.</summary>
public sealed class LastResultsTests
{
    [Fact]
    public void Damage_IsForgottenAfterAWholePassWithout()
    {
        LastResults results = new();
        results.Note(Result("scrub", UpkeepOutcome.Damaged));
        foreach (UpkeepOutcome outcome in (UpkeepOutcome[])
            [UpkeepOutcome.Partial, UpkeepOutcome.Failed, UpkeepOutcome.Idle, UpkeepOutcome.Done,
                UpkeepOutcome.Partial])
        {
            results.Note(Result("scrub", outcome));
            Assert.Equal(UpkeepOutcome.Damaged, Assert.Single(results.All).Outcome);
        }

        results.Note(Result("scrub", UpkeepOutcome.Done));
        Assert.Equal(UpkeepOutcome.Done, Assert.Single(results.All).Outcome);
    }

    [Fact]
    public void Failure_IsForgottenWithTheNextTurnThatWorks()
    {
        LastResults results = new();
        results.Note(Result("seal", UpkeepOutcome.Failed));
        results.Note(Result("merge", UpkeepOutcome.Done));
        results.Note(Result("seal", UpkeepOutcome.Done));

        Assert.All(results.All, result => Assert.Equal(UpkeepOutcome.Done, result.Outcome));
        Assert.Equal(2, results.All.Count);
    }

    private static UpkeepResult Result(string job, UpkeepOutcome outcome) => new()
    {
        Job = job,
        Outcome = outcome,
        Duration = TimeSpan.Zero,
        Counts = ReadOnlyDictionary<string, long>.Empty,
    };
}
