using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Indexes;

/// <summary>The tombstones of the stretches of all runs: 24 bytes of memory for each.</summary>
internal sealed class TombstoneList
{
    private TombstoneList()
    {
    }

    /// <summary>Says whether a frame could not be read: a writer has moved it meanwhile.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Those by key, by hash, the newest of a key first.</summary>
    public List<Tombstone> ByKey { get; } = [];

    /// <summary>Those by id, by mix, the newest of an id first.</summary>
    public List<Tombstone> ById { get; } = [];

    /// <summary>Reads the frames of all slots that are no records.</summary>
    public static TombstoneList Read(CheckContext context, Manifest manifest, IEnumerable<IndexFileInPlace> runs)
    {
        TombstoneList list = new();
        foreach (IndexFileInPlace run in runs) list.ReadRun(context, manifest, run);
        list.ByKey.Sort();
        list.ById.Sort();
        return list;
    }

    /// <summary>Says whether there is one by key whose key has a tag.</summary>
    public bool HasKeyTag(uint tag)
    {
        int first = FirstFrom(new Tombstone((ulong)tag << 32, 0, ulong.MaxValue));
        return first < ByKey.Count && IndexRules.Tag(ByKey[first].Hash) == tag;
    }

    /// <summary>The first by key that came after a version of the key; the largest u64 if none did.</summary>
    public ulong FirstAfter(WideHash keyHash, ulong sequence)
    {
        // The newest comes first: the one before the first that is not above the sequence.
        int at = FirstFrom(new Tombstone(keyHash.High, keyHash.Low, sequence)) - 1;
        return at >= 0 && ByKey[at].Hash == keyHash.High && ByKey[at].HashLow == keyHash.Low
            ? ByKey[at].Sequence
            : ulong.MaxValue;
    }

    private int FirstFrom(in Tombstone wanted)
    {
        int at = ByKey.BinarySearch(wanted);
        return at < 0 ? ~at : at;
    }

    private void ReadRun(CheckContext context, Manifest manifest, IndexFileInPlace run)
    {
        using SlotFrames frames = new(context, manifest);
        using EntryStream slots = new(context, run, EntryKind.Slot);
        while (slots.MoveNext())
        {
            if (slots.Current.Third == 0) continue;
            bool isRead = frames.TryRead(new FrameAddress(slots.Current.Second), out FrameView frame);
            if (isRead && frame.Header.Type == FrameType.Tombstone) TakeTombstone(frame, manifest.Store.Salt);
        }

        HasFailed |= frames.HasFailed;
    }

    private void TakeTombstone(in FrameView frame, ulong salt)
    {
        FrameHeader header = frame.Header;
        bool hasKey = (header.Flags & FrameFlags.HasKey) != 0;
        bool isById = (header.Flags & FrameFlags.ById) != 0;
        // With both or neither it deletes nothing.
        if (hasKey == isById) return;
        if (isById)
        {
            ById.Add(new Tombstone(IndexRules.Mix(header.Id ^ salt), 0, header.Sequence));
            return;
        }

        WideHash hash = IndexRules.KeyHash(frame.Stream, frame.Key, salt);
        ByKey.Add(new Tombstone(hash.High, hash.Low, header.Sequence));
    }
}
