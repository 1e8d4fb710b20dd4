using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Open;

/// <summary>
/// Groups that were read before and are read again. What was judged by the first reading must be what the second one
/// gives: a page that only looked clean may have left memory between them.
/// </summary>
/// <param name="groups">Reads them.</param>
/// <param name="end">What a group behind the last of them must follow from.</param>
/// <param name="path">The segment, for errors.</param>
internal sealed class SameGroups(GroupScanner groups, GroupChain end, string path) : IGroupSource
{
    /// <inheritdoc/>
    public long GroupOffsetBytes => groups.GroupOffsetBytes;

    /// <inheritdoc/>
    public long EndBytes => groups.EndBytes;

    /// <inheritdoc/>
    public CommitFrame Commit => groups.Commit;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Group => groups.Group;

    /// <inheritdoc/>
    public GroupChain Chain => groups.Chain;

    /// <inheritdoc/>
    /// <exception cref="IOException">There are not as many as before, or others.</exception>
    public bool MoveNext()
    {
        if (groups.Chain == end) return false;
        return groups.MoveNext() ? true : throw new IOException(
            $"{path} does not read as it did a moment ago: group {groups.Chain.NextGroup} is not whole any more.");
    }
}
