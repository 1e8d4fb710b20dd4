using System.Collections.Immutable;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Indexing.HotKey;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Tail;

namespace Feedlog.Indexing.Views;

/// <summary>
/// The indexes as their one writer sees them: takes frames into the active tail, freezes it when it has covered enough
/// of the log, and swaps frozen tails for runs. Decides who ends whom.
/// </summary>
/// <remarks>One thread; readers get <see cref="Parts"/> from whoever publishes them.</remarks>
public sealed class IndexCatalog
{
    private readonly long _tailBytesMax;
    private readonly ulong _salt;
    private readonly List<FrozenTail> _frozen = [];
    private GroupChain _tailStart;
    private long _tailBytes;
    private ulong _endSegment;
    private long _endBytes;

    /// <summary>A catalog that continues sealed indexes.</summary>
    /// <param name="sealedIndexes">The sealed indexes; the catalog takes over the caller's reference.</param>
    /// <param name="start">What the first group behind the sealed indexes follows from.</param>
    /// <param name="groupFloorMs">When the last sealed group was recorded; the least i64 if there is none.</param>
    /// <param name="tailBytesMax">A tail is frozen when it covers this many bytes of log.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="frames">Where frames of the sealed indexes can be asked what they are.</param>
    public IndexCatalog(
        SealedIndexes sealedIndexes, GroupChain start, long groupFloorMs, long tailBytesMax, ulong salt,
        IFrameProbe frames)
    {
        Frames = frames;
        _tailStart = start;
        _tailBytesMax = tailBytesMax;
        _salt = salt;
        Parts = new IndexParts(sealedIndexes, [new TailIndex(groupFloorMs)], [], null, 0);
        RecordCount = sealedIndexes.RecordCount;
        EndedCount = sealedIndexes.DeathCount;
        LastSequence = sealedIndexes.LastSequence;
    }

    /// <summary>The indexes as they are now.</summary>
    public IndexParts Parts { get; private set; }

    /// <summary>Where frames of the sealed indexes can be asked what they are.</summary>
    public IFrameProbe Frames { get; set; }

    /// <summary>Tails that wait to become a run, oldest first.</summary>
    public IReadOnlyList<FrozenTail> Frozen => _frozen;

    /// <summary>How many records there are, ended or not.</summary>
    public long RecordCount { get; private set; }

    /// <summary>How many of them were ended by a newer version or a tombstone.</summary>
    public long EndedCount { get; private set; }

    /// <summary>The last sequence taken; 0 for none.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>How many bytes of log the active tail covers.</summary>
    public long TailBytes => _tailBytes;

    /// <summary>Says whether the active tail covers enough to be frozen.</summary>
    public bool IsTailFull => _tailBytes >= _tailBytesMax;

    /// <summary>All that was taken, as a view at a time, for the writer: what it looks up is mostly new.</summary>
    public IndexView View(long nowMs) =>
        new(Parts, Parts.Active.Slots.Count, ulong.MaxValue, nowMs, _salt, UsesHotKeys: false, Frames);

    /// <summary>Gives readers hot keys, before anything is published.</summary>
    public void UseHotKeys(HotKeyIndex hot) =>
        Parts = new IndexParts(Parts.Sealed, Parts.Tails, Parts.Words, hot, hot.Generation);

    /// <summary>Takes other parts of words in memory, which go on where the files of words end.</summary>
    public void UseWords(ImmutableArray<KeywordPart> words) =>
        Parts = new IndexParts(Parts.Sealed, Parts.Tails, words, Parts.Hot, Parts.HotGeneration);

    /// <summary>Takes the next frame and finds out whom it ends.</summary>
    public void Apply(in FrameHeader header, FrameAddress address, WideHash keyHash, long expiresAtMs) =>
        Apply(header, address, keyHash, expiresAtMs, FindVictim(header, keyHash));

    /// <summary>Takes the next frame.</summary>
    /// <param name="header">Its header, with the sequence.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="keyHash">Hash of its stream and key, if it has a key.</param>
    /// <param name="expiresAtMs">When it expires; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="victim">
    /// Whom it ends: a record with a key the newest version under it, a tombstone what it names, unless it was ended
    /// before; 0 for nobody.
    /// </param>
    public void Apply(
        in FrameHeader header, FrameAddress address, WideHash keyHash, long expiresAtMs, ulong victim)
    {
        Parts.Active.Apply(header, address, keyHash, expiresAtMs, victim);
        if (header.Type == FrameType.Record) RecordCount++;
        if (victim != 0) EndedCount++;
        LastSequence = header.Sequence;
    }

    /// <summary>Takes the vector of the frame that was taken last, if it has one.</summary>
    /// <remarks>One of other dimensions than the first of its model has is passed over.</remarks>
    /// <param name="frame">The frame.</param>
    /// <param name="address">Where it is.</param>
    public void ApplyVector(in FrameView frame, FrameAddress address)
    {
        if (!VectorFrame.TryFind(frame, out VectorFrame vector, out ulong target)) return;
        int dimensions = Parts.DimensionsOf(vector.Model);
        if (dimensions != 0 && dimensions != vector.Dimensions) return;
        Parts.Active.Vectors.Add(vector, target, frame.Sequence, address);
    }

    /// <summary>Takes the end of a group.</summary>
    /// <param name="commit">The commit that ends it.</param>
    /// <param name="lengthBytes">Its length with the commit.</param>
    /// <param name="segmentNumber">The segment in which it lies.</param>
    /// <param name="endBytes">Where it ends.</param>
    public void EndGroup(in CommitFrame commit, long lengthBytes, ulong segmentNumber, long endBytes) =>
        EndGroups(commit.RecordedAtMs, commit.LastSequence, lengthBytes, segmentNumber, endBytes);

    /// <summary>Takes the end of groups that were recorded at one time.</summary>
    /// <param name="recordedAtMs">When, ms since 1970 UTC.</param>
    /// <param name="lastSequence">The last sequence of the last of them.</param>
    /// <param name="lengthBytes">Their length.</param>
    /// <param name="segmentNumber">The segment in which the last of them lies.</param>
    /// <param name="endBytes">Where it ends.</param>
    public void EndGroups(
        long recordedAtMs, ulong lastSequence, long lengthBytes, ulong segmentNumber, long endBytes)
    {
        Parts.Active.Groups.Add(recordedAtMs, lastSequence);
        _tailBytes += lengthBytes;
        _endSegment = segmentNumber;
        _endBytes = endBytes;
    }

    /// <summary>Freezes the active tail at the end of a group and begins a new one.</summary>
    /// <param name="end">What the next group follows from.</param>
    /// <param name="open">What the footer of the open segment will need; null if there is none.</param>
    public FrozenTail Freeze(GroupChain end, OpenSegmentState? open)
    {
        TailIndex tail = Parts.Active;
        tail.Freeze();
        // The last group may lie in a segment that is sealed, before an open one without groups.
        OpenSegmentState? state = open?.SegmentNumber == _endSegment ? open : null;
        FrozenTail frozen = new(tail, state, _tailBytes, new IndexCoverage
        {
            FirstSequence = tail.Slots[0].Sequence,
            LastSequence = tail.LastSequence,
            FirstGroup = _tailStart.NextGroup,
            LastGroup = end.NextGroup - 1,
            LastCommit = end.PreviousCommit,
            EndSegment = _endSegment,
            EndOffsetBytes = _endBytes,
        });
        _frozen.Add(frozen);
        _tailStart = end;
        _tailBytes = 0;
        Parts = new IndexParts(
            Parts.Sealed, [.. Parts.Tails, new TailIndex(tail.Groups.LastMs)], Parts.Words, Parts.Hot,
            Parts.HotGeneration);
        return frozen;
    }

    /// <summary>Swaps the sealed indexes, and the oldest frozen tails that are in them now.</summary>
    /// <param name="sealedIndexes">The new ones; the catalog takes over the caller's reference.</param>
    /// <param name="tailCount">How many frozen tails they have taken in.</param>
    /// <param name="words">The parts of words in memory that go on where those of the new ones end.</param>
    /// <param name="hot">The hot keys, which know what those tails held; null to do without.</param>
    /// <returns>The old ones, to be released when they are no longer published.</returns>
    public SealedIndexes Replace(
        SealedIndexes sealedIndexes, int tailCount, ImmutableArray<KeywordPart> words, HotKeyIndex? hot)
    {
        SealedIndexes old = Parts.Sealed;
        _frozen.RemoveRange(0, tailCount);
        Parts = new IndexParts(sealedIndexes, Parts.Tails.Skip(tailCount), words, hot, hot?.Generation ?? 0);
        return old;
    }

    /// <summary>Finds out whom the next frame ends.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="keyHash">Hash of its stream and key, if it has a key.</param>
    /// <returns>The record's sequence; 0 for nobody, or for who was ended before.</returns>
    public ulong FindVictim(in FrameHeader header, WideHash keyHash)
    {
        bool isById = (header.Flags & FrameFlags.ById) != 0;
        bool hasKey = (header.Flags & FrameFlags.HasKey) != 0;
        IndexView view = View(0);
        ulong victim;
        if (header.Type == FrameType.Tombstone && isById)
        {
            if (!view.TryFindId(header.Id, out Found named)) return 0;
            victim = named.Sequence;
        }
        else if (hasKey && header.Type is FrameType.Record or FrameType.Tombstone)
        {
            if (!view.TryFindNewest(keyHash, out Found newest)) return 0;
            victim = newest.Sequence;
        }
        else
        {
            return 0;
        }

        return view.TryFindKiller(victim, out _, out _) ? 0 : victim;
    }
}
