using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Shards;

/// <summary>
/// Lets the frames of an archived segment go by, as those of a segment in place do: what runs must say of them, that
/// none is missing, and, if asked, what they carry.
/// </summary>
internal sealed class ArchivedCheck(CheckContext context, Manifest manifest)
{
    /// <summary>Runs over one segment.</summary>
    public void Run(SegmentEntry entry)
    {
        if (context.Options.IsQuick) return;
        context.Totals.Groups += (long)(entry.LastGroup - entry.FirstGroup) + 1;
        using ArchivedFrames frames = new(context, manifest, entry);
        long slotCount = 0;
        while (frames.MoveNext())
        {
            FrameView frame = frames.Frame;
            slotCount++;
            context.Runs?.AddArchived(frame, frames.Address, frames.RecordedAtMs);
            if (context.Options.IsDeep) Decode(frame, frames.Address);
        }

        context.Runs?.EndArchived(entry, frames.IsBroken || slotCount != entry.SlotCount);
        if (frames.IsBroken || slotCount == entry.SlotCount) return;
        context.Totals.MissingFrames += Math.Max(0, entry.SlotCount - slotCount);
        context.Report(FindingCode.ShardInconsistent, StoreLayout.Manifest, 0,
            $"The shards hold {slotCount} frames of segment {entry.Number}, which had {entry.SlotCount}.");
    }

    private void Decode(in FrameView frame, FrameAddress address)
    {
        FrameHeader header = frame.Header;
        bool isKnown = RecordCheck.IsKnown(header.Type) &&
            (header.ExtensionsLengthBytes == 0 || FrameDecoder.IsReadable(frame));
        if (!isKnown || RecordCheck.FindFault(frame) is not string fault) return;
        context.Report(FindingCode.RecordIrregular, StoreLayout.Segment(address.SegmentNumber), address.OffsetBytes,
            $"The frame with sequence {header.Sequence} is sound, but {fault}.");
    }
}
