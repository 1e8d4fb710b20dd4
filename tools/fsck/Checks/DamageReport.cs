using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Fsck.Checks;

/// <summary>Turns a damaged part of a segment into a finding and into counts.</summary>
internal static class DamageReport
{
    // No frame is shorter than its header: more cannot be missing from a segment, whatever a number says.
    private const ulong FramesOfSegmentMax = FormatLimits.SegmentBytesMax / FrameLayout.HeaderBytes;

    /// <summary>Reports a damaged part before which the walk stopped.</summary>
    /// <param name="context">The run.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="walk">The walk, standing before the damage.</param>
    /// <param name="range">The damage.</param>
    /// <param name="followingSequence">The sequence of the frame behind it; 0 if nobody knows.</param>
    public static void Add(
        CheckContext context, SegmentInPlace segment, GroupWalk walk, in DamagedRange range, ulong followingSequence)
    {
        ulong following = range.Resume?.NextSequence ?? followingSequence;
        long missing = MissingFrames(walk.Chain.NextSequence, following, range.IntactFrames + range.DamagedFrames);
        context.Totals.IntactFrames += range.IntactFrames;
        context.Totals.DamagedFrames += range.DamagedFrames;
        context.Totals.MissingFrames += missing;
        FormatFault fault = walk.Fault == FormatFault.None ? FormatFault.BadGroup : walk.Fault;
        string rest = range.Resume is null
            ? "nothing can be read behind it"
            : $"group {range.Resume.Value.NextGroup} follows";
        bool isNewer = fault == FormatFault.UnknownVersion;
        long offset = walk.FaultOffsetBytes + (isNewer ? FrameLayout.Version : 0);
        context.Report(isNewer ? FindingCode.VersionUnknown : FindingCode.SegmentDamaged, segment.Path, offset,
            $"Group {walk.Chain.NextGroup} cannot be read: {fault}. Bytes {range.FromBytes} to {range.ToBytes} are " +
            $"affected (frames: {range.IntactFrames} intact, {range.DamagedFrames} damaged, {missing} missing); " +
            $"{rest}.");
    }

    /// <summary>How many frames between two sequences were not found.</summary>
    /// <param name="expectedSequence">The sequence that the first of them has.</param>
    /// <param name="followingSequence">The sequence behind the last of them; 0 if nobody knows.</param>
    /// <param name="foundFrames">How many were found.</param>
    public static long MissingFrames(ulong expectedSequence, ulong followingSequence, long foundFrames)
    {
        if (followingSequence <= expectedSequence) return 0;
        ulong expectedFrames = Math.Min(followingSequence - expectedSequence, FramesOfSegmentMax);
        return Math.Max(0, (long)expectedFrames - foundFrames);
    }
}
