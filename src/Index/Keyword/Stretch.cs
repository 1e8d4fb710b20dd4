using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>From this slot on sequences are dense, up to the next stretch.</summary>
/// <param name="FirstSequence">The sequence of its first slot.</param>
/// <param name="FirstSlot">Its first slot.</param>
internal readonly record struct Stretch(ulong FirstSequence, int FirstSlot)
{
    /// <summary>Writes the entry.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target[StretchLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[StretchLayout.FirstSlot..], (ulong)FirstSlot);
    }
}
