using System.Buffers.Binary;

namespace Feedlog.Format.Stores;

/// <summary>
/// How far the log is durable and how far it may be read by others; kept outside the log so that damage to the last
/// group can be told from a torn tail. FORMAT.md section 7.2.
/// </summary>
public readonly record struct Watermark
{
    /// <summary>
    /// Grows with every write, by one with that which closes the store and by three with all others; its parity is the
    /// slot.
    /// </summary>
    public required ulong Counter { get; init; }

    /// <summary>The highest group that is known to be on the medium; 0 for none.</summary>
    public required ulong DurableGroup { get; init; }

    /// <summary>The segment of the published end; 0 for none.</summary>
    public required ulong PublishedSegment { get; init; }

    /// <summary>The published end in that segment in bytes: other processes read no further.</summary>
    public required long PublishedEndBytes { get; init; }

    /// <summary>The last published group; 0 for none.</summary>
    public required ulong PublishedGroup { get; init; }

    /// <summary>The last published sequence; 0 for none.</summary>
    public required ulong PublishedSequence { get; init; }

    /// <summary>Where in the file this watermark belongs, in bytes.</summary>
    public long SlotOffsetBytes => SlotOffset(SlotOf(Counter));

    /// <summary>Writes the slot.</summary>
    /// <param name="target">At least <see cref="WatermarkLayout.SlotBytes"/> bytes.</param>
    /// <param name="salt">The salt of the store.</param>
    public void Write(Span<byte> target, ulong salt)
    {
        Span<byte> slot = target[..WatermarkLayout.SlotBytes];
        WatermarkLayout.MagicBytes.CopyTo(slot);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[WatermarkLayout.Counter..], Counter);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[WatermarkLayout.DurableGroup..], DurableGroup);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[WatermarkLayout.PublishedSegment..], PublishedSegment);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[WatermarkLayout.PublishedEnd..], (ulong)PublishedEndBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[WatermarkLayout.PublishedGroup..], PublishedGroup);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[WatermarkLayout.PublishedSequence..], PublishedSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(
            slot[WatermarkLayout.Hash..], HashOf(slot, salt, SlotOf(Counter)));
    }

    /// <summary>
    /// Reads the newest valid slot out of the bytes of the file; false if no slot is valid. Never throws.
    /// </summary>
    /// <param name="file">The file's bytes; it may be shorter than it should be.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="watermark">The newest valid slot.</param>
    /// <param name="damagedSlots">How many slots were written once and are not valid.</param>
    public static bool TryReadNewest(
        ReadOnlySpan<byte> file, ulong salt, out Watermark watermark, out int damagedSlots)
    {
        watermark = default;
        damagedSlots = 0;
        bool isFound = false;
        for (int slot = 0; slot < WatermarkLayout.SlotCount; slot++)
        {
            int offset = (int)SlotOffset(slot);
            ReadOnlySpan<byte> bytes = offset < file.Length ? file[offset..] : default;
            if (TryReadSlot(bytes, salt, slot, out Watermark candidate, out FormatFault fault))
            {
                if (!isFound || candidate.Counter > watermark.Counter) watermark = candidate;
                isFound = true;
            }
            else if (fault != FormatFault.Unwritten)
            {
                damagedSlots++;
            }
        }

        return isFound;
    }

    /// <summary>Reads one slot. Never throws.</summary>
    public static bool TryReadSlot(
        ReadOnlySpan<byte> source, ulong salt, int slot, out Watermark watermark, out FormatFault fault)
    {
        watermark = default;
        fault = FormatFault.Truncated;
        if (source.Length < WatermarkLayout.SlotBytes) return false;

        ReadOnlySpan<byte> bytes = source[..WatermarkLayout.SlotBytes];
        if (!bytes.StartsWith(WatermarkLayout.MagicBytes))
        {
            fault = bytes.ContainsAnyExcept((byte)0) ? FormatFault.BadMagic : FormatFault.Unwritten;
            return false;
        }

        fault = FormatFault.BadHeaderChecksum;
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[WatermarkLayout.Hash..]) != HashOf(bytes, salt, slot))
            return false;

        ulong counter = BinaryPrimitives.ReadUInt64LittleEndian(bytes[WatermarkLayout.Counter..]);
        ulong endBytes = BinaryPrimitives.ReadUInt64LittleEndian(bytes[WatermarkLayout.PublishedEnd..]);
        fault = FormatFault.WrongPlace;
        if (SlotOf(counter) != slot) return false;
        fault = FormatFault.BadLength;
        if (endBytes > FormatLimits.SegmentBytesMax) return false;

        fault = FormatFault.None;
        watermark = new Watermark
        {
            Counter = counter,
            DurableGroup = BinaryPrimitives.ReadUInt64LittleEndian(bytes[WatermarkLayout.DurableGroup..]),
            PublishedSegment = BinaryPrimitives.ReadUInt64LittleEndian(bytes[WatermarkLayout.PublishedSegment..]),
            PublishedEndBytes = (long)endBytes,
            PublishedGroup = BinaryPrimitives.ReadUInt64LittleEndian(bytes[WatermarkLayout.PublishedGroup..]),
            PublishedSequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes[WatermarkLayout.PublishedSequence..]),
        };
        return true;
    }

    private static int SlotOf(ulong counter) => (int)(counter % WatermarkLayout.SlotCount);

    private static long SlotOffset(int slot) => slot * (long)WatermarkLayout.SlotStrideBytes;

    private static ulong HashOf(ReadOnlySpan<byte> slot, ulong salt, int slotNumber) => Checksum.Xxh3(
        slot[..WatermarkLayout.Hash], Checksum.PlaceSeed(salt, 0, (ulong)SlotOffset(slotNumber)));
}
