using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Shards;

namespace Feedlog.Fsck.Indexes;

/// <summary>The tombstones of the stretches of all runs: 24 bytes of memory for each.</summary>
internal sealed class TombstoneList
{
    private const int WindowBytes = 4096;

    private TombstoneList()
    {
    }

    /// <summary>Those by key, in the order of section Keys.</summary>
    public List<Tombstone> ByKey { get; } = [];

    /// <summary>Those by id, in the order of section Ids, the newest of an id first.</summary>
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

    private void ReadRun(CheckContext context, Manifest manifest, IndexFileInPlace run)
    {
        ulong segment = 0;
        CheckedFile? file = null;
        ArchivedFrames? archived = null;
        FileWindow? window = null;
        try
        {
            using EntryStream slots = new(context, run, EntryKind.Slot);
            while (slots.MoveNext())
            {
                if (slots.Current.Third == 0) continue;
                FrameAddress address = new(slots.Current.Second);
                if (address.SegmentNumber != segment)
                {
                    window?.Dispose();
                    file?.Dispose();
                    archived?.Dispose();
                    segment = address.SegmentNumber;
                    archived = manifest.Find(segment) is { State: SegmentState.Archived } entry
                        ? new ArchivedFrames(context, manifest, entry)
                        : null;
                    file = archived is null ? context.TryOpen(StoreLayout.Segment(segment), out _) : null;
                    window = file is null ? null : new FileWindow(file, context.Large, WindowBytes, file.LengthBytes);
                }

                if (window is not null) TakeFrame(window, address, manifest.Store.Salt);
                if (archived is not null) TakeFrame(archived, address, manifest.Store.Salt);
            }
        }
        finally
        {
            window?.Dispose();
            file?.Dispose();
            archived?.Dispose();
        }
    }

    // The slots of a run are in the order of the log.
    private void TakeFrame(ArchivedFrames archived, FrameAddress address, ulong salt)
    {
        while (archived.MoveNext() && archived.Address.Packed <= address.Packed)
        {
            if (archived.Address != address) continue;
            if (archived.Frame.Header.Type == FrameType.Tombstone) TakeTombstone(archived.Frame, salt);
            return;
        }
    }

    private void TakeFrame(FileWindow window, FrameAddress address, ulong salt)
    {
        ulong seed = Checksum.PlaceSeed(salt, address.SegmentNumber, (ulong)address.OffsetBytes);
        ReadOnlySpan<byte> bytes = window.At(address.OffsetBytes, FrameLayout.HeaderBytes);
        if (!FrameHeader.TryRead(bytes, seed, out FrameHeader header, out _)) return;
        if (header.Type != FrameType.Tombstone) return;
        bytes = window.At(address.OffsetBytes, header.TotalLengthBytes);
        if (FrameDecoder.TryRead(bytes, seed, out FrameView frame, out _)) TakeTombstone(frame, salt);
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
