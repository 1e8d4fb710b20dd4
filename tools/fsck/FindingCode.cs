namespace Feedlog.Fsck;

/// <summary>
/// A kind of finding. The names are stable: scripts depend on them. This is the only place that knows them;
/// docs/FSCK.md lists the same names, severities and remedies, and a test compares the two.
/// </summary>
/// <param name="Name">The stable short name.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Remedy">One sentence: what to do about it.</param>
internal sealed record FindingCode(string Name, Severity Severity, string Remedy)
{
    private const string RestoreOrSalvage =
        "Restore the file from a backup, or copy what is readable into a new store.";

    private const string RestoreManifest =
        "Restore MANIFEST from a backup of the same moment; do not make a new store over this one.";

    private const string NothingToDo = "Nothing needs to be done: the next opening for writing sees to it.";

    private const string CheckDisk = "Check the disk and its connection, then run fsck again on a copy.";

    private const string OpenToRebuild =
        "Open the store once for writing: index files are made anew from the log, which has all that they say.";

    private const string DeleteToRebuild =
        "Delete the folder index while nobody uses the store: opening it for writing makes it anew from the log.";

    /// <summary>The store's folder does not exist.</summary>
    public static readonly FindingCode StoreMissing = Failure(
        "store-missing", "See to the path: it must name the folder of a store.");

    /// <summary>The folder holds nothing of a store.</summary>
    public static readonly FindingCode NotAStore = Failure(
        "not-a-store", "See to the path: it must name the folder of a store.");

    /// <summary>Making the store was cut short before its manifest was in place.</summary>
    public static readonly FindingCode CreationUnfinished = Warning("creation-unfinished", NothingToDo);

    /// <summary>A file or folder could not be opened.</summary>
    public static readonly FindingCode FileUnreadable = Failure(
        "file-unreadable", "Give yourself the right to read it, or run fsck as the owner of the store.");

    /// <summary>A folder, pipe, link or device stands where a file should.</summary>
    public static readonly FindingCode NotAFile = Error(
        "not-a-file", "Move it away and put the file from a backup in its place.");

    /// <summary>A file is longer than any that a store has.</summary>
    public static readonly FindingCode FileOversized = Warning(
        "file-oversized", "Look at where it came from; no program of this store makes such a file.");

    /// <summary>The disk refused to read a part of a file.</summary>
    public static readonly FindingCode ReadFailed = Error("read-failed", CheckDisk);

    /// <summary>A file that belongs to no part of the store.</summary>
    public static readonly FindingCode StrayFile = Warning(
        "stray-file", "Look at it and move it away if nobody needs it; the store never reads it.");

    /// <summary>A file that was being made when something ended.</summary>
    public static readonly FindingCode DraftFile = Warning("draft-file", NothingToDo);

    /// <summary>Others than the owner may use a file or folder.</summary>
    public static readonly FindingCode PermissionsWide = Warning(
        "permissions-wide", "Take the rights of group and others away: 0700 for folders, 0600 for files.");

    /// <summary>The format version or a required feature is one that this program does not know.</summary>
    public static readonly FindingCode VersionUnknown = Failure(
        "version-unknown", "Run the fsck of the version that wrote the store.");

    /// <summary>There are segments and no manifest.</summary>
    public static readonly FindingCode ManifestMissing = Error("manifest-missing", RestoreManifest);

    /// <summary>The manifest cannot be read.</summary>
    public static readonly FindingCode ManifestDamaged = Error("manifest-damaged", RestoreManifest);

    /// <summary>The manifest's entries contradict each other.</summary>
    public static readonly FindingCode ManifestInconsistent = Error(
        "manifest-inconsistent", "Restore MANIFEST from a backup of the same moment, and report the defect.");

    /// <summary>An entry of the manifest says something else than its segment.</summary>
    public static readonly FindingCode ManifestMismatch = Error(
        "manifest-mismatch", "Restore the segment or MANIFEST from a backup, whichever is older than the other.");

    /// <summary>The manifest is older than the watermark.</summary>
    public static readonly FindingCode ManifestStale = Error(
        "manifest-stale", "Put back the newest MANIFEST; do not open the store for writing with this one.");

    /// <summary>There is no watermark.</summary>
    public static readonly FindingCode WatermarkMissing = Error(
        "watermark-missing", "Restore WATERMARK if you can; without it a lost end of the log cannot be noticed.");

    /// <summary>No slot of the watermark is valid.</summary>
    public static readonly FindingCode WatermarkDamaged = Error(
        "watermark-damaged", "Restore WATERMARK if you can; without it a lost end of the log cannot be noticed.");

    /// <summary>One of the two slots of the watermark is damaged.</summary>
    public static readonly FindingCode WatermarkSlotDamaged = Warning(
        "watermark-slot-damaged", "Nothing needs to be done: the next write to the store renews it.");

    /// <summary>Bytes of the watermark file outside its slots are not zero.</summary>
    public static readonly FindingCode WatermarkSlack = Warning(
        "watermark-slack", "Check the disk: nobody writes these bytes, and nobody reads them.");

    /// <summary>The watermark contradicts itself or the log.</summary>
    public static readonly FindingCode WatermarkMismatch = Error(
        "watermark-mismatch", "Put back the WATERMARK that belongs to this log.");

    /// <summary>A listed segment is not there.</summary>
    public static readonly FindingCode SegmentMissing = Error("segment-missing", RestoreOrSalvage);

    /// <summary>The header of a segment cannot be read.</summary>
    public static readonly FindingCode SegmentHeaderDamaged = Error("segment-header-damaged", RestoreOrSalvage);

    /// <summary>A segment belongs to another store.</summary>
    public static readonly FindingCode SegmentForeign = Error(
        "segment-foreign", "Put the store's own file in its place; this one belongs to another store.");

    /// <summary>A segment has the name of another one.</summary>
    public static readonly FindingCode SegmentMisplaced = Error(
        "segment-misplaced", "Give the file the name of the number in its header.");

    /// <summary>A segment does not follow from the one before.</summary>
    public static readonly FindingCode SegmentChain = Error(
        "segment-chain", "Restore this segment, the one before and MANIFEST from one backup.");

    /// <summary>A segment is shorter than its logical end.</summary>
    public static readonly FindingCode SegmentTruncated = Error("segment-truncated", RestoreOrSalvage);

    /// <summary>Groups of a segment cannot be read.</summary>
    public static readonly FindingCode SegmentDamaged = Error("segment-damaged", RestoreOrSalvage);

    /// <summary>A segment that the manifest does not list holds durable groups that no listed one holds.</summary>
    public static readonly FindingCode SegmentUnlisted = Error(
        "segment-unlisted", "Put back the newest MANIFEST; do not open the store for writing with this one.");

    /// <summary>Groups that were promised durable are not there.</summary>
    public static readonly FindingCode DurableMissing = Error(
        "durable-missing", "Restore the segment from a backup; what it lacks had been promised durable.");

    /// <summary>The footer of a segment cannot be read.</summary>
    public static readonly FindingCode FooterDamaged = Error("footer-damaged", RestoreOrSalvage);

    /// <summary>The footer of a segment says something else than its frames.</summary>
    public static readonly FindingCode FooterMismatch = Error("footer-mismatch", RestoreOrSalvage);

    /// <summary>A listed index file is not there.</summary>
    public static readonly FindingCode IndexMissing = Warning("index-missing", OpenToRebuild);

    /// <summary>An index file is sound and not the one that the manifest lists.</summary>
    public static readonly FindingCode IndexStale = Warning("index-stale", OpenToRebuild);

    /// <summary>An index file of an older version, which nobody reads any more.</summary>
    public static readonly FindingCode IndexOutdated = Warning(
        "index-outdated",
        "Open the store once for writing, or run fsck reindex: index files are made anew from the log.");

    /// <summary>An index file that the manifest does not list.</summary>
    public static readonly FindingCode IndexUnlisted = Warning("index-unlisted", NothingToDo);

    /// <summary>Pages of an index file cannot be read.</summary>
    public static readonly FindingCode IndexDamaged = Warning("index-damaged", DeleteToRebuild);

    /// <summary>The pages of an index file are sound and contradict each other.</summary>
    public static readonly FindingCode IndexInconsistent = Error("index-inconsistent", DeleteToRebuild);

    /// <summary>An index file says something else than the log.</summary>
    public static readonly FindingCode IndexMismatch = Error("index-mismatch", DeleteToRebuild);

    /// <summary>Bytes of a shard cannot be read.</summary>
    public static readonly FindingCode ShardDamaged = Error("shard-damaged", RestoreOrSalvage);

    /// <summary>The checksums of a shard are right and its parts contradict each other.</summary>
    public static readonly FindingCode ShardInconsistent = Error("shard-inconsistent", RestoreOrSalvage);

    /// <summary>A shard has the name of another one.</summary>
    public static readonly FindingCode ShardMisplaced = Error(
        "shard-misplaced", "Give the file the name of the number in its header.");

    /// <summary>A shard of the manifest is not there.</summary>
    public static readonly FindingCode ShardMissing = Error("shard-missing", RestoreOrSalvage);

    /// <summary>A shard of another store stands in the place of one.</summary>
    public static readonly FindingCode ShardForeign = Error(
        "shard-foreign", "Put the store's own file in its place; this one belongs to another store.");

    /// <summary>A shard is not the one that the manifest describes.</summary>
    public static readonly FindingCode ShardMismatch = Error(
        "shard-mismatch", "Restore this shard and MANIFEST from one backup.");

    /// <summary>A shard that the manifest does not list.</summary>
    public static readonly FindingCode ShardUnlisted = Warning("shard-unlisted",
        "Nothing needs to be done if the manifest is sound: what was replaced goes when the store is opened, what " +
        "was never listed when it is archived.");

    /// <summary>Behind the last whole group lie bytes that nobody was promised.</summary>
    public static readonly FindingCode TailTorn = Warning("tail-torn", NothingToDo);

    /// <summary>Groups were published, never promised durable, and are gone.</summary>
    public static readonly FindingCode TailLost = Warning("tail-lost", NothingToDo);

    /// <summary>A segment has its footer and the manifest does not know it yet.</summary>
    public static readonly FindingCode SealUnfinished = Warning("seal-unfinished", NothingToDo);

    /// <summary>A frame is sound and of a kind that this program does not know.</summary>
    public static readonly FindingCode RecordUnknown = Warning(
        "record-unknown", "Read the record with the version that wrote it; the others are not affected.");

    /// <summary>A frame is sound and carries what no writer may write.</summary>
    public static readonly FindingCode RecordIrregular = Warning(
        "record-irregular", "Report the defect of the program that wrote it; readers get it as it is.");

    /// <summary>A sound commit claims that its own group or a later one was durable before it was written.</summary>
    public static readonly FindingCode CommitImpossible = Error(
        "commit-impossible", "Report the defect, and keep a copy of the store.");

    /// <summary>Salvage did not find sequences that must have been there.</summary>
    public static readonly FindingCode SequencesLost = Error(
        "sequences-lost", "Restore them from a backup, if there is one; the new store goes on without them.");

    /// <summary>Salvage took frames of a group that is not whole.</summary>
    public static readonly FindingCode GroupBroken = Warning(
        "group-broken", "Look whether what was appended together still makes sense without the rest.");

    /// <summary>Salvage left out frames that nobody was promised.</summary>
    public static readonly FindingCode FramesUnpromised = Warning(
        "frames-unpromised", "Nothing needs to be done: their append was never acknowledged as durable.");

    /// <summary>What had ended a record is lost.</summary>
    public static readonly FindingCode TombstoneLost = Warning(
        "tombstone-lost", "Delete the record in the new store if it is not wanted.");

    /// <summary>Nobody knows which records the lost sequences had ended.</summary>
    public static readonly FindingCode DeathsUnknown = Warning(
        "deaths-unknown", "Look through the records for some that had been deleted or superseded.");

    /// <summary>Compare found a frame that only the first store has.</summary>
    public static readonly FindingCode RecordLacking = Error(
        "record-lacking", "If the second store was to be a copy of the first, make it anew.");

    /// <summary>Compare found a frame that only the second store has.</summary>
    public static readonly FindingCode RecordExtra = Error(
        "record-extra", "If the second store was to be a copy of the first, look which of them went on being written.");

    /// <summary>Compare found two frames with one sequence that are not the same.</summary>
    public static readonly FindingCode RecordDiffers = Error(
        "record-differs", "Find out which of the stores is the true one: a sequence is never given twice.");

    /// <summary>Migrate met bytes that are no frame v1.</summary>
    public static readonly FindingCode PortableDamaged = Error(
        "portable-damaged", "Take the file from where it came from once more; the frames around it were taken.");

    /// <summary>Migrate met a frame v1 that makes no record.</summary>
    public static readonly FindingCode PortableRejected = Error(
        "portable-rejected", "Look at the frame; all others were taken.");

    /// <summary>All codes, in the order of the documentation.</summary>
    public static IReadOnlyList<FindingCode> All { get; } =
    [
        StoreMissing, NotAStore, CreationUnfinished, FileUnreadable, NotAFile, FileOversized, ReadFailed, StrayFile,
        DraftFile, PermissionsWide, VersionUnknown, ManifestMissing, ManifestDamaged, ManifestInconsistent,
        ManifestMismatch, ManifestStale, WatermarkMissing, WatermarkDamaged, WatermarkSlotDamaged, WatermarkSlack,
        WatermarkMismatch, SegmentMissing, SegmentHeaderDamaged, SegmentForeign, SegmentMisplaced, SegmentChain,
        SegmentTruncated, SegmentDamaged, SegmentUnlisted, DurableMissing, FooterDamaged, FooterMismatch, IndexMissing,
        IndexStale, IndexOutdated, IndexUnlisted, IndexDamaged, IndexInconsistent, IndexMismatch, ShardDamaged,
        ShardInconsistent, ShardMisplaced, ShardMissing, ShardForeign, ShardMismatch, ShardUnlisted, TailTorn, TailLost,
        SealUnfinished, RecordUnknown, RecordIrregular, CommitImpossible, SequencesLost, GroupBroken, FramesUnpromised,
        TombstoneLost, DeathsUnknown, RecordLacking, RecordExtra, RecordDiffers, PortableDamaged, PortableRejected,
    ];

    private static FindingCode Warning(string name, string remedy) => new(name, Severity.Warning, remedy);

    private static FindingCode Error(string name, string remedy) => new(name, Severity.Error, remedy);

    private static FindingCode Failure(string name, string remedy) => new(name, Severity.Failure, remedy);
}
