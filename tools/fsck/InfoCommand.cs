using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck;

/// <summary>Prints what manifest and watermark say, without looking at the log.</summary>
internal sealed class InfoCommand(DiskStorage storage, ReportWriter writer)
{
    /// <summary>Runs the command; returns the exit code.</summary>
    public int Run(CancellationToken cancellationToken)
    {
        CheckContext context = new(storage, new CheckOptions(), null, cancellationToken);
        Manifest? manifest = storage.Exists ? ManifestCheck.Run(context) : null;
        if (!storage.Exists) context.Report(FindingCode.StoreMissing, "", 0, $"There is no folder {storage.Place}.");
        if (manifest is not null)
        {
            Watermark? watermark = WatermarkCheck.Run(context, manifest.Store.Salt);
            WriteManifest(manifest);
            if (watermark is Watermark mark) WriteWatermark(mark);
            foreach (SegmentEntry entry in manifest.Segments) WriteSegment(entry);
            foreach (ShardEntry entry in manifest.Shards) WriteShard(entry);
            foreach (IndexFileEntry entry in manifest.IndexFiles) WriteIndexFile(entry);
        }

        foreach (Finding finding in context.Findings.Kept) writer.WriteToError(finding);
        return context.Findings.ExitBits;
    }

    private void WriteManifest(Manifest manifest) => writer.WriteMembers(
    [
        ("store", manifest.Store.Id),
        ("formatVersion", (int)FormatVersion.Current),
        ("requiredFeatures", manifest.Store.RequiredFeatures),
        ("optionalFeatures", manifest.Store.OptionalFeatures),
        ("generation", manifest.Generation),
        ("createdAt", manifest.CreatedAtMs),
        ("analyzer", manifest.Analyzer),
        ("unicodeVersion", manifest.UnicodeVersion),
        ("historyFloor", manifest.HistoryFloor),
        ("nextSegment", manifest.NextSegment),
        ("nextIndexFile", manifest.NextIndexFile),
        ("lastShard", manifest.LastShard),
        ("segments", manifest.Segments.Count),
        ("shards", manifest.Shards.Count),
        ("runs", manifest.Runs.Count),
        ("deaths", manifest.Deaths.Count),
        ("words", manifest.Words.Count),
        ("vectors", manifest.Vectors.Count),
    ]);

    private void WriteWatermark(in Watermark mark) => writer.WriteRow(
    [
        ("watermark", mark.Counter),
        ("durableGroup", mark.DurableGroup),
        ("publishedGroup", mark.PublishedGroup),
        ("publishedSequence", mark.PublishedSequence),
        ("publishedSegment", mark.PublishedSegment),
        ("publishedEndBytes", mark.PublishedEndBytes),
    ]);

    private void WriteIndexFile(IndexFileEntry entry) => writer.WriteRow(
    [
        ("index", entry.Number),
        ("kind", entry.Kind == IndexFileKind.Run ? "run" : "deaths"),
        ("firstGroup", entry.Coverage.FirstGroup),
        ("lastGroup", entry.Coverage.LastGroup),
        ("firstSequence", entry.Coverage.FirstSequence),
        ("lastSequence", entry.Coverage.LastSequence),
        ("entries", entry.EntryCount),
        ("endSegment", entry.Coverage.EndSegment),
        ("endOffsetBytes", entry.Coverage.EndOffsetBytes),
        ("lengthBytes", entry.LengthBytes),
    ]);

    private static string NameOf(SegmentState state) => state switch
    {
        SegmentState.Open => "open",
        SegmentState.Sealed => "sealed",
        _ => "archived",
    };

    private void WriteShard(ShardEntry entry) => writer.WriteRow(
    [
        ("shard", entry.Number),
        ("year", entry.Month.Year),
        ("month", entry.Month.Month),
        ("firstSequence", entry.FirstSequence),
        ("lastSequence", entry.LastSequence),
        ("firstSegment", entry.FirstAddress.SegmentNumber),
        ("lastSegment", entry.LastAddress.SegmentNumber),
        ("frames", entry.SlotCount),
        ("timeMin", entry.TimeMinMs),
        ("timeMax", entry.TimeMaxMs),
        ("expiryMin", entry.ExpiryMinMs == long.MaxValue ? null : entry.ExpiryMinMs),
        ("lengthBytes", entry.LengthBytes),
    ]);

    private void WriteSegment(SegmentEntry entry)
    {
        bool hasEnded = entry.HasEnded;
        writer.WriteRow(
        [
            ("segment", entry.Number),
            ("state", NameOf(entry.State)),
            ("firstGroup", entry.FirstGroup),
            ("lastGroup", hasEnded ? entry.LastGroup : null),
            ("firstSequence", entry.FirstSequence),
            ("lastSequence", hasEnded ? entry.LastSequence : null),
            ("frames", hasEnded ? entry.SlotCount : null),
            ("logicalEndBytes", hasEnded ? entry.LogicalEndBytes : null),
            ("footerOffsetBytes", hasEnded ? entry.FooterOffsetBytes : null),
        ]);
    }
}
