using Feedlog.Format;
using Feedlog.Format.Segments;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Walks the whole groups of a segment, and goes on behind damage if it is told to. Reads in steps that grow while
/// nothing is wrong, so that many damaged places cost no more than their own size.
/// </summary>
internal sealed class GroupWalk
{
    private const long FirstStepBytes = 8 * 1024;
    private const int StepFactor = 8;

    private readonly SegmentInPlace _segment;
    private readonly SegmentTally _tally;
    private readonly long _limitBytes;
    private long _stepBytes = long.MaxValue / StepFactor;

    /// <summary>Starts before the first group.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="tally">Told about every whole group.</param>
    /// <param name="startBytes">Where the first group begins.</param>
    /// <param name="limitBytes">Where to stop at the latest.</param>
    /// <param name="chain">What the first group must follow from.</param>
    public GroupWalk(
        SegmentInPlace segment, SegmentTally tally, long startBytes, long limitBytes, GroupChain chain)
    {
        _segment = segment;
        _tally = tally;
        _limitBytes = limitBytes;
        EndBytes = startBytes;
        Chain = chain;
    }

    /// <summary>Where the last whole group ends, in bytes.</summary>
    public long EndBytes { get; private set; }

    /// <summary>What the next group must follow from.</summary>
    public GroupChain Chain { get; private set; }

    /// <summary>Why the walk stopped: None at the limit or at a footer, Unwritten at zeros, else the damage.</summary>
    public FormatFault Fault { get; private set; }

    /// <summary>Where the frame lies that stopped it, in bytes.</summary>
    public long FaultOffsetBytes { get; private set; }

    /// <summary>The end of the group with this number in bytes; 0 until it was met.</summary>
    public long WantedGroupEndBytes { get; private set; }

    /// <summary>The last sequence of the group with the wanted number; 0 until it was met.</summary>
    public ulong WantedGroupLastSequence { get; private set; }

    /// <summary>A group whose end the caller wants to know; 0 for none.</summary>
    public ulong WantedGroup { get; init; }

    /// <summary>True once the walk went over damage.</summary>
    public bool HasDamage { get; private set; }

    /// <summary>Walks whole groups as far as they go.</summary>
    public void Advance()
    {
        bool isAtStepEnd;
        do
        {
            long stepLimit = Math.Min(_limitBytes, EndBytes + _stepBytes);
            using GroupReader reader = new(_segment, _tally, EndBytes, stepLimit, Chain);
            while (reader.MoveNext()) Take(reader);
            Fault = reader.Fault;
            FaultOffsetBytes = reader.FaultOffsetBytes;
            // A frame that goes beyond the step reads as cut: look again, further.
            isAtStepEnd = stepLimit < _limitBytes &&
                (Fault == FormatFault.Truncated || (Fault == FormatFault.None && EndBytes >= stepLimit));
            if (isAtStepEnd) _stepBytes = Math.Min(_stepBytes * StepFactor, int.MaxValue);
            else if (Fault != FormatFault.None) _stepBytes = FirstStepBytes;
        }
        while (isAtStepEnd);
    }

    /// <summary>Goes on behind damage.</summary>
    public void Resume(in DamagedRange range)
    {
        HasDamage = true;
        _tally.TakeDamage();
        EndBytes = range.ToBytes;
        Chain = range.Resume ?? Chain;
    }

    private void Take(GroupReader reader)
    {
        EndBytes = reader.EndBytes;
        Chain = reader.Chain;
        if (reader.Commit.Group != WantedGroup) return;
        WantedGroupEndBytes = reader.EndBytes;
        WantedGroupLastSequence = reader.Commit.LastSequence;
    }
}
