using Feedlog.Format;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Building;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Shards;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Fsck.Salvaging;

/// <summary>
/// Copies every record that can be read into a new store, in the order and with the sequences that they had, and says
/// what is lost. The old store is only read.
/// </summary>
internal sealed class SalvageRun
{
    private readonly IStorage _source;
    private readonly IStorage _target;
    private readonly CheckContext _context;

    /// <summary>A salvage from one storage to another.</summary>
    /// <param name="source">The damaged store.</param>
    /// <param name="target">Where the new store goes; it holds nothing yet.</param>
    /// <param name="options">How many findings to keep, and whom to tell how far it is.</param>
    /// <param name="cancellationToken">Ends it; then nothing is left of the new store.</param>
    public SalvageRun(IStorage source, IStorage target, CheckOptions options, CancellationToken cancellationToken)
    {
        _source = source;
        _target = target;
        _context = new CheckContext(source, options with { Large = new LargeFrames() }, null, cancellationToken);
    }

    /// <summary>Another copy of the store, which says what all files of this one no longer do; null if there is none.
    /// </summary>
    public IStorage? IdentityFrom { get; init; }

    /// <summary>Where segments of the new store end, in bytes.</summary>
    public long SegmentBytesMax { get; init; } = FormatLimits.SegmentBytesMax;

    /// <summary>Runs the salvage.</summary>
    /// <exception cref="CommandException">Nothing could be salvaged, or not to there.</exception>
    /// <exception cref="IOException">The new store could not be written; nothing is left of it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left of the new store.</exception>
    public CheckReport Run()
    {
        long start = TimeProvider.System.GetTimestamp();
        if (!_source.Exists) throw new CommandException("NoStore", $"There is no folder {_source.Place}.");
        TargetFolder.RequireUnused(_target);
        Moment before = Moment.Read(_source, _context.CancellationToken);
        IReadOnlyList<string> hotNames = _context.List(StoreLayout.HotFolder);
        StoreIdentity store = FindStore(hotNames);
        Manifest? manifest = ManifestCheck.Run(Quiet());
        if (manifest is not null && manifest.Store.Id != store.Id) manifest = null;
        // Without it the end of the log may be lost and nobody would notice.
        Watermark? watermark = WatermarkCheck.Run(_context, store.Salt);
        IReadOnlyList<SalvageSegment> segments = new SalvageMap(_context, store, manifest).Make(hotNames);
        // Where no manifest lists them, all shards that are there count.
        using ArchivedFrames found = manifest is null
            ? FoundShards.Open(_context, store)
            : new ArchivedFrames([]);
        if (segments.Count == 0 && !found.TryPeek(out _))
            throw new CommandException("NoSegments", $"{_source.Place} holds no segment of a store.");

        using (StoreBuilder target = new(_target, Template(manifest), TimeProvider.System, SegmentBytesMax))
        {
            _context.Options.Meter?.Begin("salvaging", 0);
            SegmentHarvest harvest = new(_context, store.Salt, target, watermark?.DurableGroup);
            foreach (SalvageSegment segment in segments)
            {
                if (segment.Archived is not null && manifest is not null)
                {
                    harvest.RunArchived(segment, manifest);
                    continue;
                }

                if (segment.Chain is GroupChain first) harvest.RunFound(found, first.NextSequence);
                harvest.Run(segment);
            }

            harvest.RunFound(found, ulong.MaxValue);

            // What was published and durable was there, wherever the log ends now.
            if (watermark is Watermark mark && mark.DurableGroup >= mark.PublishedGroup)
                harvest.ReachEnd(
                    mark.PublishedSequence + 1, segments.Count > 0 ? segments[^1].Path : StoreLayout.HotFolder);
            new LostDeaths(_context, store, harvest.Lost).Run();
            if (Moment.Read(_source, _context.CancellationToken) != before)
                throw new CommandException("Changed", $"Somebody writes to {_source.Place}; close the store first.");
            ulong highest = Math.Max(
                Math.Max(harvest.HighestSequence, harvest.Lost.Next - 1), watermark?.PublishedSequence ?? 0);
            target.Finish(highest + FormatLimits.RecoverySequenceGap);
        }

        CheckNewStore();
        return new CheckReport
        {
            Findings = _context.Findings.Kept,
            OmittedCount = _context.Findings.OmittedCount,
            Totals = _context.Totals,
            IsLive = false,
            Seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds,
            Exit = _context.Findings.ExitBits,
        };
    }

    private StoreIdentity FindStore(IReadOnlyList<string> hotNames)
    {
        IdentitySearch search = new(Quiet());
        if (IdentityFrom is not null) search.TakeFrom(IdentityFrom);
        return search.Find(hotNames) ?? throw new CommandException("SaltLost",
            $"No file of {_source.Place} says which store it is, and without that no frame can be told from other " +
            "bytes; name an older copy of the store with --identity-from.");
    }

    // A copy is a store of its own: two with one identity could be mixed up.
    private static Manifest Template(Manifest? manifest)
    {
        StoreIdentity fresh = StoreIdentity.Create();
        return new Manifest
        {
            Store = manifest is null ? fresh : fresh with
            {
                RequiredFeatures = manifest.Store.RequiredFeatures,
                OptionalFeatures = manifest.Store.OptionalFeatures,
            },
            Generation = 1,
            NextSegment = 1,
            HistoryFloor = manifest?.HistoryFloor ?? 0,
            CreatedAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            Analyzer = manifest?.Analyzer ?? Analyzer.Standard.Name,
            UnicodeVersion = manifest?.UnicodeVersion ?? Analyzer.Standard.UnicodeVersion,
            Segments = [],
        };
    }

    // Read back from the disk: what cannot be verified was not salvaged.
    private void CheckNewStore()
    {
        CheckReport written = new StoreCheck(_target, _context.Options).Run(_context.CancellationToken);
        if ((written.Exit & ExitCode.Cancelled) != 0) throw new OperationCanceledException(_context.CancellationToken);
        foreach (Finding finding in written.Findings)
            _context.Report(finding.Code, finding.File, finding.OffsetBytes, $"In the new store: {finding.Message}");
    }

    private CheckContext Quiet() =>
        new(_source, new CheckOptions { FindingsMax = 0 }, null, _context.CancellationToken);
}
