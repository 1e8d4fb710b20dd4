namespace Feedlog.Upkeep;

/// <summary>
/// One kind of work that keeps a store in shape. To add one, derive from this, add it to <see cref="StoreUpkeep"/> and
/// to docs/HOSTING.md. Jobs run one at a time and may throw whatever they like: the others go on.
/// </summary>
/// <param name="name">The name, in a word.</param>
internal abstract class UpkeepJob(string name)
{
    /// <summary>The name, in a word.</summary>
    public string Name { get; } = name;

    /// <summary>Says whether it is worth running now.</summary>
    /// <param name="moment">The state of the store.</param>
    /// <param name="state">What it has kept.</param>
    public abstract bool IsDue(in UpkeepMoment moment, JobState state);

    /// <summary>Does what there is to do, or a part of it.</summary>
    /// <param name="turn">What it works on and what it tells.</param>
    /// <param name="cancellationToken">Ends it, with an <see cref="OperationCanceledException"/>.</param>
    public abstract Task RunAsync(UpkeepTurn turn, CancellationToken cancellationToken);
}
