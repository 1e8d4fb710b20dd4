using Feedlog.Cold;
using Feedlog.Feed;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Tail;
using Feedlog.Indexing.Views;
using Feedlog.Write;

namespace Feedlog.Open;

/// <summary>
/// Feeds the groups of the log to a catalog, in order, checking every byte on the way. The same for recovery and for
/// readers in other processes.
/// </summary>
internal sealed class LogReplay(IStorage storage, StoreIdentity store, IndexCatalog catalog)
{
    private IndexCoverage? _covered;

    /// <summary>What the next group must follow from.</summary>
    public GroupChain Chain { get; set; } = new(1, 1, 0);

    /// <summary>Told about every group, for readers who must know which of them are durable.</summary>
    public DurableGroups? Durable { get; set; }

    /// <summary>What is not fed, but what takes its place; null if all is fed as it is.</summary>
    public Erasure? Erasure { get; init; }

    /// <summary>Whether a full tail is frozen also in the midst of a segment that has a file.</summary>
    public bool FreezesWithin { get; init; } = true;

    /// <summary>How many frames were fed.</summary>
    public long FrameCount { get; private set; }

    /// <summary>
    /// Goes on behind sealed indexes: the groups that they cover are not fed, and segments that hold only such are not
    /// opened.
    /// </summary>
    public void StartBehind(IndexCoverage covered)
    {
        _covered = covered;
        Chain = new GroupChain(covered.LastGroup + 1, covered.LastSequence + 1, covered.LastCommit);
    }

    /// <summary>Says whether all groups of a segment are covered by sealed indexes.</summary>
    public bool IsCovered(SegmentEntry entry) =>
        entry.HasEnded && entry.LastGroup <= (_covered?.LastGroup ?? 0);

    /// <summary>Opens a listed segment and checks that it is what the manifest and the chain say.</summary>
    /// <param name="entry">The segment.</param>
    /// <param name="header">Its header.</param>
    /// <param name="startBytes">Where the first group begins that is to be fed.</param>
    /// <exception cref="FeedlogCorruptException">It is not.</exception>
    public IStorageFile Open(SegmentEntry entry, out SegmentHeader header, out long startBytes)
    {
        string path = StoreLayout.Segment(entry.Number);
        IStorageFile file = storage.Open(path, StorageOpen.Read);
        try
        {
            header = ReadHeader(file, entry);
            bool isEntered = entry.Number == _covered?.EndSegment;
            startBytes = isEntered ? _covered!.EndOffsetBytes : SegmentLayout.HeaderBytes;
            bool followsChain = isEntered
                ? header.FirstGroup <= Chain.NextGroup
                : header.FirstGroup == Chain.NextGroup &&
                header.PreviousCommit == Chain.PreviousCommit &&
                header.FirstSequence - header.DeclaredGap == Chain.NextSequence;
            if (!followsChain)
                throw Throw.Corrupt(FormatFault.BadChain, path, 0, "The segment does not follow from the one before");
            if (!isEntered) Chain = Chain with { NextSequence = header.FirstSequence };
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The header of a listed segment; see <see cref="Open"/>.</summary>
    public SegmentHeader OpenHeader(SegmentEntry entry, out long startBytes)
    {
        using IStorageFile file = Open(entry, out SegmentHeader header, out startBytes);
        return header;
    }

    /// <summary>Feeds what sealed indexes do not cover of a sealed segment.</summary>
    /// <exception cref="FeedlogCorruptException">A group in it is missing or damaged.</exception>
    public void ReplaySealed(SegmentEntry entry, CancellationToken cancellationToken)
    {
        if (IsCovered(entry)) return;
        using IStorageFile file = Open(entry, out _, out long startBytes);
        GroupScanner scanner = new(
            file, store.Salt, entry.Number, startBytes, entry.LogicalEndBytes, Chain);
        Replay(scanner, entry.Number, null, ulong.MaxValue, cancellationToken);
        if (scanner.EndBytes != entry.LogicalEndBytes || Chain.PreviousCommit != entry.LastCommit)
        {
            FormatFault fault = scanner.Fault == FormatFault.None ? FormatFault.BadChain : scanner.Fault;
            throw Throw.Corrupt(fault, StoreLayout.Segment(entry.Number), scanner.FaultOffsetBytes,
                $"Group {Chain.NextGroup} of a sealed segment cannot be read");
        }
    }

    /// <summary>Feeds the frames of an archived segment, unless sealed indexes cover it. Its groups are known as a
    /// whole, and the times at which they were recorded.</summary>
    /// <param name="entry">The segment.</param>
    /// <param name="listed">The shards of the manifest; they are opened only if there is something to feed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FeedlogException">Corrupt or Storage: a shard is missing or cannot be read.</exception>
    public void ReplayArchived(
        SegmentEntry entry, IReadOnlyList<ShardEntry> listed, CancellationToken cancellationToken)
    {
        if (IsCovered(entry)) return;
        if (entry.FirstGroup != Chain.NextGroup)
        {
            throw Throw.Corrupt(FormatFault.BadChain, StoreLayout.Manifest, 0,
                $"Segment {entry.Number} does not follow from the one before");
        }

        ShardSet shards = ShardSet.Of(storage, listed, store.Salt, ReadMode.Positioned, new ChunkCache(0));
        try
        {
            Feed(entry, new ColdWalk(shards, entry.FirstSequence, entry.LastSequence), cancellationToken);
        }
        finally
        {
            shards.Release();
        }

        ulong next = entry.SlotCount == 0 ? entry.FirstSequence : entry.LastSequence + 1;
        Chain = new GroupChain(entry.LastGroup + 1, next, entry.LastCommit);
        if (catalog.IsTailFull) catalog.Freeze(Chain, null);
    }

    private void Feed(SegmentEntry entry, ColdWalk walk, CancellationToken cancellationToken)
    {
        long? recordedAtMs = null;
        ulong lastSequence = 0;
        long lengthBytes = 0;
        while (walk.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (recordedAtMs is long before && before != walk.RecordedAtMs)
            {
                catalog.EndGroups(before, lastSequence, lengthBytes, entry.Number, entry.LogicalEndBytes);
                lengthBytes = 0;
            }

            recordedAtMs = walk.RecordedAtMs;
            FrameView frame = walk.Frame;
            ApplyFrame(frame, walk.Address, store.Salt, catalog, null, Erasure);
            lastSequence = frame.Sequence;
            lengthBytes += frame.Bytes.Length;
            FrameCount++;
        }

        if (recordedAtMs is long last)
            catalog.EndGroups(last, lastSequence, lengthBytes, entry.Number, entry.LogicalEndBytes);
    }

    /// <summary>Feeds groups as far as there are any, up to a group number.</summary>
    /// <param name="groups">Stands before the next group.</param>
    /// <param name="segmentNumber">The segment that they are of.</param>
    /// <param name="counter">Counts them in, if they belong to a segment that will be written on.</param>
    /// <param name="lastGroup">Where to stop.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    public void Replay(
        IGroupSource groups, ulong segmentNumber, OpenSegment? counter, ulong lastGroup,
        CancellationToken cancellationToken)
    {
        while (groups.Chain.NextGroup <= lastGroup && groups.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ApplyGroup(
                groups.Group, segmentNumber, groups.GroupOffsetBytes, store.Salt, catalog, counter, Erasure);
            counter?.CountGroup(groups.Group.Length);
            catalog.EndGroup(groups.Commit, groups.Group.Length, segmentNumber, groups.EndBytes);
            Durable?.Add(groups.Commit);
            FrameCount += groups.Commit.FrameCount;
            Chain = groups.Chain;
            if (catalog.IsTailFull && FreezesWithin) catalog.Freeze(Chain, counter?.CaptureState());
        }
    }

    /// <summary>Feeds groups that lie in another segment now, one behind the other as before.</summary>
    /// <param name="groups">Stands before the first of them.</param>
    /// <param name="segmentNumber">The segment in which they lie now.</param>
    /// <param name="offsetBytes">Where the first of them lies in it.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <returns>How many frames they have.</returns>
    public long ReplayMoved(
        IGroupSource groups, ulong segmentNumber, long offsetBytes, CancellationToken cancellationToken)
    {
        long frameCount = 0;
        while (groups.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ApplyGroup(groups.Group, segmentNumber, offsetBytes, store.Salt, catalog, counter: null, Erasure);
            offsetBytes += groups.Group.Length;
            catalog.EndGroup(groups.Commit, groups.Group.Length, segmentNumber, offsetBytes);
            frameCount += groups.Commit.FrameCount;
        }

        return frameCount;
    }

    // Tells a catalog, and a segment's counts, about the frames of one whole, checked group.
    private static void ApplyGroup(
        ReadOnlySpan<byte> group, ulong segmentNumber, long offsetBytes, ulong salt, IndexCatalog catalog,
        OpenSegment? counter, Erasure? erasure)
    {
        int framesBytes = group.Length - CommitLayout.FrameBytes;
        for (int at = 0; at < framesBytes;)
        {
            FrameView frame = FrameView.TrustedAt(group[at..]);
            ApplyFrame(frame, FrameAddress.At(segmentNumber, offsetBytes + at), salt, catalog, counter, erasure);
            at += frame.Bytes.Length;
        }
    }

    private static void ApplyFrame(
        in FrameView frame, FrameAddress address, ulong salt, IndexCatalog catalog, OpenSegment? counter,
        Erasure? erasure)
    {
        FrameHeader header = frame.Header;
        bool hasKey = (header.Flags & FrameFlags.HasKey) != 0;
        WideHash keyHash = hasKey ? KeyHash.Of(frame.Stream, frame.Key, salt) : default;
        if (erasure is not null && erasure.Takes(frame, address, keyHash, catalog))
        {
            ApplyFrame(erasure.Replace(header, address), address, salt, catalog, counter, erasure: null);
            return;
        }

        long expiresAtMs = header.ExtensionsLengthBytes == 0 ? long.MaxValue : frame.ExpiresAtMs;
        counter?.CountFrame(address.OffsetBytes, header, expiresAtMs);
        catalog.Apply(header, address, keyHash, expiresAtMs);
        catalog.ApplyVector(frame, address);
    }

    private SegmentHeader ReadHeader(IStorageFile file, SegmentEntry entry)
    {
        string path = StoreLayout.Segment(entry.Number);
        byte[] bytes = new byte[SegmentLayout.HeaderBytes];
        int readBytes = file.Read(0, bytes);
        if (!SegmentHeader.TryRead(bytes.AsSpan(0, readBytes), out SegmentHeader header, out FormatFault fault))
            throw Throw.Refuse(fault, path);
        bool isOurs = header.Store.Id == store.Id && header.Store.Salt == store.Salt && header.Number == entry.Number;
        if (!isOurs) throw Throw.Corrupt(FormatFault.WrongPlace, path, 0, "The segment is not this one of this store");
        return header;
    }
}
