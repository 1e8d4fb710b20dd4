using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Tail;

namespace Feedlog.Read;

/// <summary>
/// Says whether bytes are a record that is looked for, without checking them: who is told so reads the frame and finds
/// damage there. To be told that they are not proves nothing; it takes a frame that was checked.
/// </summary>
internal static class FrameIdentity
{
    /// <summary>How many bytes of a frame mostly hold header, key and stream.</summary>
    public const int UsualBytes = 512;

    /// <summary>Whether the bytes look like a record with this id.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> bytes, ulong id) =>
        IsRecord(bytes) && BinaryPrimitives.ReadUInt64LittleEndian(bytes[FrameLayout.Id..]) == id;

    /// <summary>Whether the bytes look like a record with this key.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> bytes, WideHash keyHash, ulong salt)
    {
        if (!IsRecord(bytes)) return false;
        int keyBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[FrameLayout.KeyLength..]);
        uint extensionsBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes[FrameLayout.ExtensionsLength..]);
        ReadOnlySpan<byte> body = bytes[FrameLayout.HeaderBytes..];
        bool isThere = keyBytes is > 0 and <= FormatLimits.KeyBytesMax &&
            extensionsBytes <= FormatLimits.ExtensionsBytesMax && keyBytes + extensionsBytes <= body.Length;
        return isThere && TryFindStream(body.Slice(keyBytes, (int)extensionsBytes), out ReadOnlySpan<byte> stream) &&
            KeyHash.Of(stream, body[..keyBytes], salt) == keyHash;
    }

    private static bool IsRecord(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= FrameLayout.HeaderBytes && bytes[FrameLayout.Type] == (byte)FrameType.Record;

    // False if it cannot be one.
    private static bool TryFindStream(ReadOnlySpan<byte> extensions, out ReadOnlySpan<byte> stream)
    {
        stream = default;
        ExtensionReader reader = new(extensions);
        while (reader.MoveNext())
        {
            if (reader.Type != ExtensionType.Stream) continue;
            stream = reader.Value;
            return stream.Length <= FormatLimits.StreamBytesMax;
        }

        return true;
    }
}
