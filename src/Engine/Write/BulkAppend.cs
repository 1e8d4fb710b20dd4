namespace Feedlog.Write;

/// <summary>One bulk append: queues records as fast as the writer takes them, and syncs once at the end.</summary>
internal sealed class BulkAppend(
    AppendPath path, Func<ulong> lastSequence, AppendOptions? options, IProgress<long>? progress)
{
    private const int ReportEvery = 4096;

    private readonly BulkTicket _ticket = new();
    private long _queued;

    /// <summary>Appends an asynchronous stream.</summary>
    public async ValueTask<BulkResult> RunAsync(
        IAsyncEnumerable<RecordDraft> drafts, CancellationToken cancellationToken)
    {
        await foreach (RecordDraft draft in drafts.WithCancellation(cancellationToken).ConfigureAwait(false))
            await QueueAsync(draft, cancellationToken).ConfigureAwait(false);
        return await FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Appends a sequence.</summary>
    public async ValueTask<BulkResult> RunAsync(IEnumerable<RecordDraft> drafts, CancellationToken cancellationToken)
    {
        foreach (RecordDraft draft in drafts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await QueueAsync(draft, cancellationToken).ConfigureAwait(false);
        }

        return await FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    private ValueTask QueueAsync(in RecordDraft draft, CancellationToken cancellationToken)
    {
        if (_ticket.Failure is Exception failure) throw failure;
        if (++_queued % ReportEvery == 0) progress?.Report(_queued);
        return path.TryAppendBulk(draft, options, _ticket) ? default : QueueLaterAsync(draft, cancellationToken);
    }

    private async ValueTask QueueLaterAsync(RecordDraft draft, CancellationToken cancellationToken)
    {
        do await path.WaitForRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        while (!path.TryAppendBulk(draft, options, _ticket));
    }

    private async ValueTask<BulkResult> FinishAsync(CancellationToken cancellationToken)
    {
        await path.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (_ticket.Failure is Exception failure) throw failure;
        progress?.Report(_queued);
        return new BulkResult(_ticket.Appended, _ticket.Superseded, _ticket.Skipped, lastSequence());
    }
}
