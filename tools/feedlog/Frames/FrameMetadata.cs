using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>
/// Carries what a frame v1 has no field for under one reserved name of its metadata. Merging and splitting leave all
/// other bytes of the metadata as they are.
/// </summary>
internal static class FrameMetadata
{
    /// <summary>The reserved name.</summary>
    public const string ReservedName = "_feedlog";

    private static readonly JsonWriterOptions s_jsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The metadata with the extras as its first member; as it is if there are none.</summary>
    /// <param name="metadata">One JSON object, or nothing.</param>
    /// <param name="extras">What to carry.</param>
    public static ReadOnlyMemory<byte> Merge(ReadOnlyMemory<byte> metadata, FrameExtras extras)
    {
        // A member of that name which is the user's own would be taken for ours: then ours goes before it.
        if (extras.IsEmpty && !TryFind(metadata.Span, out _)) return metadata;

        ArrayBufferWriter<byte> merged = new();
        int open = metadata.Span.IndexOf((byte)'{');
        merged.Write(open > 0 ? metadata.Span[..open] : []);
        merged.Write("{\""u8);
        merged.Write("_feedlog"u8);
        merged.Write("\":"u8);
        using (Utf8JsonWriter json = new(merged, s_jsonOptions)) Write(json, extras);
        ReadOnlySpan<byte> rest = open < 0 ? "}"u8 : metadata.Span[(open + 1)..];
        if (rest.TrimStart(" \t\r\n"u8)[0] != '}') merged.Write(","u8);
        merged.Write(rest);
        return merged.WrittenMemory;
    }

    /// <summary>Takes the extras out of the metadata of a frame.</summary>
    /// <param name="metadata">The metadata of the frame.</param>
    /// <param name="rest">The metadata of the record.</param>
    /// <returns>The extras; empty ones if the metadata carries none that make sense.</returns>
    public static FrameExtras Split(ReadOnlyMemory<byte> metadata, out ReadOnlyMemory<byte> rest)
    {
        rest = metadata;
        if (!TryFind(metadata.Span, out Member member)) return new FrameExtras();
        if (!TryRead(metadata.Span[member.ValueStart..member.ValueEnd], out FrameExtras extras))
            return new FrameExtras();
        rest = extras.HasNoMetadata ? default : Without(metadata.Span, member);
        return extras;
    }

    private static void Write(Utf8JsonWriter json, FrameExtras extras)
    {
        json.WriteStartObject();
        if (extras.Key is not null) json.WriteString("key", extras.Key);
        if (extras.Stream is not null) json.WriteString("stream", extras.Stream);
        if (extras.Kind is not null) json.WriteString("kind", extras.Kind);
        if (extras.Tags.Count > 0)
        {
            json.WriteStartArray("tags");
            foreach (string tag in extras.Tags) json.WriteStringValue(tag);
            json.WriteEndArray();
        }

        if (extras.ExpiresAtMs is long expiresAtMs) json.WriteNumber("expiresAt", expiresAtMs);
        if (extras.IsBase64) json.WriteBoolean("base64", true);
        if (extras.HasNoMetadata) json.WriteBoolean("noMetadata", true);
        json.WriteEndObject();
    }

    private static bool TryFind(ReadOnlySpan<byte> metadata, out Member member)
    {
        member = default;
        if (metadata.IsEmpty) return false;
        try
        {
            Utf8JsonReader reader = new(metadata);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                int nameStart = (int)reader.TokenStartIndex;
                bool isOurs = reader.ValueTextEquals(ReservedName);
                reader.Read();
                isOurs &= reader.TokenType == JsonTokenType.StartObject;
                int valueStart = (int)reader.TokenStartIndex;
                reader.Skip();
                if (!isOurs) continue;
                member = new Member(nameStart, valueStart, (int)reader.BytesConsumed);
                return true;
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Not JSON: the engine will say so, with its own words.
        }

        return false;
    }

    private static bool TryRead(ReadOnlySpan<byte> value, out FrameExtras extras)
    {
        extras = new FrameExtras();
        try
        {
            Utf8JsonReader reader = new(value);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString() ?? "";
                reader.Read();
                extras = ReadMember(ref reader, name, extras);
            }

            return true;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            // A member of that name that somebody else wrote: it is metadata like any other.
            return false;
        }
    }

    private static FrameExtras ReadMember(ref Utf8JsonReader reader, string name, FrameExtras extras)
    {
        switch (name)
        {
            case "key": return extras with { Key = reader.GetString() };
            case "stream": return extras with { Stream = reader.GetString() };
            case "kind": return extras with { Kind = reader.GetString() };
            case "tags": return extras with { Tags = ReadTags(ref reader) };
            case "expiresAt": return extras with { ExpiresAtMs = reader.GetInt64() };
            case "base64": return extras with { IsBase64 = reader.GetBoolean() };
            case "noMetadata": return extras with { HasNoMetadata = reader.GetBoolean() };
            default: throw new FormatException("A member that this version does not know.");
        }
    }

    private static List<string> ReadTags(ref Utf8JsonReader reader)
    {
        List<string> tags = [];
        if (reader.TokenType != JsonTokenType.StartArray) throw new FormatException("Tags are an array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) tags.Add(reader.GetString() ?? "");
        return tags;
    }

    private static ReadOnlyMemory<byte> Without(ReadOnlySpan<byte> metadata, Member member)
    {
        ReadOnlySpan<byte> before = metadata[..member.NameStart];
        ReadOnlySpan<byte> behind = metadata[member.ValueEnd..];
        ReadOnlySpan<byte> trimmed = behind.TrimStart(" \t\r\n"u8);
        if (!trimmed.IsEmpty && trimmed[0] == ',') behind = trimmed[1..];
        else if (before.LastIndexOf((byte)',') is int comma and >= 0) before = before[..comma];
        byte[] rest = new byte[before.Length + behind.Length];
        before.CopyTo(rest);
        behind.CopyTo(rest.AsSpan(before.Length));
        return rest;
    }

    private readonly record struct Member(int NameStart, int ValueStart, int ValueEnd);
}
