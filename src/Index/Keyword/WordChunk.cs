using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>What is told of 64 slots together.</summary>
/// <param name="TimeMinMs">The earliest timestamp; 0 if there are no records.</param>
/// <param name="TimesPlace">Where its timestamps begin in section Timestamps.</param>
/// <param name="TimeWidthBytes">How many bytes a timestamp takes, less the earliest: 0 to 8.</param>
/// <param name="Records">Which slots are records.</param>
/// <param name="LengthBefore">The sum of the lengths of all records before.</param>
internal readonly record struct WordChunk(
    long TimeMinMs, long TimesPlace, int TimeWidthBytes, ulong Records, long LengthBefore)
{
    private const ulong PlaceMask = (1UL << WordChunkLayout.WidthShift) - 1;

    /// <summary>No timestamp of the chunk is later; it need not be one.</summary>
    public long TimeMaxMs => TimeWidthBytes >= sizeof(ulong) ? long.MaxValue
        : TimeMinMs + (long)((1UL << 8 * TimeWidthBytes) - 1);

    /// <summary>Writes the entry.</summary>
    public void Write(Span<byte> target)
    {
        ulong times = (ulong)TimesPlace | (ulong)TimeWidthBytes << WordChunkLayout.WidthShift;
        BinaryPrimitives.WriteInt64LittleEndian(target[WordChunkLayout.TimeMin..], TimeMinMs);
        BinaryPrimitives.WriteUInt64LittleEndian(target[WordChunkLayout.Times..], times);
        BinaryPrimitives.WriteUInt64LittleEndian(target[WordChunkLayout.Records..], Records);
        BinaryPrimitives.WriteInt64LittleEndian(target[WordChunkLayout.LengthBefore..], LengthBefore);
    }

    /// <summary>Reads an entry. Never throws.</summary>
    public static WordChunk Read(ReadOnlySpan<byte> source)
    {
        ulong times = BinaryPrimitives.ReadUInt64LittleEndian(source[WordChunkLayout.Times..]);
        return new WordChunk(
            BinaryPrimitives.ReadInt64LittleEndian(source[WordChunkLayout.TimeMin..]),
            (long)(times & PlaceMask),
            (int)(times >> WordChunkLayout.WidthShift),
            BinaryPrimitives.ReadUInt64LittleEndian(source[WordChunkLayout.Records..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[WordChunkLayout.LengthBefore..]));
    }
}
