using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Finds whole groups of a segment a few at a time, before anything is done with them: a group is only known to be
/// whole when its commit was read, and may be longer than what memory is to hold.
/// </summary>
internal sealed class GroupBatch
{
    // Small behind damage, so that many damaged places cost no more than their own size.
    private const long FirstStepBytes = 8 * 1024;
    private const long StepBytesMax = 1 << 20;
    private const int StepFactor = 8;

    private readonly SegmentInPlace _segment;
    private readonly long _limitBytes;
    private readonly List<(long StartBytes, CommitFrame Commit)> _groups = [];
    private long _stepBytes = StepBytesMax;

    /// <summary>Stands before the first group.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="startBytes">Where the first group begins.</param>
    /// <param name="limitBytes">Where the log ends at the latest.</param>
    /// <param name="chain">What the first group must follow from.</param>
    public GroupBatch(SegmentInPlace segment, long startBytes, long limitBytes, GroupChain chain)
    {
        _segment = segment;
        _limitBytes = limitBytes;
        EndBytes = startBytes;
        Chain = chain;
    }

    /// <summary>Whole groups that follow each other, with where each begins in bytes.</summary>
    public IReadOnlyList<(long StartBytes, CommitFrame Commit)> Groups => _groups;

    /// <summary>Where the last of them ends, in bytes.</summary>
    public long EndBytes { get; private set; }

    /// <summary>What the next group must follow from.</summary>
    public GroupChain Chain { get; private set; }

    /// <summary>Why there are no more: None at the limit or at a footer, Unwritten at zeros, else the damage.</summary>
    public FormatFault Fault { get; private set; }

    /// <summary>Finds the next groups; false if there is not one.</summary>
    public bool MoveNext()
    {
        _groups.Clear();
        while (true)
        {
            long stepLimit = Math.Min(_limitBytes, EndBytes + _stepBytes);
            using (GroupReader reader = new(_segment, null, EndBytes, stepLimit, Chain))
            {
                long startBytes = EndBytes;
                while (reader.MoveNext())
                {
                    _groups.Add((startBytes, reader.Commit));
                    startBytes = reader.EndBytes;
                }

                (EndBytes, Chain, Fault) = (reader.EndBytes, reader.Chain, reader.Fault);
            }

            // A frame that goes beyond the step reads as cut: look again, further.
            bool isAtStepEnd = stepLimit < _limitBytes &&
                (Fault == FormatFault.Truncated || (Fault == FormatFault.None && EndBytes >= stepLimit));
            if (_groups.Count > 0 && isAtStepEnd)
            {
                _stepBytes = Math.Min(StepBytesMax, _stepBytes * StepFactor);
                return true;
            }

            if (!isAtStepEnd) return _groups.Count > 0;
            _stepBytes *= StepFactor;
        }
    }

    /// <summary>Goes on behind damage.</summary>
    /// <param name="startBytes">Where whole groups go on, in bytes.</param>
    /// <param name="chain">What the first of them must follow from.</param>
    public void Resume(long startBytes, GroupChain chain)
    {
        EndBytes = startBytes;
        Chain = chain;
        _stepBytes = FirstStepBytes;
    }
}
