namespace Feedlog.Write;

/// <summary>Somebody who waits for a unit of entries; the writer settles it once, with results or a failure.</summary>
internal abstract class AppendTicket
{
    /// <summary>Takes the result of one entry of the unit. Writer only.</summary>
    public abstract void SetResult(int unitIndex, in AppendResult result);

    /// <summary>All results are set: wakes the caller. Writer only.</summary>
    public abstract void Complete();

    /// <summary>The unit failed as a whole: wakes the caller. Writer only.</summary>
    public abstract void Fail(Exception failure);
}
