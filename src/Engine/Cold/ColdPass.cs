using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;
using Feedlog.Write;

namespace Feedlog.Cold;

/// <summary>
/// Replaces segments and shards by shards, beside writer and readers: what archives, merges, promotes and drops is all
/// this. Until the manifest names the new shards nothing of the store has changed, and only then are the old files
/// deleted, when no view holds them. Clause (iii) of "nothing lost" rests on the order of the steps in
/// <see cref="RunAsync"/>. Memory: one chunk of each month, and 96 bytes for each chunk that is written.
/// </summary>
/// <param name="core">The store.</param>
/// <param name="writer">Its writer, which alone changes the manifest.</param>
/// <param name="chunks">How chunks are written.</param>
/// <param name="pace">How fast.</param>
internal sealed class ColdPass(StoreCore core, WriterLoop writer, ShardWriterOptions chunks, ColdPace pace)
{
    private delegate void Taker(FrameAddress address, in FrameView frame, long recordedAtMs, bool isRaw);

    /// <summary>Replaces what is asked for; the reading and writing is done by the calling thread. One pass at a time
    /// in a store.</summary>
    /// <returns>The new shards.</returns>
    /// <exception cref="FeedlogException">Corrupt, StorageFull, Storage or Poisoned.</exception>
    /// <exception cref="IOException">A file cannot be read or written; nothing has changed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing has changed.</exception>
    public async Task<IReadOnlyList<ShardEntry>> RunAsync(Replacement what, CancellationToken cancellationToken)
    {
        Manifest manifest = await writer.AskAsync(log => log.Manifest).ConfigureAwait(false);
        StrayShards strays = new(core.Storage, manifest);
        strays.Remove();
        using ShardDrafts drafts = new(core.Storage, core.Store, strays.LastNumber, core.NowMs, chunks);
        IReadOnlyList<ShardEntry> added = Write(what, drafts, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        ShardChange change = new(what.Segments, what.Shards, added, drafts.LastNumber);
        await drafts.NameAsync(() => writer.NameShardsAsync(change)).ConfigureAwait(false);
        return added;
    }

    /// <summary>Writes the shards of what is asked for, compares them with it, and makes them durable under their
    /// names; no manifest lists them yet.</summary>
    /// <returns>The new shards.</returns>
    /// <exception cref="FeedlogException">Corrupt or Storage.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<ShardEntry> Write(
        Replacement what, ShardDrafts drafts, CancellationToken cancellationToken)
    {
        Read(what, drafts.Add, what.Seen, cancellationToken);
        drafts.Finish();
        Read(what, drafts.Compare, null, cancellationToken);
        drafts.EndCompare();
        return drafts.Publish();
    }

    private void Read(Replacement what, Taker take, FrameVisitor? seen, CancellationToken cancellationToken)
    {
        using IFrameSource frames = what.Open();
        while (pace.MoveNext(frames, cancellationToken))
        {
            FrameView frame = frames.Frame;
            take(frames.Address, frame, frames.RecordedAtMs, frames.IsRaw);
            seen?.Invoke(frame);
        }
    }
}
