using System.Text.Json;
using System.Text.Unicode;
using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Decodes what a sound frame carries: what the checksums vouch for may still be something that no writer may write.
/// FORMAT.md sections 4.3 to 4.7. Content is left out: it may be any bytes.
/// </summary>
internal static class RecordCheck
{
    private const int ExtensionsKnownMax = 64;
    private const string NoObject = "its metadata is no JSON object, or nested too deeply";

    /// <summary>Says whether this program knows what a frame that takes a slot is.</summary>
    public static bool IsKnown(FrameType type) =>
        type is FrameType.Record or FrameType.Tombstone or FrameType.Vector or FrameType.Purged;

    /// <summary>Half a sentence about the first thing that is not as it should be; null if nothing is.</summary>
    /// <param name="frame">A sound frame with a type and extensions that this program knows.</param>
    public static string? FindFault(in FrameView frame)
    {
        string? fault = frame.Header.Type switch
        {
            FrameType.Record => RecordFault(frame.Header),
            FrameType.Tombstone => TombstoneFault(frame.Header),
            FrameType.Purged => PurgedFault(frame.Header),
            _ => null,
        };
        if (fault is not null) return fault;
        if (!Utf8.IsValid(frame.Key)) return "its key is not UTF-8";
        return ExtensionsFault(frame.Extensions) ?? MetadataFault(frame.Metadata);
    }

    private static string? RecordFault(in FrameHeader header)
    {
        if (header.Id == 0) return "it is a record without an id";
        return (header.Flags & FrameFlags.ById) == 0 ? null : "it is a record with the flag of a tombstone";
    }

    private static string? TombstoneFault(in FrameHeader header)
    {
        bool hasKey = (header.Flags & FrameFlags.HasKey) != 0;
        bool isById = (header.Flags & FrameFlags.ById) != 0;
        if (hasKey == isById) return "it is a tombstone that names neither a key nor an id, or both";
        if (isById == (header.Id == 0)) return "it is a tombstone with an id that does not go with its flags";
        bool isEmpty = header.ContentLengthBytes == 0 && header.MetadataLengthBytes == 0;
        return isEmpty ? null : "it is a tombstone with content or metadata";
    }

    private static string? PurgedFault(in FrameHeader header)
    {
        bool isEmpty = header is { Id: 0, Flags: FrameFlags.None, TotalLengthBytes: FrameLayout.HeaderBytes };
        return isEmpty ? null : "it keeps the place of a purged frame and holds something";
    }

    private static string? ExtensionsFault(ReadOnlySpan<byte> area)
    {
        ulong seen = 0;
        ExtensionReader reader = new(area);
        while (reader.MoveNext())
        {
            int number = (ushort)reader.Type & ~ExtensionReader.CriticalBit;
            ulong bit = number < ExtensionsKnownMax ? 1UL << number : 0;
            if ((seen & bit) != 0) return $"its extension {number} is there twice";
            seen |= bit;
            if (ExtensionFault(reader.Type, reader.Value) is string fault) return fault;
        }

        return null;
    }

    private static string? ExtensionFault(ExtensionType type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case ExtensionType.Kind or ExtensionType.Stream or ExtensionType.OriginalV1Id:
                return Utf8.IsValid(value) ? null : $"its {type} is not UTF-8";
            case ExtensionType.Expiry:
                long expiresAtMs = System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(value);
                return expiresAtMs is >= FormatLimits.TimestampMsMin and <= FormatLimits.TimestampMsMax
                    ? null
                    : "it expires outside the years 0001 to 9999";
            case ExtensionType.Tags:
                TagReader tags = new(value);
                while (tags.MoveNext())
                {
                    if (!Utf8.IsValid(tags.Current)) return "one of its tags is not UTF-8";
                }

                return null;
            default:
                return null;
        }
    }

    private static string? MetadataFault(ReadOnlySpan<byte> metadata)
    {
        if (metadata.IsEmpty) return null;
        if (!Utf8.IsValid(metadata)) return "its metadata is not UTF-8";
        try
        {
            Utf8JsonReader reader = new(
                metadata, new JsonReaderOptions { MaxDepth = FormatLimits.MetadataDepthMax });
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (isObject && reader.Read())
            {
            }

            return isObject ? null : NoObject;
        }
        catch (JsonException)
        {
            // The message of the exception quotes the metadata, which is nobody's business here.
            return NoObject;
        }
    }
}
