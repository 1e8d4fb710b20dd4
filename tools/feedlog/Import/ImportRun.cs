namespace Feedlog.Tool;

/// <summary>
/// Appends what an import reads, many records in flight at once, and counts what becomes of each. A record that the
/// store refuses is reported with its place in the input; any other failure ends the import.
/// </summary>
internal sealed class ImportRun
{
    private const int PendingMax = 16_384;
    private const long PendingBytesMax = 32 * 1024 * 1024;

    private static readonly AppendOptions s_withoutKey = new() { Durability = Durability.Interval };
    private static readonly AppendOptions s_withKey = s_withoutKey with { SkipIdentical = true };

    private readonly FeedlogStore _store;
    private readonly Action<CliError> _complain;
    private readonly bool _isStrict;
    private readonly bool _waitsForEach;
    private readonly Queue<Pending> _pending = new();
    private long _pendingBytes;

    /// <summary>An import into this store.</summary>
    /// <param name="store">Where to append.</param>
    /// <param name="isStrict">Stop at the first record or line that is rejected.</param>
    /// <param name="hasOwnIds">The input brings ids, so that the store may refuse a record it has queued.</param>
    /// <param name="complain">Reports a rejection.</param>
    public ImportRun(FeedlogStore store, bool isStrict, bool hasOwnIds, Action<CliError> complain)
    {
        _store = store;
        _isStrict = isStrict;
        _waitsForEach = isStrict && hasOwnIds;
        _complain = complain;
    }

    /// <summary>Records that are new.</summary>
    public long Imported { get; private set; }

    /// <summary>Records that took the place of an older one.</summary>
    public long Superseded { get; private set; }

    /// <summary>Records that were there already.</summary>
    public long Skipped { get; private set; }

    /// <summary>Lines or records that were refused.</summary>
    public long Rejected { get; private set; }

    /// <summary>Says whether nothing more is wanted, because the import is strict.</summary>
    public bool HasStopped => _isStrict && Rejected > 0;

    /// <summary>Lines or records seen so far.</summary>
    public long Seen { get; private set; }

    /// <summary>Reports and counts a line that is no record.</summary>
    public void Reject(CliError error)
    {
        Seen++;
        CountRejection(error);
    }

    /// <summary>Queues a record; waits while too many are in flight. The draft is not kept.</summary>
    /// <param name="draft">The record.</param>
    /// <param name="expiresAt">When it stops being found, if ever.</param>
    /// <param name="place">Where it stands in the input, for reports; its message is not used.</param>
    public async ValueTask AppendAsync(RecordDraft draft, DateTimeOffset? expiresAt, CliError place)
    {
        Seen++;
        AppendOptions options = draft.Key is null ? s_withoutKey : s_withKey;
        if (expiresAt is not null) options = options with { ExpiresAt = expiresAt };
        long lengthBytes = (draft.ContentBytes?.Length ?? 0) + (draft.MetadataBytes?.Length ?? 0);
        Task<AppendResult> append;
        try
        {
            append = _store.AppendAsync(draft, options).AsTask();
        }
        catch (Exception failure) when (IsRefusal(failure))
        {
            CountRejection(place with { Code = CodeOf(failure), Message = failure.Message });
            return;
        }

        _pending.Enqueue(new Pending(append, place, lengthBytes));
        _pendingBytes += lengthBytes;
        while (_pending.Count > (_waitsForEach ? 0 : PendingMax) || _pendingBytes > PendingBytesMax)
            await SettleOneAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for all records in flight and makes them durable.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        while (_pending.Count > 0) await SettleOneAsync().ConfigureAwait(false);
        await _store.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SettleOneAsync()
    {
        Pending oldest = _pending.Dequeue();
        _pendingBytes -= oldest.LengthBytes;
        try
        {
            AppendResult result = await oldest.Append.ConfigureAwait(false);
            Count(result.Outcome);
        }
        catch (FeedlogException failure) when (IsRefusal(failure))
        {
            CountRejection(oldest.Place with { Code = CodeOf(failure), Message = failure.Message });
        }
    }

    private void Count(AppendOutcome outcome)
    {
        switch (outcome)
        {
            case AppendOutcome.Superseded: Superseded++; break;
            case AppendOutcome.Skipped: Skipped++; break;
            default: Imported++; break;
        }
    }

    private void CountRejection(CliError error)
    {
        Rejected++;
        _complain(error);
    }

    private static bool IsRefusal(Exception failure) => failure switch
    {
        FeedlogException known => known.Code is FeedlogErrorCode.InvalidRecord or FeedlogErrorCode.IdConflict or
            FeedlogErrorCode.TooLarge,
        ArgumentException => true,
        _ => false,
    };

    private static string CodeOf(Exception failure) =>
        failure is FeedlogException known ? known.Code.ToString() : nameof(FeedlogErrorCode.InvalidRecord);

    private sealed record Pending(Task<AppendResult> Append, CliError Place, long LengthBytes);
}
