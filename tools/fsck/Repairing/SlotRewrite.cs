using Feedlog.Format;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Building;

namespace Feedlog.Fsck.Repairing;

/// <summary>Writes a watermark with one sound slot anew, without saying more than that slot does.</summary>
internal sealed class SlotRewrite(CheckContext context, ulong salt)
{
    // Other than the neighbour's: whether the store was closed is not known any more.
    private const ulong RunningStep = 3;

    /// <summary>Replaces the watermark.</summary>
    /// <param name="newest">The slot that counts.</param>
    public void Run(in Watermark newest)
    {
        byte[] old = new byte[WatermarkLayout.FileBytes];
        using (CheckedFile? file = context.TryOpen(StoreLayout.Watermark, out _)) file?.Read(0, old);
        byte[] bytes = new byte[WatermarkLayout.FileBytes];
        newest.Write(bytes.AsSpan((int)newest.SlotOffsetBytes), salt);
        int otherSlot = newest.SlotOffsetBytes == 0 ? 1 : 0;
        ReadOnlySpan<byte> otherBytes = old.AsSpan(otherSlot * WatermarkLayout.SlotStrideBytes);
        bool isSound = Watermark.TryReadSlot(otherBytes, salt, otherSlot, out Watermark other, out FormatFault fault);
        if (!isSound) other = newest with { Counter = newest.Counter - RunningStep };
        bool wasNeverWritten = fault == FormatFault.Unwritten && newest.Counter < WatermarkLayout.SlotCount;
        if (newest.Counter >= RunningStep && !wasNeverWritten)
            other.Write(bytes.AsSpan((int)other.SlotOffsetBytes), salt);
        ManifestWriter.ReplaceWatermark(context.Storage, bytes);
    }
}
