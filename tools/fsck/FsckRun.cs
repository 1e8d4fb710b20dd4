using Feedlog.Format.Storage;

namespace Feedlog.Fsck;

/// <summary>The commands that examine the whole store: verify and stats.</summary>
internal sealed class FsckRun(DiskStorage storage, ReportWriter writer)
{
    /// <summary>Examines the store and prints what is wrong; returns the exit code.</summary>
    /// <param name="options">What to examine.</param>
    /// <param name="progress">Ended before anything is printed.</param>
    /// <param name="cancellationToken">Ends it; what was found until then is printed.</param>
    public int Verify(CheckOptions options, ProgressDisplay progress, CancellationToken cancellationToken)
    {
        CheckReport report = Check(options, cancellationToken);
        progress.Dispose();
        return writer.WriteAll(report);
    }

    /// <summary>Examines the store and prints what was counted; returns the exit code.</summary>
    public int Stats(CancellationToken cancellationToken)
    {
        CheckReport report = Check(new CheckOptions(), cancellationToken);
        CheckTotals totals = report.Totals;
        bool hasTime = totals.TimeMinMs <= totals.TimeMaxMs;
        foreach (Finding finding in report.Findings) writer.WriteToError(finding);
        writer.WriteMembers(
        [
            ("segments", totals.Segments),
            ("shards", totals.Shards),
            ("shardBytes", totals.ShardBytes),
            ("indexFiles", totals.IndexFiles),
            ("indexBytes", totals.IndexBytes),
            ("groups", totals.Groups),
            ("frames", totals.IntactFrames),
            ("records", totals.Records),
            ("tombstones", totals.Tombstones),
            ("vectors", totals.Vectors),
            ("damaged", totals.DamagedFrames),
            ("missing", totals.MissingFrames),
            ("firstSequence", totals.FirstSequence),
            ("lastSequence", totals.LastSequence),
            ("contentBytes", totals.ContentBytes),
            ("metadataBytes", totals.MetadataBytes),
            ("longestFrameBytes", totals.LongestFrameBytes),
            ("oldest", hasTime ? totals.TimeMinMs : null),
            ("newest", hasTime ? totals.TimeMaxMs : null),
            ("bytes", totals.BytesRead),
            ("seconds", report.Seconds),
            ("exit", report.Exit),
        ]);
        return report.Exit;
    }

    private CheckReport Check(CheckOptions options, CancellationToken cancellationToken) =>
        new StoreCheck(storage, options, new DiskFileModes(storage.Place)).Run(cancellationToken);
}
