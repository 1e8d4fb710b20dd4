using Feedlog.Format.Shards;

namespace Feedlog.Format.Frames;

/// <summary>What is left in the place of a frame whose bytes were erased: a header. FORMAT.md section 4.9.</summary>
public static class PurgedFrame
{
    /// <summary>Makes what takes the place of a frame: it has its sequence and its month, and nothing else of it.
    /// </summary>
    /// <param name="erased">Header of the frame that is erased.</param>
    /// <param name="endedId">Id of the record that the erased frame had ended and that stays; 0 for none. It stays
    /// ended: what is left is a tombstone that names its id.</param>
    /// <param name="placeSeed"><see cref="Checksum.PlaceSeed"/> of the place of both.</param>
    /// <returns>The frame, header and nothing behind it.</returns>
    public static byte[] Make(in FrameHeader erased, ulong endedId, ulong placeSeed)
    {
        FrameHeader left = new()
        {
            Type = endedId == 0 ? FrameType.Purged : FrameType.Tombstone,
            Flags = endedId == 0 ? FrameFlags.None : FrameFlags.ById,
            TotalLengthBytes = FrameLayout.HeaderBytes,
            Id = endedId,
            TimestampMs = ShardMonth.Of(erased.TimestampMs).FirstMs,
        };
        byte[] frame = new byte[FrameLayout.HeaderBytes];
        FrameEncoder.Begin(frame, left);
        FrameEncoder.SealBody(frame, FrameLayout.HeaderBytes);
        FrameEncoder.SealHeader(frame, erased.Sequence, placeSeed);
        return frame;
    }
}
