using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>A record that ended, and what ended it, in the order of section Deaths.</summary>
/// <param name="Victim">The sequence of the record.</param>
/// <param name="KillerBits">The sequence of what ended it, with the bit of a tombstone.</param>
internal readonly record struct DeathEntry(ulong Victim, ulong KillerBits) : IComparable<DeathEntry>
{
    /// <summary>The sequence of what ended it.</summary>
    public ulong Killer => KillerBits & ~DeathEntryLayout.TombstoneBit;

    /// <summary>Whether that is a tombstone, not a newer version.</summary>
    public bool IsByTombstone => (KillerBits & DeathEntryLayout.TombstoneBit) != 0;

    /// <summary>Reads an entry.</summary>
    public static DeathEntry Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source[DeathEntryLayout.Victim..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[DeathEntryLayout.Killer..]));

    /// <summary>Writes an entry.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target[DeathEntryLayout.Victim..], Victim);
        BinaryPrimitives.WriteUInt64LittleEndian(target[DeathEntryLayout.Killer..], KillerBits);
    }

    /// <inheritdoc/>
    public int CompareTo(DeathEntry other) =>
        Victim != other.Victim ? Victim.CompareTo(other.Victim) : Killer.CompareTo(other.Killer);
}
