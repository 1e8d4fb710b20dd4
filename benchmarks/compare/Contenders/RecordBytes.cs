using System.Buffers.Binary;

namespace Feedlog.Compare.Contenders;

/// <summary>
/// The bytes of keys and values. A record: time i64, bytes of key u16, bytes of content u16, key, content, metadata;
/// numbers little-endian. In keys they are big-endian, so that the order of bytes is theirs.
/// </summary>
internal static class RecordBytes
{
    /// <summary>Bytes of an id as a key and as a value.</summary>
    internal const int IdBytes = 8;

    /// <summary>Bytes of a key of the table by time.</summary>
    internal const int TimeKeyBytes = 16;

    /// <summary>Bytes of a record before its key.</summary>
    internal const int HeaderBytes = 12;

    /// <summary>What stands between the stream of a record and its key; neither has it, being UTF-8.</summary>
    internal const byte KeySeparator = 0xFF;

    private const int KeyLengthOffset = 8;
    private const int ContentLengthOffset = 10;

    /// <summary>Writes a record.</summary>
    internal static void Write(
        Span<byte> target, long timestampMs, ReadOnlySpan<byte> key, int contentBytes, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, timestampMs);
        BinaryPrimitives.WriteUInt16LittleEndian(target[KeyLengthOffset..], (ushort)key.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(target[ContentLengthOffset..], (ushort)contentBytes);
        key.CopyTo(target[HeaderBytes..]);
        body.CopyTo(target[(HeaderBytes + key.Length)..]);
    }

    /// <summary>Content and metadata of a record, back to back.</summary>
    internal static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> record) =>
        record[(HeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(record[KeyLengthOffset..]))..];

    /// <summary>Writes a key of the table by time; times are after 1970.</summary>
    internal static void WriteTimeKey(Span<byte> target, long timestampMs, ulong sequence)
    {
        BinaryPrimitives.WriteInt64BigEndian(target, timestampMs);
        BinaryPrimitives.WriteUInt64BigEndian(target[sizeof(long)..], sequence);
    }
}
