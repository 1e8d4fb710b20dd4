namespace Feedlog.Format.Indexes;

/// <summary>The parts of a block of postings and of its entry in the table of blocks of a term.</summary>
public static class PostingBlockLayout
{
    /// <summary>Offset in the entry of the first slot, u24.</summary>
    public const int FirstSlot = 0;

    /// <summary>Offset in the entry of the size of the block, u8: its bytes less <see cref="SizeMin"/>.</summary>
    public const int Size = FirstSlot + 3;

    /// <summary>Offset in the entry of the highest impacts: pairs of frequency u8 and length code u8.</summary>
    public const int Impacts = Size + 1;

    /// <summary>How many pairs there are.</summary>
    public const int ImpactCount = 4;

    /// <summary>Size of an entry of the table in bytes.</summary>
    public const int EntryBytes = Impacts + 2 * ImpactCount;

    /// <summary>Offset in the block of the number of postings less one, u8, with <see cref="SparseBit"/>.</summary>
    public const int Count = 0;

    /// <summary>Offset in the block of the form, u8: width of a gap in bits, planes, and whether it is a bitmap.
    /// </summary>
    public const int Form = Count + 1;

    /// <summary>Offset in the block of what follows.</summary>
    public const int Slots = Form + 1;

    /// <summary>The bit of the count that says that the first plane leaves out bytes that are zero.</summary>
    public const int SparseBit = 0x80;

    /// <summary>The bits of the form that are the width of a gap.</summary>
    public const int WidthMask = 0x1F;

    /// <summary>How far the number of planes is shifted in the form.</summary>
    public const int PlanesShift = 5;

    /// <summary>The bit of the form that says that the slots are a bitmap.</summary>
    public const int BitmapBit = 0x80;

    /// <summary>Most postings of a block.</summary>
    public const int CountMax = 128;

    /// <summary>Least bytes of a block.</summary>
    public const int SizeMin = Slots;

    /// <summary>Most bytes of a block that stands in a table.</summary>
    public const int SizeMax = SizeMin + byte.MaxValue;

    /// <summary>Most slots of a file: what fits the widest gap, and sums of gaps never overflow.</summary>
    public const int SlotCountMax = 1 << 24;

    /// <summary>The longest term in bytes, its field included.</summary>
    public const int TermBytesMax = 512;
}
