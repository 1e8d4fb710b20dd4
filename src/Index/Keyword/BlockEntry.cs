using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Writes an entry of the table of the blocks of a term.</summary>
internal static class BlockEntry
{
    /// <summary>Writes the entry.</summary>
    /// <param name="target">The bytes.</param>
    /// <param name="firstSlot">The first slot of the block.</param>
    /// <param name="placeBytes">Where the block begins, from the first block of the term.</param>
    /// <param name="impacts">What it can score at most.</param>
    public static void Write(Span<byte> target, int firstSlot, uint placeBytes, ReadOnlySpan<byte> impacts)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target[PostingBlockLayout.FirstSlot..], (uint)firstSlot);
        BinaryPrimitives.WriteUInt32LittleEndian(target[PostingBlockLayout.Place..], placeBytes);
        impacts.CopyTo(target[PostingBlockLayout.Impacts..]);
    }
}
