namespace Feedlog.Format.Frames;

/// <summary>Where a frame begins: a segment number and an offset in bytes, packed in 64 bits.</summary>
/// <param name="Packed">Segment number in the high 36 bits, offset divided by the frame alignment in the low 28.
/// </param>
public readonly record struct FrameAddress(ulong Packed)
{
    private const int OffsetBits = 28;

    /// <summary>Packs a segment number and an offset, a multiple of 8.</summary>
    public static FrameAddress At(ulong segmentNumber, long offsetBytes) =>
        new(segmentNumber << OffsetBits | (ulong)offsetBytes / FrameLayout.AlignmentBytes);

    /// <summary>The number of the segment.</summary>
    public ulong SegmentNumber => Packed >> OffsetBits;

    /// <summary>The offset of the frame in its segment, in bytes.</summary>
    public long OffsetBytes => (long)(Packed & ((1UL << OffsetBits) - 1)) * FrameLayout.AlignmentBytes;
}
