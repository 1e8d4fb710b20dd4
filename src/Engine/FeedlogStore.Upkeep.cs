using System.Diagnostics;
using Feedlog.Embed;
using Feedlog.Telemetry;

namespace Feedlog;

/// <summary>What is done with a whole store: embedding, archiving, purging.</summary>
public sealed partial class FeedlogStore
{
    /// <summary>Gives every live record that has no vector of a model one: old records, or those of another model.
    /// </summary>
    /// <param name="embedding">What makes the vectors. With another name of a model they stand beside those of the
    /// first.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Ends it; what was embedded stays, and embedding again goes on behind it.</param>
    /// <returns>What was done. The vectors are synced within the interval.</returns>
    /// <remarks>Records that come meanwhile are left out: <see cref="FeedlogOptions.Embedding"/> is for those.
    /// </remarks>
    /// <exception cref="FeedlogException">EmbeddingFailed: the generator fails whatever it is given. InvalidRecord:
    /// the model has vectors of other dimensions. StorageFull, Storage or Poisoned.</exception>
    public async ValueTask<EmbeddingResult> EmbedAsync(
        EmbeddingOptions embedding, IProgress<EmbeddingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        embedding.Validate();
        EmbeddingRun run = new(_core, Appends, embedding, progress);
        using Activity? span = Spans.Begin(Spans.Embed, _core.Options);
        return await Task.Run(() => run.RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves old segments of the log into compressed month shards, beside appends and readers.</summary>
    /// <param name="options">Which, and how.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Ends it; what was archived stays so, and archiving again goes on behind it.
    /// </param>
    /// <returns>What was done. Every answer of the store stays what it was.</returns>
    /// <exception cref="FeedlogException">ReadOnly; Corrupt: a segment is damaged, or a new shard does not read as what
    /// was written, and the log stays as it was; StorageFull, Storage or Poisoned.</exception>
    public async ValueTask<ArchiveResult> ArchiveAsync(
        ArchiveOptions options, IProgress<ArchiveProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return await _core.ArchiveAsync(options, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Erases records: afterwards no file of the store holds their keys, contents, metadata, tags or vectors, and every
    /// other answer is what it was. Beside appends and readers.
    /// </summary>
    /// <param name="targets">Which records; all of them in one go, which costs little more than one.</param>
    /// <param name="options">How; the defaults if left out.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Ends it, until the moment when it takes effect: nothing was purged then.</param>
    /// <returns>What was done. Targets that no record fits are in it, and no error.</returns>
    /// <remarks>
    /// Segments and shards that hold something of the records are rewritten as shards, the index files are made anew
    /// from the log, and the folder quarantine is emptied. The log is read once, whatever is purged, and appends wait
    /// for the end of that only. Sequence, month and length of what was purged remain. The old files are deleted, not
    /// overwritten: what a medium keeps of deleted files is beyond the reach of a program. Snapshots and readers in
    /// other processes that were opened before may still see what they have opened.
    /// </remarks>
    /// <exception cref="FeedlogException">ReadOnly; UnlistedFile; Corrupt: something is damaged, and nothing was
    /// purged; StorageFull, Storage or Poisoned: purging again finishes it.</exception>
    public async ValueTask<PurgeResult> PurgeAsync(
        IReadOnlyCollection<PurgeTarget> targets, PurgeOptions? options = null,
        IProgress<PurgeProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(targets);
        options ??= new PurgeOptions();
        options.Validate();
        return await _core.PurgeAsync(targets, options, progress, cancellationToken).ConfigureAwait(false);
    }
}
