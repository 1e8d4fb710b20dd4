using System.Collections.Frozen;
using System.Diagnostics;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;
using Feedlog.Read;
using Feedlog.Write;

namespace Feedlog.Cold;

/// <summary>
/// Moves sealed segments into month shards, pass by pass, beside writer and readers, keeps raw what is read often, and
/// merges small shards: cut short anywhere, the next run goes on where this one was.
/// </summary>
internal sealed class Archiver
{
    /// <summary>How hard Brotli tries.</summary>
    public const int BrotliLevel = 5;

    private static readonly TimeSpan s_runsPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(10);

    private readonly StoreCore _core;
    private readonly WriterLoop _writer;
    private readonly ArchiveOptions _options;
    private readonly RawRule _raw;
    private readonly ColdPace _pace;
    private readonly ColdPass _pass;
    private long _totalBytes;
    private long _archived;
    private long _dead;

    /// <summary>An archiver for one run.</summary>
    /// <param name="core">The store.</param>
    /// <param name="writer">Its writer, which alone changes the manifest.</param>
    /// <param name="options">What to archive.</param>
    /// <param name="progress">Told now and then.</param>
    public Archiver(StoreCore core, WriterLoop writer, ArchiveOptions options, IProgress<ArchiveProgress>? progress)
    {
        _core = core;
        _writer = writer;
        _options = options;
        _raw = new RawRule(options.RawKinds, options.RawTags);
        _pace = new ColdPace(options.BytesPerSecond,
            bytes => progress?.Report(new ArchiveProgress(_archived, bytes, _totalBytes)));
        ShardWriterOptions chunks = new()
        {
            Codec = options.Codec == ArchiveCodec.Brotli ? ShardCodec.Brotli : ShardCodec.Lz4,
            Level = options.Codec == ArchiveCodec.Brotli ? BrotliLevel : 0,
        };
        _pass = new ColdPass(core, writer, chunks, _pace);
    }

    /// <summary>Archives what the options say; the work is done by the calling thread.</summary>
    /// <exception cref="FeedlogException">Corrupt, StorageFull, Storage or Poisoned; what earlier passes archived
    /// stays archived.</exception>
    public Task<ArchiveResult> RunAsync(CancellationToken cancellationToken) =>
        ColdGuard.RunAsync(_core.Storage, "Archiving", () => ArchiveAsync(cancellationToken));

    private async Task<ArchiveResult> ArchiveAsync(CancellationToken cancellationToken)
    {
        ArchivePolicy policy = new(_options, _core.NowMs);
        Manifest manifest = await PrepareAsync(policy, cancellationToken).ConfigureAwait(false);
        List<SegmentEntry> chosen = Covered(manifest, policy.Choose(manifest));
        _totalBytes = (_options.IsDryRun ? 1 : 2) * chosen.Sum(entry => entry.LogicalEndBytes);
        int shardCount = 0;
        long bytesAfter = 0;
        foreach (SegmentEntry[] pass in Passes(chosen))
        {
            IReadOnlyList<ShardEntry> added = await RunPassAsync(pass, cancellationToken).ConfigureAwait(false);
            shardCount += added.Count;
            bytesAfter += added.Sum(shard => shard.LengthBytes);
        }

        int promoted = await PromoteAsync(cancellationToken).ConfigureAwait(false);
        int merged = await MergeAsync(cancellationToken).ConfigureAwait(false);
        return new ArchiveResult(_archived, _dead, chosen.Count, shardCount, merged, promoted,
            chosen.Sum(entry => entry.LogicalEndBytes), bytesAfter, _pace.Elapsed);
    }

    // What is archived is covered by runs: then no group of it needs to be known again, but its place in the chain.
    private async Task<Manifest> PrepareAsync(ArchivePolicy policy, CancellationToken cancellationToken)
    {
        if (_options.IsDryRun) return await _writer.AskAsync(log => log.Manifest).ConfigureAwait(false);
        Manifest manifest = await _writer.SealForArchiveAsync(policy).ConfigureAwait(false);
        long start = Stopwatch.GetTimestamp();
        while (Covered(manifest, policy.Choose(manifest)).Count < policy.Choose(manifest).Count &&
            !_core.Options.SealsInline && Stopwatch.GetElapsedTime(start) < s_runsPatience)
        {
            await Task.Delay(s_poll, cancellationToken).ConfigureAwait(false);
            manifest = await _writer.AskAsync(log => log.Manifest).ConfigureAwait(false);
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

    private async Task<int> PromoteAsync(CancellationToken cancellationToken)
    {
        if (_options.IsDryRun || _options.PromoteAfter == 0) return 0;
        Manifest manifest = await _writer.AskAsync(log => log.Manifest).ConfigureAwait(false);
        Dictionary<ShardEntry, HashSet<long>> promotions =
            ShardPolicy.ChoosePromotions(_core.Views.Unpacked, _options.PromoteAfter, manifest);
        _totalBytes += 2 * promotions.Keys.Sum(shard => shard.LengthBytes);
        foreach ((ShardEntry shard, HashSet<long> chunks) in promotions)
            await ReplaceAsync([shard], chunks, cancellationToken).ConfigureAwait(false);
        return promotions.Values.Sum(chunks => chunks.Count);
    }

    private async Task<int> MergeAsync(CancellationToken cancellationToken)
    {
        if (_options.IsDryRun) return 0;
        Manifest manifest = await _writer.AskAsync(log => log.Manifest).ConfigureAwait(false);
        List<ShardEntry[]> merges = ShardPolicy.ChooseMerges(_core.Storage, manifest);
        _totalBytes += 2 * merges.Sum(merge => merge.Sum(shard => shard.LengthBytes));
        foreach (ShardEntry[] merge in merges)
            await ReplaceAsync(merge, FrozenSet<long>.Empty, cancellationToken).ConfigureAwait(false);
        return merges.Sum(merge => merge.Length - 1);
    }

    private async Task ReplaceAsync(
        ShardEntry[] shards, IReadOnlySet<long> promoted, CancellationToken cancellationToken)
    {
        Replacement what = new()
        {
            Shards = shards,
            Open = () => new ShardFrames(_core.Storage, _core.Store, shards, promoted),
        };
        await _pass.RunAsync(what, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ShardEntry>> RunPassAsync(
        SegmentEntry[] segments, CancellationToken cancellationToken)
    {
        ReadView view = _core.Views.Acquire();
        try
        {
            SnapshotReader reader = _core.Reader(view);
            Replacement what = new()
            {
                Segments = segments,
                Open = () => new SealedFrames(_core.Storage, _core.Store, segments, _raw),
                Seen = (in FrameView frame) => Count(frame, reader),
            };
            if (!_options.IsDryRun) return await _pass.RunAsync(what, cancellationToken).ConfigureAwait(false);
            CountOnly(what, cancellationToken);
            return [];
        }
        finally
        {
            view.Segments.Release();
        }
    }

    private void CountOnly(Replacement what, CancellationToken cancellationToken)
    {
        using IFrameSource frames = what.Open();
        while (_pace.MoveNext(frames, cancellationToken)) what.Seen?.Invoke(frames.Frame);
    }

    private void Count(in FrameView frame, in SnapshotReader reader)
    {
        if (frame.Type != FrameType.Record) return;
        _archived++;
        if (!reader.IsLive(frame)) _dead++;
    }
}
