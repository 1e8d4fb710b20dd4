using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Feedlog.Write;

/// <summary>The pooled ticket of one append, one delete or one flush: no allocation once warm.</summary>
internal sealed class SingleTicket : AppendTicket, IValueTaskSource<AppendResult>
{
    private static readonly ConcurrentQueue<SingleTicket> s_pool = new();

    private ManualResetValueTaskSourceCore<AppendResult> _core;
    private AppendResult _result;

    private SingleTicket() => _core.RunContinuationsAsynchronously = true;

    /// <summary>The task of the caller; to be awaited once.</summary>
    public ValueTask<AppendResult> Task => new(this, _core.Version);

    /// <summary>A ticket from the pool.</summary>
    public static SingleTicket Rent() => s_pool.TryDequeue(out SingleTicket? ticket) ? ticket : new SingleTicket();

    /// <inheritdoc/>
    public override void SetResult(int unitIndex, in AppendResult result) => _result = result;

    /// <inheritdoc/>
    public override void Complete() => _core.SetResult(_result);

    /// <inheritdoc/>
    public override void Fail(Exception failure) => _core.SetException(failure);

    /// <inheritdoc/>
    public AppendResult GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            s_pool.Enqueue(this);
        }
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
