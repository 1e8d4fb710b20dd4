using System.Text.Json;

namespace Feedlog.Fsck.Migrating;

/// <summary>
/// Takes out of the metadata of a frame v1 what belongs to the record beside it; all other bytes stay as they are.
/// FORMAT.md section 5.2.
/// </summary>
internal static class PortableMetadata
{
    private const string ReservedName = "_feedlog";

    /// <summary>Splits the metadata of a frame.</summary>
    /// <param name="metadata">The metadata of the frame.</param>
    /// <param name="own">The metadata of the record.</param>
    /// <returns>What else the record has.</returns>
    public static PortableExtras Split(ReadOnlySpan<byte> metadata, out byte[] own)
    {
        own = metadata.ToArray();
        if (!TryFind(metadata, out int nameAt, out int valueAt, out int endAt)) return new PortableExtras();
        if (TryRead(metadata[valueAt..endAt]) is not PortableExtras extras) return new PortableExtras();
        own = extras.HasNoMetadata ? [] : Without(metadata, nameAt, endAt);
        return extras;
    }

    // The first member of that name whose value is an object.
    private static bool TryFind(ReadOnlySpan<byte> metadata, out int nameAt, out int valueAt, out int endAt)
    {
        (nameAt, valueAt, endAt) = (0, 0, 0);
        if (metadata.IsEmpty) return false;
        try
        {
            Utf8JsonReader reader = new(metadata);
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                nameAt = (int)reader.TokenStartIndex;
                bool isReserved = reader.ValueTextEquals(ReservedName);
                reader.Read();
                valueAt = (int)reader.TokenStartIndex;
                isReserved &= reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
                endAt = (int)reader.BytesConsumed;
                if (isReserved) return true;
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // No JSON: whether the record may have it is decided where the record is looked at.
        }

        return false;
    }

    // Null if it has a member that is not one of ours: then it is the user's own.
    private static PortableExtras? TryRead(ReadOnlySpan<byte> value)
    {
        PortableExtras extras = new();
        try
        {
            Utf8JsonReader reader = new(value);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string? name = reader.GetString();
                reader.Read();
                PortableExtras? next = name switch
                {
                    "key" => extras with { Key = reader.GetString() },
                    "stream" => extras with { Stream = reader.GetString() },
                    "kind" => extras with { Kind = reader.GetString() },
                    "tags" => ReadTags(ref reader) is List<string> tags ? extras with { Tags = tags } : null,
                    "expiresAt" => extras with { ExpiresAtMs = reader.GetInt64() },
                    "base64" => extras with { IsBase64 = reader.GetBoolean() },
                    "noMetadata" => extras with { HasNoMetadata = reader.GetBoolean() },
                    _ => null,
                };
                if (next is null) return null;
                extras = next;
            }

            return extras;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static List<string>? ReadTags(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return null;
        List<string> tags = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.GetString() is not string tag) return null;
            tags.Add(tag);
        }

        return tags;
    }

    // With the comma behind it, or the one before it if it is the last.
    private static byte[] Without(ReadOnlySpan<byte> metadata, int nameAt, int endAt)
    {
        ReadOnlySpan<byte> before = metadata[..nameAt];
        ReadOnlySpan<byte> behind = metadata[endAt..];
        ReadOnlySpan<byte> next = behind.TrimStart(" \t\r\n"u8);
        if (!next.IsEmpty && next[0] == (byte)',') behind = next[1..];
        else if (before.LastIndexOf((byte)',') is int comma and >= 0) before = before[..comma];
        return [.. before, .. behind];
    }
}
