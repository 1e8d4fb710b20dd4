using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>The order of section Ids.</summary>
internal readonly struct IdOrder : IMergeOrder
{
    /// <inheritdoc/>
    public static MergeKey KeyOf(ReadOnlySpan<byte> entry, ulong salt) => new(
        Mix.Of(BinaryPrimitives.ReadUInt64LittleEndian(entry[IdEntryLayout.Id..]) ^ salt),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[IdEntryLayout.Address..]),
        0);
}
