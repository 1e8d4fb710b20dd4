using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Read;

namespace Feedlog.Upkeep;

/// <summary>Reads what is published of the hot log and checks both checksums of every frame; the cold tier is left to
/// <c>fsck scrub</c>. One thread.</summary>
/// <param name="core">The store.</param>
internal sealed class LogScrub(StoreCore core)
{
    /// <summary>Reads from a place on, holding the files for no longer than this takes.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="bytesMax">About how many bytes to read.</param>
    /// <exception cref="FeedlogException">Storage: the file system refused a read.</exception>
    public ScrubSlice Read(ScrubPlace from, long bytesMax)
    {
        ReadView view = core.Views.Acquire();
        using SegmentWindow window = new();
        try
        {
            return Read(view, window, from, bytesMax);
        }
        finally
        {
            view.Segments.Release();
        }
    }

    private ScrubSlice Read(ReadView view, SegmentWindow window, ScrubPlace from, long bytesMax)
    {
        long bytes = 0;
        long frames = 0;
        List<FeedlogCorruptException> damage = [];
        for (int i = 0; i < view.Entries.Count; i++)
        {
            SegmentEntry entry = view.Entries[i];
            // Whatever reads of a shard checks the whole chunk; what nobody reads, fsck does.
            if (entry.Number < from.Segment || entry.State == SegmentState.Archived) continue;
            long limitBytes = i == view.Entries.Count - 1 ? view.EndBytes : entry.LogicalEndBytes;
            bool isResumed = entry.Number == from.Segment && from.OffsetBytes > 0;
            long offsetBytes = isResumed ? from.OffsetBytes : SegmentLayout.HeaderBytes;
            if (offsetBytes >= limitBytes) continue;
            if (view.Segments.FindHot(entry.Number) is not SegmentReader segment)
            {
                damage.Add(Throw.Corrupt(FormatFault.Truncated, StoreLayout.Segment(entry.Number), 0,
                    "A segment of the store is missing"));
                continue;
            }

            window.Open(segment);
            while (offsetBytes < limitBytes)
            {
                if (bytes >= bytesMax)
                    return new ScrubSlice(new ScrubPlace(entry.Number, offsetBytes), bytes, frames, damage, false);
                int lengthBytes = Check(window, entry.Number, offsetBytes, limitBytes, out FormatFault fault);
                if (fault != FormatFault.None)
                {
                    damage.Add(Throw.Corrupt(
                        fault, StoreLayout.Segment(entry.Number), offsetBytes, "A frame of the log cannot be read"));
                    bytes += limitBytes - offsetBytes;
                    break;
                }

                frames++;
                bytes += lengthBytes;
                offsetBytes += lengthBytes;
            }
        }

        return new ScrubSlice(default, bytes, frames, damage, true);
    }

    private int Check(
        SegmentWindow window, ulong segment, long offsetBytes, long limitBytes, out FormatFault fault)
    {
        ulong seed = Checksum.PlaceSeed(core.Store.Salt, segment, (ulong)offsetBytes);
        ReadOnlySpan<byte> head = window.At(offsetBytes, FrameLayout.HeaderBytes, limitBytes);
        if (!FrameHeader.TryRead(head, seed, out FrameHeader header, out fault)) return 0;
        ReadOnlySpan<byte> frame = window.At(offsetBytes, header.TotalLengthBytes, limitBytes);
        return FrameDecoder.TryRead(frame, seed, out _, out fault) ? header.TotalLengthBytes : 0;
    }
}
