using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;
using Feedlog.Open;
using Feedlog.Read;
using Feedlog.Write;

namespace Feedlog.Cold;

/// <summary>
/// Erases records: replays the log to find every frame that names them and to make the indexes without them, rewrites
/// the files concerned as shards, has the writer replace the manifest, and deletes the old files. Until the manifest is
/// replaced nothing has changed; from then on the records are gone, and whoever opens the store next deletes what a
/// crash has left.
/// </summary>
internal sealed class Purger
{
    // Each round, what came during the one before is rewritten too: mostly nothing.
    private const int RoundsMax = 8;

    private readonly StoreCore _core;
    private readonly WriterLoop _writer;
    private readonly IReadOnlyCollection<PurgeTarget> _targets;
    private readonly PurgeOptions _options;
    private readonly ColdPace _pace;
    private long _totalBytes;
    private int _quarantineFiles;

    /// <summary>A purge that has not begun.</summary>
    /// <param name="core">The store.</param>
    /// <param name="writer">Its writer, which alone changes the manifest.</param>
    /// <param name="targets">What to purge.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told now and then.</param>
    public Purger(
        StoreCore core, WriterLoop writer, IReadOnlyCollection<PurgeTarget> targets, PurgeOptions options,
        IProgress<PurgeProgress>? progress)
    {
        _core = core;
        _writer = writer;
        _targets = targets;
        _options = options;
        _pace = new ColdPace(
            options.BytesPerSecond, bytes => progress?.Report(new PurgeProgress(bytes, _totalBytes)));
    }

    /// <summary>Purges what is asked for; the work is done by the calling thread.</summary>
    /// <exception cref="FeedlogException">UnlistedFile, Corrupt, StorageFull, Storage or Poisoned.</exception>
    public Task<PurgeResult> RunAsync(CancellationToken cancellationToken) =>
        ColdGuard.RunAsync(_core.Storage, "Purging", () => PurgeAsync(cancellationToken));

    private async Task<PurgeResult> PurgeAsync(CancellationToken cancellationToken)
    {
        ReadView view = _core.Views.Acquire();
        try
        {
            PurgeSearch search = new(_core.Reader(view), _core.Store.Salt);
            List<PurgeTarget> notFound = [.. _targets.Where(target => !search.TryAdd(target))];
            PurgeFiles files = new(_core.Storage, _core.Store, search.Found);
            Rewritten? done = null;
            if (search.Found.RecordCount > 0)
                done = await EraseAsync(search.Found, files, cancellationToken).ConfigureAwait(false);
            if (!_options.IsDryRun)
                files.Delete(await _writer.AskAsync(log => log.Manifest).ConfigureAwait(false), done?.Obsolete ?? []);
            return new PurgeResult(search.Found.RecordCount, notFound, done?.Files ?? 0, _quarantineFiles,
                done?.BytesBefore ?? 0, done?.BytesAfter ?? 0, _pace.Elapsed);
        }
        finally
        {
            view.Segments.Release();
        }
    }

    private async Task<Rewritten> EraseAsync(
        Erasure erasure, PurgeFiles files, CancellationToken cancellationToken)
    {
        LogRebuild rebuild = new(_core.Storage, _core.Store, _core.Options, _core.Views, erasure);
        for (int round = 1; ; round++)
        {
            (Manifest manifest, long endBytes) =
                await _writer.AskAsync(log => (log.Manifest, log.EndBytes)).ConfigureAwait(false);
            rebuild.ReadTo(manifest, endBytes, cancellationToken);
            if (!_options.IsDryRun) manifest = await _writer.SealForPurgeAsync(erasure).ConfigureAwait(false);
            files.Choose(manifest);
            if (_options.IsDryRun)
            {
                _quarantineFiles = files.Quarantined().Count;
                return new Rewritten([], files.Count, files.Bytes, 0);
            }

            Rewritten? done = await RewriteAsync(rebuild, erasure, files, manifest, cancellationToken)
                .ConfigureAwait(false);
            if (done is not null) return done;
            if (round == RoundsMax)
                throw new IOException("what names the purged records is appended faster than it can be rewritten");
        }
    }

    // Null if more has come that is to be erased: then nothing has changed.
    private async Task<Rewritten?> RewriteAsync(
        LogRebuild rebuild, Erasure erasure, PurgeFiles files, Manifest manifest, CancellationToken cancellationToken)
    {
        StrayShards strays = new(_core.Storage, manifest);
        strays.Remove();
        await _writer.AskAsync(log => files.RefuseUnlisted(log.Manifest)).ConfigureAwait(false);
        _totalBytes = 2 * files.Bytes;
        List<ShardDrafts> drafts = [];
        try
        {
            List<ShardEntry> added = [];
            ulong lastShard = strays.LastNumber;
            foreach ((Replacement what, ShardWriterOptions chunks) in files.Replacements(_options.Codec))
            {
                ShardDrafts draft = new(_core.Storage, _core.Store, lastShard, _core.NowMs, chunks);
                drafts.Add(draft);
                added.AddRange(new ColdPass(_core, _writer, chunks, _pace).Write(what, draft, cancellationToken));
                lastShard = draft.LastNumber;
            }

            cancellationToken.ThrowIfCancellationRequested();
            _quarantineFiles += files.EmptyQuarantine();
            ShardChange change = new(files.Segments, files.Shards, added, lastShard);
#if SABOTAGE
            if (Sabotage.Is("purge-before-manifest")) files.Delete(manifest, files.Shards.Select(shard => shard.Path));
#endif
            IReadOnlyList<string>? obsolete =
                await NameAsync(change, rebuild, erasure, drafts).ConfigureAwait(false);
            return obsolete is null
                ? null
                : new Rewritten(obsolete, files.Count, files.Bytes, added.Sum(shard => shard.LengthBytes));
        }
        finally
        {
            foreach (ShardDrafts draft in drafts) draft.Dispose();
        }
    }

    private async Task<IReadOnlyList<string>?> NameAsync(
        ShardChange change, LogRebuild rebuild, Erasure erasure, List<ShardDrafts> drafts)
    {
        bool isNamed = true;
        try
        {
            IReadOnlyList<string>? obsolete =
                await _writer.NamePurgeAsync(change, rebuild, erasure).ConfigureAwait(false);
            isNamed = obsolete is not null;
            return obsolete;
        }
        catch (Exception failure) when (failure is not FeedlogPoisonedException)
        {
            // After a failed sync nobody knows which manifest is on the medium: it may list them.
            isNamed = false;
            throw;
        }
        finally
        {
            if (isNamed) drafts.ForEach(draft => draft.Keep());
        }
    }

    private sealed record Rewritten(IReadOnlyList<string> Obsolete, int Files, long BytesBefore, long BytesAfter);
}
