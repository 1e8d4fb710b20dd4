using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>An entry of section Ids that is to be written.</summary>
/// <param name="Hash">The mix of the salted id.</param>
/// <param name="Id">The id.</param>
/// <param name="Address">The packed address of the frame.</param>
internal readonly record struct IdEntry(ulong Hash, ulong Id, ulong Address) : IHashEntry<IdEntry>
{
    /// <inheritdoc/>
    public int CompareTo(IdEntry other) =>
        Hash != other.Hash ? Hash.CompareTo(other.Hash) : Address.CompareTo(other.Address);

    /// <inheritdoc/>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target[IdEntryLayout.Id..], Id);
        BinaryPrimitives.WriteUInt64LittleEndian(target[IdEntryLayout.Address..], Address);
    }
}
