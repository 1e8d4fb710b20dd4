namespace Feedlog.Extensions.Hosting;

/// <summary>What each job of upkeep did last. Any thread.</summary>
internal sealed class LastResults
{
    // The first end may close a pass that began behind the damage; the second closes one that has read everything.
    private const int EndsUntilSound = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (UpkeepResult Result, int Ends)> _results = new(StringComparer.Ordinal);

    /// <summary>The last result of each job.</summary>
    public IReadOnlyList<UpkeepResult> All
    {
        get
        {
            lock (_gate) return [.. _results.Values.Select(each => each.Result)];
        }
    }

    /// <summary>A job has ended. Damage is kept until a whole pass of the same job has met none.</summary>
    public void Note(UpkeepResult result)
    {
        if (result.Outcome == UpkeepOutcome.Idle) return;
        lock (_gate)
        {
            bool isKept = _results.TryGetValue(result.Job, out (UpkeepResult Result, int Ends) last) &&
                last.Result.Outcome == UpkeepOutcome.Damaged && result.Outcome != UpkeepOutcome.Damaged;
            int ends = isKept && result.Outcome == UpkeepOutcome.Done ? last.Ends + 1 : last.Ends;
            _results[result.Job] = isKept && ends < EndsUntilSound ? (last.Result, ends) : (result, 0);
        }
    }
}
