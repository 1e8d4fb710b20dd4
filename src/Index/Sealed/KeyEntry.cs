using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>An entry of section Keys: by hash, and the newest of one hash first.</summary>
/// <param name="Hash">The upper half of the hash.</param>
/// <param name="HashLow">The lower half of the hash.</param>
/// <param name="Sequence">The sequence of the version.</param>
/// <param name="Address">The packed address of its frame.</param>
internal readonly record struct KeyEntry(ulong Hash, ulong HashLow, ulong Sequence, ulong Address)
    : IHashEntry<KeyEntry>
{
    /// <summary>The hash in the filter of keys.</summary>
    public static ulong FilterHash(ulong high, ulong low) => Mix.Of(high ^ low);

    /// <summary>Reads an entry.</summary>
    public static KeyEntry Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source[KeyEntryLayout.HashHigh..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[KeyEntryLayout.HashLow..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[KeyEntryLayout.Sequence..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[KeyEntryLayout.Address..]));

    /// <inheritdoc/>
    public int CompareTo(KeyEntry other)
    {
        if (Hash != other.Hash) return Hash.CompareTo(other.Hash);
        return HashLow != other.HashLow ? HashLow.CompareTo(other.HashLow) : other.Sequence.CompareTo(Sequence);
    }

    /// <inheritdoc/>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target[KeyEntryLayout.HashHigh..], Hash);
        BinaryPrimitives.WriteUInt64LittleEndian(target[KeyEntryLayout.HashLow..], HashLow);
        BinaryPrimitives.WriteUInt64LittleEndian(target[KeyEntryLayout.Sequence..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[KeyEntryLayout.Address..], Address);
    }
}
