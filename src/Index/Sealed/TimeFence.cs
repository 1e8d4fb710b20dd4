using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>What is said of a packed page beside it: its first entry, and which entries of the section it has.
/// </summary>
/// <param name="First">The first entry of the page.</param>
/// <param name="FirstEntry">How many entries lie on the pages before.</param>
/// <param name="EntryCount">How many lie on the page.</param>
internal readonly record struct TimeFence(TimeEntry First, long FirstEntry, long EntryCount)
{
    /// <summary>Reads a fence.</summary>
    public static TimeFence Read(ReadOnlySpan<byte> source) => new(
        new TimeEntry(
            BinaryPrimitives.ReadInt64LittleEndian(source[TimeFenceLayout.Time..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[TimeFenceLayout.Sequence..])),
        BinaryPrimitives.ReadInt64LittleEndian(source[TimeFenceLayout.FirstEntry..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[TimeFenceLayout.EntryCount..]));

    /// <summary>Writes the fence.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target[TimeFenceLayout.Time..], First.TimeMs);
        BinaryPrimitives.WriteUInt64LittleEndian(target[TimeFenceLayout.Sequence..], First.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[TimeFenceLayout.FirstEntry..], FirstEntry);
        BinaryPrimitives.WriteUInt32LittleEndian(target[TimeFenceLayout.EntryCount..], (uint)EntryCount);
        BinaryPrimitives.WriteUInt32LittleEndian(target[TimeFenceLayout.Reserved..], 0);
    }
}
