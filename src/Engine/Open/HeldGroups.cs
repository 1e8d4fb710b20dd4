using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Open;

/// <summary>Groups that were read and checked, kept in memory so that nobody does it again. One thread.</summary>
internal sealed class HeldGroups : IGroupSource
{
    private readonly List<Held> _groups = [];
    private readonly long _bytesMax;
    private long _bytes;
    private int _at = -1;

    /// <summary>None yet.</summary>
    /// <param name="chain">What the first must follow from.</param>
    /// <param name="bytesMax">What is held at most.</param>
    public HeldGroups(GroupChain chain, long bytesMax)
    {
        Chain = chain;
        _bytesMax = bytesMax;
    }

    /// <summary>Whether all groups that were to be held are.</summary>
    public bool IsWhole => _bytes <= _bytesMax;

    /// <inheritdoc/>
    public long GroupOffsetBytes => _groups[_at].OffsetBytes;

    /// <inheritdoc/>
    public long EndBytes => GroupOffsetBytes + Group.Length;

    /// <inheritdoc/>
    public CommitFrame Commit => _groups[_at].Commit;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Group => _groups[_at].Bytes;

    /// <inheritdoc/>
    public GroupChain Chain { get; private set; }

    /// <summary>Holds the current group of a source; nothing any more once there is no room.</summary>
    public void Add(IGroupSource groups)
    {
        _bytes += groups.Group.Length;
        if (IsWhole)
            _groups.Add(new Held(groups.Group.ToArray(), groups.GroupOffsetBytes, groups.Commit, groups.Chain));
        else
            _groups.Clear();
    }

    /// <inheritdoc/>
    public bool MoveNext()
    {
        if (_at + 1 == _groups.Count) return false;
        _at++;
        Chain = _groups[_at].Chain;
        return true;
    }

    private readonly record struct Held(byte[] Bytes, long OffsetBytes, CommitFrame Commit, GroupChain Chain);
}
