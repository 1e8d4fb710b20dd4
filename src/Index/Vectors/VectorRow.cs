using System.Buffers.Binary;
using Feedlog.Format.Frames;

namespace Feedlog.Indexing.Vectors;

/// <summary>Whose vector a sketch is and where the vector lies.</summary>
/// <param name="Target">Sequence of the record.</param>
/// <param name="Sequence">Sequence of the frame with the vector: of the record itself if it came with it.</param>
/// <param name="Address">Where that frame is.</param>
/// <param name="Step">What a code of 1 stands for, in a vector of length 1.</param>
public readonly record struct VectorRow(ulong Target, ulong Sequence, FrameAddress Address, float Step)
{
    private const int SequenceOffset = 8;
    private const int AddressOffset = 16;
    private const int StepOffset = 24;

    /// <summary>The target alone, for searching among rows.</summary>
    public static ulong TargetOf(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt64LittleEndian(entry);

    /// <summary>Reads an entry of <see cref="SketchShape.RowBytes"/>.</summary>
    public static VectorRow Read(ReadOnlySpan<byte> entry) => new(
        TargetOf(entry),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[SequenceOffset..]),
        new FrameAddress(BinaryPrimitives.ReadUInt64LittleEndian(entry[AddressOffset..])),
        BinaryPrimitives.ReadSingleLittleEndian(entry[StepOffset..]));

    /// <summary>Writes the entry into zeroed bytes.</summary>
    public void Write(Span<byte> entry)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(entry, Target);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[SequenceOffset..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[AddressOffset..], Address.Packed);
        BinaryPrimitives.WriteSingleLittleEndian(entry[StepOffset..], Step);
    }

    /// <summary>Whether a row comes before another: by target, then by the age of the vector.</summary>
    internal bool IsBefore(in VectorRow other) =>
        Target != other.Target ? Target < other.Target : Sequence < other.Sequence;
}
