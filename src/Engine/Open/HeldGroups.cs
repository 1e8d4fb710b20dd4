using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Open;

/// <summary>Groups that were read and checked, kept in memory so that nobody does it again. One thread.</summary>
/// <param name="start">What the first must follow from.</param>
/// <param name="bytesMax">What is held at most.</param>
internal sealed class HeldGroups(GroupChain start, long bytesMax)
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

    /// <summary>The groups, from the first.</summary>
    public IGroupSource Walk() => new Walker(_groups, start);

    private sealed record Held(byte[] Bytes, long OffsetBytes, CommitFrame Commit, GroupChain Chain);

    private sealed class Walker(List<Held> groups, GroupChain start) : IGroupSource
    {
        private int _at = -1;

        public long GroupOffsetBytes => groups[_at].OffsetBytes;

        public long EndBytes => GroupOffsetBytes + Group.Length;

        public CommitFrame Commit => groups[_at].Commit;

        public ReadOnlySpan<byte> Group => groups[_at].Bytes;

        public GroupChain Chain => _at < 0 ? start : groups[_at].Chain;

        public bool MoveNext()
        {
            if (_at + 1 == groups.Count) return false;
            _at++;
            return true;
        }
    }
}
