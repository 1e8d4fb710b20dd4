using System.Diagnostics;
using System.Text;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;
using Feedlog.Read;
using Feedlog.Write;

namespace Feedlog.Cold;

/// <summary>
/// Moves sealed segments into month shards, pass by pass, beside writer and readers. Until the manifest names the new
/// shards nothing of the store has changed, and only then are the segments deleted: cut short anywhere, the next run
/// goes on where this one was.
/// </summary>
/// <param name="core">The store.</param>
/// <param name="writer">Its writer, which alone changes the manifest.</param>
/// <param name="options">What to archive.</param>
/// <param name="progress">Told now and then.</param>
internal sealed class Archiver(
    StoreCore core, WriterLoop writer, ArchiveOptions options, IProgress<ArchiveProgress>? progress)
{
    private const long ReportBytes = 1 << 20;
    private const int BrotliLevel = 5;

    private static readonly TimeSpan s_runsPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(10);

    private readonly HashSet<string> _rawKinds = [.. options.RawKinds];
    private readonly HashSet<string> _rawTags = [.. options.RawTags];
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long _bytesRead;
    private long _totalBytes;
    private long _reportedBytes;
    private long _archived;
    private long _dead;

    /// <summary>Archives what the options say; the work is done by the calling thread.</summary>
    /// <exception cref="FeedlogException">Corrupt, StorageFull, Storage or Poisoned; what earlier passes archived
    /// stays archived.</exception>
    public async Task<ArchiveResult> RunAsync(CancellationToken cancellationToken)
    {
        ArchivePolicy policy = new(options, core.NowMs);
        Manifest manifest = await PrepareAsync(policy, cancellationToken).ConfigureAwait(false);
        List<SegmentEntry> chosen = Covered(manifest, policy.Choose(manifest));
        _totalBytes = (options.IsDryRun ? 1 : 2) * chosen.Sum(entry => entry.LogicalEndBytes);
        int shardCount = 0;
        long bytesAfter = 0;
        foreach (SegmentEntry[] pass in Passes(chosen))
        {
            IReadOnlyList<ShardEntry> added = await RunPassAsync(pass, cancellationToken).ConfigureAwait(false);
            shardCount += added.Count;
            bytesAfter += added.Sum(shard => shard.LengthBytes);
        }

        return new ArchiveResult(_archived, _dead, chosen.Count, shardCount,
            chosen.Sum(entry => entry.LogicalEndBytes), bytesAfter, Stopwatch.GetElapsedTime(_startedAt));
    }

    // What is archived is covered by runs: then no group of it needs to be known again, but its place in the chain.
    private async Task<Manifest> PrepareAsync(ArchivePolicy policy, CancellationToken cancellationToken)
    {
        if (options.IsDryRun) return await writer.AskAsync(log => log.Manifest).ConfigureAwait(false);
        Manifest manifest = await writer.SealForArchiveAsync(policy).ConfigureAwait(false);
        long start = Stopwatch.GetTimestamp();
        while (Covered(manifest, policy.Choose(manifest)).Count < policy.Choose(manifest).Count &&
            !core.Options.SealsInline && Stopwatch.GetElapsedTime(start) < s_runsPatience)
        {
            await Task.Delay(s_poll, cancellationToken).ConfigureAwait(false);
            manifest = await writer.AskAsync(log => log.Manifest).ConfigureAwait(false);
        }

        return manifest;
    }

    private static List<SegmentEntry> Covered(Manifest manifest, List<SegmentEntry> chosen)
    {
        ulong lastGroup = manifest.Runs.Count == 0 ? 0 : manifest.Runs[^1].Coverage.LastGroup;
        return chosen.FindAll(entry => entry.LastGroup <= lastGroup);
    }

    private static IEnumerable<SegmentEntry[]> Passes(List<SegmentEntry> chosen)
    {
        List<SegmentEntry> pass = [];
        long passBytes = 0;
        foreach (SegmentEntry entry in chosen)
        {
            if (pass.Count > 0 && passBytes + entry.LogicalEndBytes > ArchiveOptions.PassBytesMax)
            {
                yield return [.. pass];
                pass.Clear();
                passBytes = 0;
            }

            pass.Add(entry);
            passBytes += entry.LogicalEndBytes;
        }

        if (pass.Count > 0) yield return [.. pass];
    }

    private async Task<IReadOnlyList<ShardEntry>> RunPassAsync(
        SegmentEntry[] segments, CancellationToken cancellationToken)
    {
        try
        {
            if (options.IsDryRun)
            {
                Read(segments, null, cancellationToken);
                return [];
            }

            Manifest manifest = await writer.AskAsync(log => log.Manifest).ConfigureAwait(false);
            StrayShards strays = new(core.Storage, manifest);
            strays.Remove();
            ShardWriterOptions how = new()
            {
                Codec = options.Codec == ArchiveCodec.Brotli ? ShardCodec.Brotli : ShardCodec.Lz4,
                Level = options.Codec == ArchiveCodec.Brotli ? BrotliLevel : 0,
            };
            using ShardDrafts drafts = new(core.Storage, core.Store, strays.LastNumber, core.NowMs, how);
            Read(segments, drafts.Add, cancellationToken);
            drafts.Finish();
            Compare(segments, drafts, cancellationToken);
            IReadOnlyList<ShardEntry> added = drafts.Publish();
            cancellationToken.ThrowIfCancellationRequested();
            await NameAsync(segments, added, drafts).ConfigureAwait(false);
            return added;
        }
        catch (FileNotFoundException missing)
        {
            throw Throw.Corrupt(
                Format.FormatFault.Truncated, missing.FileName ?? "", 0, "A file of the store is missing");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            IOException cause = failure as IOException ?? new IOException(failure.Message, failure);
            throw Throw.Storage(cause, $"Archiving in {core.Storage.Place} failed");
        }
    }

    private async Task NameAsync(SegmentEntry[] segments, IReadOnlyList<ShardEntry> added, ShardDrafts drafts)
    {
        try
        {
            await writer.NameShardsAsync(segments, added, drafts.LastNumber).ConfigureAwait(false);
            drafts.Keep();
        }
        catch (FeedlogPoisonedException)
        {
            // Nobody knows which manifest is on the medium: it may list them.
            drafts.Keep();
            throw;
        }
    }

    private delegate void Taker(FrameAddress address, in FrameView frame, long recordedAtMs, bool isRaw);

    private void Read(SegmentEntry[] segments, Taker? take, CancellationToken cancellationToken)
    {
        ReadView view = core.Views.Acquire();
        try
        {
            SnapshotReader reader = core.Reader(view);
            using SealedFrames frames = new(core.Storage, core.Store, segments);
            while (MoveNext(frames, cancellationToken))
            {
                FrameView frame = frames.Frame;
                take?.Invoke(frames.Address, frame, frames.RecordedAtMs, IsRaw(frame));
                if (frame.Header.Type != FrameType.Record) continue;
                _archived++;
                if (!reader.IsLive(frame)) _dead++;
            }

            _bytesRead += frames.BytesRead;
        }
        finally
        {
            view.Segments.Release();
        }
    }

    private void Compare(SegmentEntry[] segments, ShardDrafts drafts, CancellationToken cancellationToken)
    {
        using SealedFrames frames = new(core.Storage, core.Store, segments);
        while (MoveNext(frames, cancellationToken))
            drafts.Compare(frames.Address, frames.Frame, frames.RecordedAtMs, IsRaw(frames.Frame));
        drafts.EndCompare();
        _bytesRead += frames.BytesRead;
    }

    private bool MoveNext(SealedFrames frames, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool isThere = frames.MoveNext();
        long bytes = _bytesRead + frames.BytesRead;
        if (bytes < _reportedBytes + ReportBytes && isThere) return true;
        _reportedBytes = bytes;
        progress?.Report(new ArchiveProgress(_archived, bytes, _totalBytes));
        if (options.BytesPerSecond == 0) return isThere;
        TimeSpan due = TimeSpan.FromSeconds(bytes / (double)options.BytesPerSecond);
        TimeSpan ahead = due - Stopwatch.GetElapsedTime(_startedAt);
        if (ahead > TimeSpan.Zero) cancellationToken.WaitHandle.WaitOne(ahead);
        return isThere;
    }

    private bool IsRaw(in FrameView frame)
    {
        if (frame.Header.Type != FrameType.Record || _rawKinds.Count + _rawTags.Count == 0) return false;
        if (frame.TryGetExtension(ExtensionType.Kind, out ReadOnlySpan<byte> kind) &&
            _rawKinds.Contains(Encoding.UTF8.GetString(kind)))
            return true;
        if (!frame.TryGetExtension(ExtensionType.Tags, out ReadOnlySpan<byte> value)) return false;
        TagReader tags = new(value);
        while (tags.MoveNext())
        {
            if (_rawTags.Contains(Encoding.UTF8.GetString(tags.Current))) return true;
        }

        return false;
    }
}
