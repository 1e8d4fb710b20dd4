using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>Slots of one segment with dense sequences.</summary>
/// <param name="Segment">The segment's number.</param>
/// <param name="FirstSequence">Sequence of the first slot.</param>
/// <param name="SlotCount">Number of slots.</param>
/// <param name="FirstSlot">Index of the first slot in section Slots.</param>
internal readonly record struct Extent(ulong Segment, ulong FirstSequence, long SlotCount, long FirstSlot)
{
    /// <summary>Reads an entry of section Extents.</summary>
    public static Extent Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source[ExtentLayout.Segment..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[ExtentLayout.FirstSequence..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[ExtentLayout.SlotCount..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[ExtentLayout.FirstSlot..]));

    /// <summary>Writes an entry of section Extents.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target[ExtentLayout.Segment..], Segment);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ExtentLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[ExtentLayout.SlotCount..], SlotCount);
        BinaryPrimitives.WriteInt64LittleEndian(target[ExtentLayout.FirstSlot..], FirstSlot);
    }

    /// <summary>Whether the slots of the other extent go on where those of this one end.</summary>
    public bool IsContinuedBy(in Extent next) =>
        next.Segment == Segment && next.FirstSequence == FirstSequence + (ulong)SlotCount;
}
