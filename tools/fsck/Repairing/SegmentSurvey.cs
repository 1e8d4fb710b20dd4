using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Repairing;

/// <summary>Reads a segment and says what a manifest is to say of it. FORMAT.md section 7.1.</summary>
internal sealed class SegmentSurvey
{
    private SegmentSurvey(GroupReader reader, SegmentTally tally)
    {
        Chain = reader.Chain;
        EndBytes = reader.EndBytes;
        Tally = tally;
    }

    /// <summary>What the group behind the last one that was read must follow from.</summary>
    public GroupChain Chain { get; }

    /// <summary>Where that one ends, in bytes.</summary>
    public long EndBytes { get; }

    /// <summary>What was counted.</summary>
    public SegmentTally Tally { get; }

    /// <summary>Reads whole groups.</summary>
    /// <param name="context">The run; takes the counts.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="chain">What its first group follows from.</param>
    /// <param name="limitBytes">Where to end at the latest.</param>
    /// <param name="lastGroup">The last group to read.</param>
    public static SegmentSurvey Read(
        CheckContext context, SegmentInPlace segment, GroupChain chain, long limitBytes, ulong lastGroup)
    {
        SegmentTally tally = new(context, segment);
        using GroupReader reader = new(segment, tally, SegmentLayout.HeaderBytes, limitBytes, chain);
        while (reader.Chain.NextGroup <= lastGroup && reader.MoveNext()) context.CancellationToken
            .ThrowIfCancellationRequested();
        return new SegmentSurvey(reader, tally);
    }

    /// <summary>The entry of the segment, sealed where the survey ended.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="first">What its first group follows from.</param>
    /// <param name="footerOffsetBytes">Where its footer begins; 0 for none.</param>
    public SegmentEntry Describe(ulong number, GroupChain first, long footerOffsetBytes) => new()
    {
        Number = number,
        State = SegmentState.Sealed,
        FirstSequence = first.NextSequence,
        LastSequence = Tally.LastSequence,
        FirstGroup = first.NextGroup,
        LastGroup = Chain.NextGroup - 1,
        SlotCount = Tally.SlotCount,
        LogicalEndBytes = EndBytes,
        FooterOffsetBytes = footerOffsetBytes,
        TimeMinMs = Tally.TimeMinMs,
        TimeMaxMs = Tally.TimeMaxMs,
        LastCommit = Chain.PreviousCommit,
    };
}
