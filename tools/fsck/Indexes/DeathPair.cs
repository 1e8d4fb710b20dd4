using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>An entry of section Deaths.</summary>
/// <param name="Victim">Sequence of the record that ended.</param>
/// <param name="Killer">Sequence of what ended it.</param>
/// <param name="ByTombstone">True if that is a tombstone, false if a newer version.</param>
internal readonly record struct DeathPair(ulong Victim, ulong Killer, bool ByTombstone)
{
    /// <summary>Reads an entry.</summary>
    public static DeathPair Read(ReadOnlySpan<byte> source)
    {
        ulong killer = BinaryPrimitives.ReadUInt64LittleEndian(source[DeathEntryLayout.Killer..]);
        return new DeathPair(
            BinaryPrimitives.ReadUInt64LittleEndian(source[DeathEntryLayout.Victim..]),
            killer & ~DeathEntryLayout.TombstoneBit,
            (killer & DeathEntryLayout.TombstoneBit) != 0);
    }

    /// <summary>Says what the pair says.</summary>
    public override string ToString() =>
        $"sequence {Victim} was ended by {(ByTombstone ? "tombstone" : "version")} {Killer}";
}
