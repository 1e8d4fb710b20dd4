using Feedlog.Write;

namespace Feedlog.Embed;

/// <summary>Appends the vectors of a batch of records. One caller at a time.</summary>
internal sealed class VectorAppends(AppendPath appends, EmbeddingOptions options)
{
    private readonly string _model = options.ModelName;

    /// <summary>Appends vectors of records that are still there and have none of the model.</summary>
    /// <param name="records">The records.</param>
    /// <param name="vectors">A vector for each, or an empty one for none.</param>
    /// <param name="cancellationToken">Ends the wait; what is queued is written all the same.</param>
    /// <returns>How many were written; the other records are gone, or have one.</returns>
    /// <exception cref="FeedlogException">Whatever is wrong with one of them; others may be written.</exception>
    public async Task<int> AppendAsync(
        IReadOnlyList<WaitingRecord> records, ReadOnlyMemory<float>[] vectors, CancellationToken cancellationToken)
    {
        List<RecordId> targets = [];
        List<RecordVector> given = [];
        for (int i = 0; i < vectors.Length; i++)
        {
            if (vectors[i].IsEmpty) continue;
            targets.Add(records[i].Id);
            given.Add(new RecordVector(_model, vectors[i]) { ElementType = options.ElementType });
        }

        if (given.Count == 0) return 0;
        Task<AppendResult>[] tasks =
            await appends.AppendVectorsAsync(targets, given, cancellationToken).ConfigureAwait(false);
        Task all = Task.WhenAll(tasks);
        await all.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        int appended = 0;
        foreach (Task<AppendResult> task in tasks)
        {
            bool isGone = task.Exception?.InnerException is FeedlogException { Code: FeedlogErrorCode.NoSuchRecord };
            if (isGone) continue;
            AppendResult result = await task.ConfigureAwait(false);
            if (result.Outcome == AppendOutcome.Appended) appended++;
        }

        return appended;
    }
}
