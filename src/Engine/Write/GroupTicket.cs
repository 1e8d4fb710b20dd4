namespace Feedlog.Write;

/// <summary>The ticket of records that are appended as one group.</summary>
internal sealed class GroupTicket(int count) : AppendTicket
{
    private readonly TaskCompletionSource<IReadOnlyList<AppendResult>> _source =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly AppendResult[] _results = new AppendResult[count];

    /// <summary>The task of the caller.</summary>
    public Task<IReadOnlyList<AppendResult>> Task => _source.Task;

    /// <inheritdoc/>
    public override void SetResult(int unitIndex, in AppendResult result) => _results[unitIndex] = result;

    /// <inheritdoc/>
    public override void Complete() => _source.TrySetResult(_results);

    /// <inheritdoc/>
    public override void Fail(Exception failure) => _source.TrySetException(failure);
}
