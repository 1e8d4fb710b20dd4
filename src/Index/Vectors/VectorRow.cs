using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Vectors;

/// <summary>Whose vector a sketch is and where the vector lies.</summary>
/// <param name="Target">Sequence of the record.</param>
/// <param name="Sequence">Sequence of the frame with the vector: of the record itself if it came with it.</param>
/// <param name="Address">Where that frame is.</param>
/// <param name="Step">What a code of 1 stands for, in a vector of length 1.</param>
public readonly record struct VectorRow(ulong Target, ulong Sequence, FrameAddress Address, float Step)
{
    /// <summary>The target alone, for searching among rows.</summary>
    public static ulong TargetOf(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt64LittleEndian(entry);

    /// <summary>Reads an entry of <see cref="VectorRowLayout.EntryBytes"/>.</summary>
    public static VectorRow Read(ReadOnlySpan<byte> entry) => new(
        TargetOf(entry),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[VectorRowLayout.Sequence..]),
        new FrameAddress(BinaryPrimitives.ReadUInt64LittleEndian(entry[VectorRowLayout.Address..])),
        BinaryPrimitives.ReadSingleLittleEndian(entry[VectorRowLayout.Step..]));

    /// <summary>Writes the entry into zeroed bytes.</summary>
    public void Write(Span<byte> entry)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(entry, Target);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[VectorRowLayout.Sequence..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[VectorRowLayout.Address..], Address.Packed);
        BinaryPrimitives.WriteSingleLittleEndian(entry[VectorRowLayout.Step..], Step);
    }
}
