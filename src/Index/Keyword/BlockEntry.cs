using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>An entry of the table of the blocks of a term.</summary>
internal static class BlockEntry
{
    /// <summary>Writes the entry.</summary>
    /// <param name="target">The bytes.</param>
    /// <param name="firstSlot">The first slot of the block.</param>
    /// <param name="sizeBytes">How many bytes it takes.</param>
    /// <param name="impacts">What it can score at most.</param>
    public static void Write(Span<byte> target, int firstSlot, int sizeBytes, ReadOnlySpan<byte> impacts)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target[PostingBlockLayout.FirstSlot..], firstSlot);
        target[PostingBlockLayout.Size] = (byte)(sizeBytes - PostingBlockLayout.SizeMin);
        impacts.CopyTo(target[PostingBlockLayout.Impacts..]);
    }

    /// <summary>Reads the first slot.</summary>
    /// <param name="source">The entry.</param>
    /// <param name="sizeBytes">How many bytes the block takes.</param>
    public static int ReadFirstSlot(ReadOnlySpan<byte> source, out int sizeBytes)
    {
        uint both = BinaryPrimitives.ReadUInt32LittleEndian(source[PostingBlockLayout.FirstSlot..]);
        sizeBytes = (int)(both >> 8 * PostingBlockLayout.Size) + PostingBlockLayout.SizeMin;
        return (int)(both & PostingBlockLayout.SlotCountMax - 1);
    }
}
