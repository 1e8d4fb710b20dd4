using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Finds the next whole group behind damage. A commit says how long its group is and what it follows from, so that
/// either the group of the first sound commit or the one behind that commit can be read.
/// </summary>
internal static class Resynchronizer
{
    /// <summary>Searches from the end of the last whole group on.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="fromBytes">Where the last whole group ends.</param>
    /// <param name="limitBytes">Where the log ends at the latest.</param>
    public static DamagedRange FindNext(SegmentInPlace segment, long fromBytes, long limitBytes)
    {
        using FrameSearch search = segment.Search(fromBytes, limitBytes);
        long intactFrames = 0;
        long damagedFrames = 0;
        while (search.MoveNext())
        {
            bool isSound = search.BodyFault == FormatFault.None;
            if (search.Header.TakesSlot)
            {
                if (isSound) intactFrames++;
                else damagedFrames++;
                continue;
            }

            if (!isSound || !CommitFrame.TryRead(search.Frame, out CommitFrame commit, out _)) continue;
            long startBytes = search.OffsetBytes - commit.ByteCount;
            if (startBytes >= fromBytes && IsWhole(segment, startBytes, search.EndBytes, commit))
            {
                return new DamagedRange
                {
                    FromBytes = fromBytes,
                    ToBytes = startBytes,
                    IntactFrames = Math.Max(0, intactFrames - commit.FrameCount),
                    DamagedFrames = damagedFrames,
                    Resume = new GroupChain(commit.Group, commit.FirstSequence, commit.PreviousCommit),
                    DurableThrough = 0,
                };
            }

            return new DamagedRange
            {
                FromBytes = fromBytes,
                ToBytes = search.EndBytes,
                IntactFrames = intactFrames,
                DamagedFrames = damagedFrames,
                Resume = new GroupChain(commit.Group + 1, commit.LastSequence + 1, search.Header.HeaderHash),
                DurableThrough = commit.DurableThrough < commit.Group ? commit.DurableThrough : 0,
            };
        }

        return new DamagedRange
        {
            FromBytes = fromBytes,
            ToBytes = limitBytes,
            IntactFrames = intactFrames,
            DamagedFrames = damagedFrames,
            Resume = null,
            DurableThrough = 0,
        };
    }

    private static bool IsWhole(SegmentInPlace segment, long startBytes, long endBytes, in CommitFrame commit)
    {
        GroupChain chain = new(commit.Group, commit.FirstSequence, commit.PreviousCommit);
        using GroupReader reader = new(segment, null, startBytes, endBytes, chain);
        return reader.MoveNext();
    }
}
