using Feedlog.Format;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>Reads the two slots of the watermark. FORMAT.md section 7.2.</summary>
internal static class WatermarkCheck
{
    private const int LiveAttemptsMax = 16;

    /// <summary>The newest valid slot; null, with a finding, if there is none.</summary>
    /// <param name="context">The run.</param>
    /// <param name="salt">The salt of the store.</param>
    public static Watermark? Run(CheckContext context, ulong salt)
    {
        using CheckedFile? file = context.TryOpen(StoreLayout.Watermark, out bool isMissing);
        if (file is null)
        {
            if (isMissing)
                context.Report(FindingCode.WatermarkMissing, StoreLayout.Watermark, 0, "There is no watermark.");
            return null;
        }

        byte[] bytes = ReadSettled(context, file, salt);
        if (!Watermark.TryReadNewest(bytes, salt, out Watermark newest, out _))
        {
            context.Report(FindingCode.WatermarkDamaged, StoreLayout.Watermark, 0,
                "Neither slot of the watermark is valid.");
            return null;
        }

        for (int slot = 0; slot < WatermarkLayout.SlotCount; slot++) CheckSlot(context, bytes, salt, slot, newest);
        CheckSlack(context, bytes, file.LengthBytes);
        if (newest.DurableGroup > newest.PublishedGroup)
        {
            context.Report(FindingCode.WatermarkMismatch, StoreLayout.Watermark,
                newest.SlotOffsetBytes + WatermarkLayout.DurableGroup,
                $"Group {newest.DurableGroup} is durable and only group {newest.PublishedGroup} is published.");
        }

        return newest;
    }


    // A slot may be read while it is being written; a moment later it is whole.
    private static byte[] ReadSettled(CheckContext context, CheckedFile file, ulong salt)
    {
        byte[] bytes = ReadAll(file);
        for (int attempt = 1; context.Options.IsLive && attempt < LiveAttemptsMax; attempt++)
        {
            bool isValid = Watermark.TryReadNewest(bytes, salt, out _, out int damagedSlots);
            if (isValid && damagedSlots == 0) break;
            bytes = ReadAll(file);
        }

        return bytes;
    }

    private static byte[] ReadAll(CheckedFile file)
    {
        byte[] bytes = new byte[(int)Math.Min(file.LengthBytes, WatermarkLayout.FileBytes)];
        return bytes[..file.Read(0, bytes)];
    }

    private static void CheckSlot(
        CheckContext context, ReadOnlySpan<byte> bytes, ulong salt, int slot, in Watermark newest)
    {
        int offset = slot * WatermarkLayout.SlotStrideBytes;
        ReadOnlySpan<byte> source = offset < bytes.Length ? bytes[offset..] : default;
        if (Watermark.TryReadSlot(source, salt, slot, out _, out FormatFault fault)) return;

        // The first write goes to one slot, the second to the other: then both have been written.
        if (fault == FormatFault.Unwritten && newest.Counter < WatermarkLayout.SlotCount) return;
        context.Report(FindingCode.WatermarkSlotDamaged, StoreLayout.Watermark, offset,
            $"Slot {slot} of the watermark cannot be read: {fault}.");
    }

    private static void CheckSlack(CheckContext context, ReadOnlySpan<byte> bytes, long lengthBytes)
    {
        if (lengthBytes != WatermarkLayout.FileBytes)
        {
            context.Report(FindingCode.WatermarkSlack, StoreLayout.Watermark, Math.Min(lengthBytes, bytes.Length),
                $"The file has {lengthBytes} bytes, not {WatermarkLayout.FileBytes}.");
        }

        for (int slot = 0; slot < WatermarkLayout.SlotCount; slot++)
        {
            int start = Math.Min(slot * WatermarkLayout.SlotStrideBytes + WatermarkLayout.SlotBytes, bytes.Length);
            int end = Math.Min((slot + 1) * WatermarkLayout.SlotStrideBytes, bytes.Length);
            int found = end <= start ? -1 : bytes[start..end].IndexOfAnyExcept((byte)0);
            if (found < 0) continue;
            context.Report(FindingCode.WatermarkSlack, StoreLayout.Watermark, start + found,
                $"The space behind slot {slot} is not empty.");
        }
    }
}
