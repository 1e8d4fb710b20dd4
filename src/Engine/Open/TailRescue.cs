using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Write;

namespace Feedlog.Open;

/// <summary>
/// Copies groups of the tail into a sealed segment of their own, under a draft name until it is complete and synced.
/// FORMAT.md section 10.
/// </summary>
/// <param name="storage">Where the store is.</param>
/// <param name="options">How it was opened.</param>
/// <param name="manifest">Its manifest.</param>
/// <param name="header">The header of the new segment.</param>
/// <param name="chain">What the first of the groups follows from.</param>
internal sealed class TailRescue(
    IStorage storage, FeedlogOptions options, Manifest manifest, SegmentHeader header, GroupChain chain)
{
    private readonly string _draft = StoreLayout.SegmentDraft(header.Number);

    /// <summary>Writes and syncs the groups; returns what the manifest is to say of the segment.</summary>
    /// <param name="groups">Stands before the first of them.</param>
    /// <param name="durable">The highest group that is known to be durable.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The segment was not made.</exception>
    /// <exception cref="SyncFailedException">What is on the medium is unknown.</exception>
    public SegmentEntry Write(IGroupSource groups, ulong durable, CancellationToken cancellationToken)
    {
        OpenSegment target = OpenSegment.Create(storage, header, _draft, options.SegmentBytes);
        using LogWriter writer = new(storage, options, manifest, target, chain, watermark: null);
        byte[] copy = [];
        while (groups.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> group = groups.Group;
            if (copy.Length < group.Length) copy = new byte[group.Length];
            group.CopyTo(copy);
            writer.Rewrite(copy.AsSpan(0, group.Length), groups.Commit, durable);
        }

        return target.Seal(
            writer.Chain, manifest.Store.Salt, options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Gives the segment its name.</summary>
    /// <exception cref="IOException">It keeps its draft name.</exception>
    /// <exception cref="SyncFailedException">Nobody knows which name is on the medium.</exception>
    public void Publish()
    {
        storage.Rename(_draft, StoreLayout.Segment(header.Number));
        SyncFailedException.Guard(StoreLayout.HotFolder, () => storage.SyncFolder(StoreLayout.HotFolder));
    }
}
