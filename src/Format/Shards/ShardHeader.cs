using System.Buffers.Binary;
using Feedlog.Format.Stores;

namespace Feedlog.Format.Shards;

/// <summary>The parsed header of a shard. FORMAT.md section 7.12.</summary>
public readonly record struct ShardHeader
{
    /// <summary>Id, salt and features of the store that the shard belongs to.</summary>
    public required StoreIdentity Store { get; init; }

    /// <summary>The shard's number, also in its file name.</summary>
    public required ulong Number { get; init; }

    /// <summary>Sequence of the first frame.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>The month of all timestamps.</summary>
    public required ShardMonth Month { get; init; }

    /// <summary>Time of creation, ms since 1970 UTC.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Writes the header into the first <see cref="ShardLayout.HeaderBytes"/> bytes of the target; returns
    /// its checksum.</summary>
    public ulong Write(Span<byte> target)
    {
        Span<byte> bytes = target[..ShardLayout.HeaderBytes];
        bytes.Clear();
        ShardLayout.MagicBytes.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ShardLayout.Version..], FormatVersion.Current);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ShardLayout.HeaderSize..], ShardLayout.HeaderBytes);
        Store.Id.TryWriteBytes(bytes[ShardLayout.StoreId..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardLayout.Salt..], Store.Salt);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardLayout.RequiredFeatures..], Store.RequiredFeatures);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardLayout.OptionalFeatures..], Store.OptionalFeatures);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardLayout.Number..], Number);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ShardLayout.Year..], (uint)Month.Year);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ShardLayout.Month..], (uint)Month.Month);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[ShardLayout.CreatedAt..], CreatedAtMs);
        ulong hash = Checksum.Xxh3(bytes[..ShardLayout.HeaderHash]);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ShardLayout.HeaderHash..], hash);
        return hash;
    }

    /// <summary>Reads and checks a header. Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out ShardHeader header, out FormatFault fault)
    {
        header = default;
        fault = Check(source);
        if (fault != FormatFault.None) return false;

        header = new ShardHeader
        {
            Store = new StoreIdentity
            {
                Id = new Guid(source.Slice(ShardLayout.StoreId, 16), bigEndian: true),
                Salt = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardLayout.Salt..]),
                RequiredFeatures = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardLayout.RequiredFeatures..]),
                OptionalFeatures = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardLayout.OptionalFeatures..]),
            },
            Number = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardLayout.Number..]),
            FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardLayout.FirstSequence..]),
            Month = new ShardMonth(
                (int)BinaryPrimitives.ReadUInt32LittleEndian(source[ShardLayout.Year..]),
                (int)BinaryPrimitives.ReadUInt32LittleEndian(source[ShardLayout.Month..])),
            CreatedAtMs = BinaryPrimitives.ReadInt64LittleEndian(source[ShardLayout.CreatedAt..]),
        };
        return true;
    }

    private static FormatFault Check(ReadOnlySpan<byte> source)
    {
        if (source.Length < ShardLayout.HeaderBytes) return FormatFault.Truncated;
        if (!source.StartsWith(ShardLayout.MagicBytes))
        {
            return source[..ShardLayout.HeaderBytes].ContainsAnyExcept((byte)0)
                ? FormatFault.BadMagic
                : FormatFault.Unwritten;
        }

        ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardLayout.HeaderHash..]);
        if (Checksum.Xxh3(source[..ShardLayout.HeaderHash]) != hash) return FormatFault.BadHeaderChecksum;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[ShardLayout.Version..]) != FormatVersion.Current)
            return FormatFault.UnknownVersion;
        if (!FeatureBits.IsReadable(BinaryPrimitives.ReadUInt64LittleEndian(source[ShardLayout.RequiredFeatures..])))
            return FormatFault.UnknownFeature;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[ShardLayout.HeaderSize..]) != ShardLayout.HeaderBytes)
            return FormatFault.BadLength;
        if (BinaryPrimitives.ReadUInt64LittleEndian(source[ShardLayout.Reserved..]) != 0)
            return FormatFault.BadReserved;
        ulong number = BinaryPrimitives.ReadUInt64LittleEndian(source[ShardLayout.Number..]);
        if (number is 0 or > ShardSeal.NumberMax) return FormatFault.BadOrder;
        uint year = BinaryPrimitives.ReadUInt32LittleEndian(source[ShardLayout.Year..]);
        uint month = BinaryPrimitives.ReadUInt32LittleEndian(source[ShardLayout.Month..]);
        return ShardMonth.IsMonth(year, month) ? FormatFault.None : FormatFault.BadTimestamp;
    }
}
