using Feedlog.Format;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Building;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Repairing;

/// <summary>
/// Turns findings into steps that mend them without losing a frame that can be read. What is damaged in the log itself
/// is not mended here: what is left of it goes into a new store (salvage). Planning changes nothing.
/// </summary>
internal sealed class RepairPlanner
{
    private static readonly HashSet<FindingCode> s_untouchable =
    [
        FindingCode.StoreMissing, FindingCode.NotAStore, FindingCode.CreationUnfinished, FindingCode.FileUnreadable,
        FindingCode.VersionUnknown, FindingCode.ReadFailed,
    ];

    private static readonly HashSet<FindingCode> s_lostManifest =
    [
        FindingCode.ManifestMissing, FindingCode.ManifestDamaged, FindingCode.ManifestInconsistent,
        FindingCode.ManifestStale, FindingCode.SegmentUnlisted,
    ];

    // With these the log is not whole, or nobody knows whether it is.
    private static readonly HashSet<FindingCode> s_damage =
    [
        FindingCode.SegmentMissing, FindingCode.SegmentForeign, FindingCode.SegmentMisplaced, FindingCode.SegmentChain,
        FindingCode.SegmentTruncated, FindingCode.SegmentDamaged, FindingCode.DurableMissing, FindingCode.NotAFile,
        FindingCode.CommitImpossible, FindingCode.SegmentHeaderDamaged, FindingCode.ShardMissing,
        FindingCode.ShardForeign, FindingCode.ShardMismatch, FindingCode.ShardDamaged, FindingCode.ShardInconsistent,
    ];

    private static readonly HashSet<FindingCode> s_wrongEntry =
        [FindingCode.FooterDamaged, FindingCode.FooterMismatch, FindingCode.ManifestMismatch];

    private static readonly HashSet<FindingCode> s_unclearEnd =
    [
        FindingCode.WatermarkMissing, FindingCode.WatermarkDamaged, FindingCode.WatermarkMismatch,
        FindingCode.TailTorn, FindingCode.TailLost, FindingCode.SealUnfinished,
    ];

    private static readonly HashSet<FindingCode> s_index =
    [
        FindingCode.IndexMissing, FindingCode.IndexStale, FindingCode.IndexDamaged, FindingCode.IndexInconsistent,
        FindingCode.IndexMismatch, FindingCode.IndexOutdated,
    ];

    private readonly CheckContext _context;
    private readonly IReadOnlyList<Finding> _findings;
    private readonly RepairArea _areas;
    private readonly TimeProvider _clock;
    private readonly Quarantine _quarantine;
    private readonly List<RepairStep> _steps = [];

    /// <summary>A planner.</summary>
    /// <param name="context">The store; its findings are not looked at.</param>
    /// <param name="findings">What a check of the whole store found.</param>
    /// <param name="areas">What may be mended.</param>
    /// <param name="clock">Gives the times of what is made.</param>
    public RepairPlanner(
        CheckContext context, IReadOnlyList<Finding> findings, RepairArea areas, TimeProvider clock)
    {
        _context = context;
        _findings = findings;
        _areas = areas;
        _clock = clock;
        _quarantine = new Quarantine(context.Storage);
    }

    /// <summary>Why the manifest cannot be made anew, as a sentence; empty if it can or need not be.</summary>
    public string Obstacle { get; private set; } = "";

    /// <summary>The steps, in the order in which they are to be done.</summary>
    public IReadOnlyList<RepairStep> Plan()
    {
        if (Has(s_untouchable)) return [];
        Manifest? manifest = ManifestCheck.Run(Quiet());
        if (Has(s_lostManifest))
        {
            // Nothing else can be planned before it is known which files make up the store.
            if (Allows(RepairArea.Manifest)) PlanManifest(manifest);
            return _steps;
        }

        if (manifest is null) return [];
        Watermark? watermark = WatermarkCheck.Run(Quiet(), manifest.Store.Salt);
        if (Allows(RepairArea.Segments)) PlanHeaders(manifest, watermark);
        if (!Has(s_damage)) PlanWholeLog(manifest, watermark);
        if (Allows(RepairArea.Strays)) PlanStrays();
        return _steps;
    }

    private void PlanWholeLog(Manifest manifest, Watermark? watermark)
    {
        // Each of these replaces the manifest that the next one would have begun with; that is planned anew.
        if (Allows(RepairArea.Manifest) && Has(s_wrongEntry)) PlanEntries(manifest);
        else if (Allows(RepairArea.Tail) && Has(s_unclearEnd)) PlanTail(manifest, watermark);
        else if (Allows(RepairArea.Indexes) && Has(s_index)) PlanIndexes(manifest, watermark);
        bool isSlot = !Has(s_unclearEnd) && _findings.Any(
            each => each.Code == FindingCode.WatermarkSlotDamaged || each.Code == FindingCode.WatermarkSlack);
        if (Allows(RepairArea.Tail) && isSlot && watermark is Watermark mark) PlanSlots(manifest, mark);
    }

    private void PlanManifest(Manifest? old)
    {
        Manifest? made = new ManifestRebuild(Quiet()).Run(old, NowMs, out string reason);
        if (made is null)
        {
            Obstacle = reason;
            return;
        }

        Add(RepairArea.Manifest, StoreLayout.Manifest, "rebuild-manifest",
            $"Make a manifest of the headers of {made.Segments.Count} segments, whose log is whole.",
            () =>
            {
                _quarantine.Keep(StoreLayout.Manifest);
                ManifestWriter.Replace(_context.Storage, made);
            });
    }

    private void PlanHeaders(Manifest manifest, Watermark? watermark)
    {
        GroupChain chain = new(1, 1, 0);
        foreach (SegmentEntry entry in manifest.Segments)
        {
            string path = StoreLayout.Segment(entry.Number);
            GroupChain before = chain;
            chain = ManifestCheck.ChainAfter(entry);
            bool isDamaged = _findings.Any(
                each => each.Code == FindingCode.SegmentHeaderDamaged && each.File == path);
            if (!isDamaged || entry.FirstSequence < before.NextSequence) continue;
            if (!IsWholeWithoutHeader(manifest, entry, before, watermark)) continue;
            SegmentHeader header = new()
            {
                Store = manifest.Store,
                Number = entry.Number,
                FirstSequence = entry.FirstSequence,
                DeclaredGap = entry.FirstSequence - before.NextSequence,
                FirstGroup = entry.FirstGroup,
                PreviousCommit = before.PreviousCommit,
                CreatedAtMs = NowMs,
            };
            Add(RepairArea.Segments, path, "rebuild-header",
                "Put a copy of the segment in its place, with the header that the manifest calls for.",
                () => new HeaderRebuild(_context.Storage, _quarantine).Run(header));
        }
    }

    // Under a sound header the loss of what is behind it would look like an end of the log.
    private bool IsWholeWithoutHeader(
        Manifest manifest, SegmentEntry entry, GroupChain before, Watermark? watermark)
    {
        CheckContext quiet = Quiet();
        string path = StoreLayout.Segment(entry.Number);
        using CheckedFile? file = quiet.TryOpen(path, out _);
        if (file is null) return false;
        SegmentInPlace segment = new(file, path, entry.Number, manifest.Store.Salt, quiet.Large);
        GroupChain first = new(entry.FirstGroup, entry.FirstSequence, before.PreviousCommit);
        bool isSealed = entry.State == SegmentState.Sealed;
        long limitBytes = isSealed ? entry.LogicalEndBytes : file.LengthBytes;
        SegmentSurvey survey = SegmentSurvey.Read(
            quiet, segment, first, Math.Min(limitBytes, file.LengthBytes), ulong.MaxValue);
        if (isSealed) return survey.EndBytes == limitBytes && survey.Chain.PreviousCommit == entry.LastCommit;
        return watermark is Watermark mark && survey.Chain.NextGroup > Math.Max(mark.DurableGroup, mark.PublishedGroup);
    }

    private void PlanEntries(Manifest manifest) => Add(
        RepairArea.Manifest, StoreLayout.Manifest, "mend-entries",
        "Make the manifest say of its sealed segments what their frames say, without the footers that do not.",
        () => new EntryMending(Quiet(), manifest, _findings, _quarantine).Run());

    private void PlanTail(Manifest manifest, Watermark? watermark)
    {
        SegmentEntry open = manifest.Segments[^1];
        if (open.State != SegmentState.Open) return;
        Add(RepairArea.Tail, StoreLayout.Segment(open.Number), "recover-tail",
            "End the log behind its last whole group, in new segments where it was not durable, and write the " +
            "watermark anew.",
            () =>
            {
                _quarantine.Keep(StoreLayout.Watermark);
                new TailRecovery(Quiet(), manifest, watermark, NowMs).Run();
            });
    }

    private void PlanSlots(Manifest manifest, Watermark newest) => Add(
        RepairArea.Tail, StoreLayout.Watermark, "rewrite-watermark",
        "Write the watermark anew, with the slot that is sound.",
        () =>
        {
            _quarantine.Keep(StoreLayout.Watermark);
            new SlotRewrite(Quiet(), manifest.Store.Salt).Run(newest);
        });

    private void PlanIndexes(Manifest manifest, Watermark? watermark) => Add(
        RepairArea.Indexes, StoreLayout.IndexFolder, "reindex",
        "Make all index files anew from the log, and list them in place of the old ones.",
        () => new Reindexer(Quiet(), manifest, watermark, NowMs).Run());

    private void PlanStrays()
    {
        foreach (Finding finding in _findings)
        {
            string name = finding.File[(finding.File.LastIndexOf('/') + 1)..];
            bool isOurs = finding.Code == FindingCode.DraftFile || finding.Code == FindingCode.IndexUnlisted ||
                (finding.Code == FindingCode.StrayFile && StoreLayout.TryParseSegment(name, out _));
            if (!isOurs) continue;
            Add(RepairArea.Strays, finding.File, "move-stray",
                "Move the file to quarantine: the manifest does not list it.",
                () => _quarantine.Move(finding.File));
        }
    }

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private bool Allows(RepairArea area) => (_areas & area) != 0;

    private bool Has(HashSet<FindingCode> codes) => _findings.Any(finding => codes.Contains(finding.Code));

    private void Add(RepairArea area, string file, string action, string reason, Action apply) =>
        _steps.Add(new RepairStep(area, file, action, reason, apply));

    private CheckContext Quiet() => new(
        _context.Storage, _context.Options with { FindingsMax = 0, IsStrict = true }, null,
        _context.CancellationToken);
}
