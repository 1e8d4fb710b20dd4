namespace Feedlog.Write;

/// <summary>The one ticket of all records of a bulk append: counts results, keeps the first failure.</summary>
internal sealed class BulkTicket : AppendTicket
{
    private Exception? _failure;

    /// <summary>Records written.</summary>
    public long Appended { get; private set; }

    /// <summary>Records written that took the place of an older one.</summary>
    public long Superseded { get; private set; }

    /// <summary>Records that were there already.</summary>
    public long Skipped { get; private set; }

    /// <summary>The first failure; any thread may look.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <inheritdoc/>
    public override void SetResult(int unitIndex, in AppendResult result)
    {
        if (result.Outcome == AppendOutcome.Skipped) Skipped++;
        else Appended++;
        if (result.Outcome == AppendOutcome.Superseded) Superseded++;
    }

    /// <inheritdoc/>
    public override void Complete()
    {
    }

    /// <inheritdoc/>
    public override void Fail(Exception failure) => Interlocked.CompareExchange(ref _failure, failure, null);
}
