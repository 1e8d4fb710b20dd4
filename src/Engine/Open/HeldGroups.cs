using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Open;

/// <summary>Groups that were read and checked, kept in memory so that nobody does it again. One thread.</summary>
/// <param name="bytesMax">What is held at most.</param>
internal sealed class HeldGroups(long bytesMax)
{
    private readonly List<Held> _groups = [];
    private long _bytes;

    /// <summary>Whether all groups that were to be held are.</summary>
    public bool IsWhole => _bytes <= bytesMax;

    /// <summary>Holds the current group of a source; nothing any more once there is no room.</summary>
    public void Add(IGroupSource groups)
    {
        _bytes += groups.Group.Length;
        if (IsWhole)
            _groups.Add(new Held(groups.Group.ToArray(), groups.GroupOffsetBytes, groups.Commit, groups.Chain));
        else
            _groups.Clear();
    }

    /// <summary>The groups from a place on where one begins.</summary>
    /// <param name="offsetBytes">The place; where the last group ends, for none.</param>
    /// <param name="chain">What the first of them follows from.</param>
    public IGroupSource WalkFrom(long offsetBytes, GroupChain chain)
    {
        int first = _groups.FindIndex(held => held.OffsetBytes >= offsetBytes);
        return new Walker(_groups, first < 0 ? _groups.Count : first, chain);
    }

    private sealed record Held(byte[] Bytes, long OffsetBytes, CommitFrame Commit, GroupChain Chain);

    private sealed class Walker(List<Held> groups, int first, GroupChain chain) : IGroupSource
    {
        private int _at = first - 1;

        public long GroupOffsetBytes => groups[_at].OffsetBytes;

        public long EndBytes => GroupOffsetBytes + Group.Length;

        public CommitFrame Commit => groups[_at].Commit;

        public ReadOnlySpan<byte> Group => groups[_at].Bytes;

        public GroupChain Chain => _at < first ? chain : groups[_at].Chain;

        public bool MoveNext()
        {
            if (_at + 1 == groups.Count) return false;
            _at++;
            return true;
        }
    }
}
