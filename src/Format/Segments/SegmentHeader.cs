using System.Buffers.Binary;
using Feedlog.Format.Stores;

namespace Feedlog.Format.Segments;

/// <summary>The parsed header of a segment. FORMAT.md section 3.</summary>
public readonly record struct SegmentHeader
{
    /// <summary>Id, salt and features of the store that the segment belongs to.</summary>
    public required StoreIdentity Store { get; init; }

    /// <summary>The segment's number, also in its file name.</summary>
    public required ulong Number { get; init; }

    /// <summary>Sequence of the first frame.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>How many sequences before the first one were skipped on purpose.</summary>
    public required ulong DeclaredGap { get; init; }

    /// <summary>Number of the first group.</summary>
    public required ulong FirstGroup { get; init; }

    /// <summary>Header checksum of the commit before the first group; 0 for none.</summary>
    public required ulong PreviousCommit { get; init; }

    /// <summary>Time of creation, ms since 1970 UTC.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Writes the header into the first <see cref="SegmentLayout.HeaderBytes"/> bytes of the target.</summary>
    public void Write(Span<byte> target)
    {
        Span<byte> bytes = target[..SegmentLayout.HeaderBytes];
        bytes.Clear();
        SegmentLayout.MagicBytes.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[SegmentLayout.Version..], FormatVersion.Current);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[SegmentLayout.HeaderSize..], SegmentLayout.HeaderBytes);
        Store.Id.TryWriteBytes(bytes[SegmentLayout.StoreId..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[SegmentLayout.Salt..], Store.Salt);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[SegmentLayout.RequiredFeatures..], Store.RequiredFeatures);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[SegmentLayout.OptionalFeatures..], Store.OptionalFeatures);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[SegmentLayout.Number..], Number);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[SegmentLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[SegmentLayout.DeclaredGap..], DeclaredGap);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[SegmentLayout.FirstGroup..], FirstGroup);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[SegmentLayout.PreviousCommit..], PreviousCommit);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[SegmentLayout.CreatedAt..], CreatedAtMs);
        BinaryPrimitives.WriteUInt64LittleEndian(
            bytes[SegmentLayout.HeaderHash..], Checksum.Xxh3(bytes[..SegmentLayout.HeaderHash]));
    }

    /// <summary>Reads and checks a header. Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out SegmentHeader header, out FormatFault fault)
    {
        header = default;
        fault = Check(source);
        if (fault != FormatFault.None) return false;

        header = new SegmentHeader
        {
            Store = new StoreIdentity
            {
                Id = new Guid(source.Slice(SegmentLayout.StoreId, 16), bigEndian: true),
                Salt = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.Salt..]),
                RequiredFeatures = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.RequiredFeatures..]),
                OptionalFeatures = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.OptionalFeatures..]),
            },
            Number = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.Number..]),
            FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.FirstSequence..]),
            DeclaredGap = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.DeclaredGap..]),
            FirstGroup = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.FirstGroup..]),
            PreviousCommit = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.PreviousCommit..]),
            CreatedAtMs = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentLayout.CreatedAt..]),
        };
        return true;
    }

    private static FormatFault Check(ReadOnlySpan<byte> source)
    {
        if (source.Length < SegmentLayout.HeaderBytes) return FormatFault.Truncated;
        if (!source.StartsWith(SegmentLayout.MagicBytes))
        {
            return source[..SegmentLayout.HeaderBytes].ContainsAnyExcept((byte)0)
                ? FormatFault.BadMagic
                : FormatFault.Unwritten;
        }

        ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.HeaderHash..]);
        if (Checksum.Xxh3(source[..SegmentLayout.HeaderHash]) != hash) return FormatFault.BadHeaderChecksum;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[SegmentLayout.Version..]) != FormatVersion.Current)
            return FormatFault.UnknownVersion;
        if (!FeatureBits.IsReadable(BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.RequiredFeatures..])))
            return FormatFault.UnknownFeature;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[SegmentLayout.HeaderSize..]) != SegmentLayout.HeaderBytes)
            return FormatFault.BadLength;
        return BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentLayout.Reserved..]) == 0
            ? FormatFault.None
            : FormatFault.BadReserved;
    }
}
