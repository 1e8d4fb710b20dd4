using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>A segment as the manifest lists it, and what it must follow from.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Index">The index of the entry.</param>
/// <param name="Chain">What the log before it ends with.</param>
internal readonly record struct ListedSegment(SegmentEntry Entry, int Index, GroupChain Chain)
{
    /// <summary>Its path.</summary>
    public string Path => StoreLayout.Segment(Entry.Number);

    /// <summary>Checks its header; null, with a finding, if its groups cannot be looked for.</summary>
    /// <returns>What its first group follows from.</returns>
    public GroupChain? CheckHeader(CheckContext context, CheckedFile file, in StoreIdentity store)
    {
        SegmentHeader? found = HeaderCheck.Read(context, file, Path, out bool isNewer);
        if (isNewer) return null;
        // Without a header the manifest still says where the groups begin, and the seeds of the frames say the rest.
        if (found is not SegmentHeader header)
            return new GroupChain(Entry.FirstGroup, Entry.FirstSequence, Chain.PreviousCommit);
        if (!HeaderCheck.IsInPlace(context, header, store, Entry.Number, Path)) return null;
        HeaderCheck.CheckChain(context, header, Entry, Chain, Path);
        return new GroupChain(header.FirstGroup, header.FirstSequence, header.PreviousCommit);
    }
}
