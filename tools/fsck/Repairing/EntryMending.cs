using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Building;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Repairing;

/// <summary>
/// Makes the manifest say of sealed segments what their frames add up to. A footer that cannot be read, or says
/// something else, is left out: it saves a reader some work and nothing more.
/// </summary>
internal sealed class EntryMending(
    CheckContext context, Manifest manifest, IReadOnlyList<Finding> findings, Quarantine quarantine)
{
    /// <summary>Replaces the manifest.</summary>
    /// <exception cref="CommandException">A segment cannot be read to its end.</exception>
    public void Run()
    {
        List<SegmentEntry> entries = [];
        GroupChain chain = new(1, 1, 0);
        for (int i = 0; i < manifest.Segments.Count; i++)
        {
            SegmentEntry entry = manifest.Segments[i];
            ListedSegment listed = new(entry, i, chain);
            chain = ManifestCheck.ChainAfter(entry);
            entries.Add(entry.State == SegmentState.Sealed && IsNamed(listed) ? Mend(listed) : entry);
        }

        quarantine.Keep(StoreLayout.Manifest);
        ManifestWriter.Replace(context.Storage, manifest with
        {
            Generation = manifest.Generation + 1,
            Segments = entries,
        });
    }

    private bool IsNamed(ListedSegment listed)
    {
        long fromBytes = ManifestCheck.EntryOffsetBytes(listed.Index);
        return findings.Any(finding => IsFooter(finding, listed.Path) ||
            (finding.Code == FindingCode.ManifestMismatch && finding.OffsetBytes >= fromBytes &&
                finding.OffsetBytes < fromBytes + SegmentEntryLayout.EntryBytes));
    }

    private static bool IsFooter(Finding finding, string path) => finding.File == path &&
        (finding.Code == FindingCode.FooterDamaged || finding.Code == FindingCode.FooterMismatch);

    private SegmentEntry Mend(ListedSegment listed)
    {
        SegmentEntry entry = listed.Entry;
        using CheckedFile? file = context.TryOpen(listed.Path, out _);
        GroupChain? first = file is null ? null : listed.CheckHeader(context, file, manifest.Store);
        if (file is null || first is null)
            throw new CommandException("Damaged", $"{listed.Path} cannot be read.");
        SegmentInPlace segment = new(file, listed.Path, entry.Number, manifest.Store.Salt, context.Large);
        SegmentSurvey survey = SegmentSurvey.Read(
            context, segment, first.Value, entry.LogicalEndBytes, ulong.MaxValue);
        if (survey.EndBytes != entry.LogicalEndBytes)
            throw new CommandException("Damaged", $"{listed.Path} cannot be read behind byte {survey.EndBytes}.");
        bool hasFooter = !findings.Any(finding => IsFooter(finding, listed.Path));
        return survey.Describe(entry.Number, first.Value, hasFooter ? entry.FooterOffsetBytes : 0);
    }
}
