using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>A record as members of a JSON object. docs/CLI.md lists them.</summary>
internal static class RecordJson
{
    /// <summary>Writes all members of a record into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, Record record)
    {
        json.WriteString("id", record.Id.ToString());
        json.WriteString("key", record.Key);
        json.WriteString("stream", record.Stream);
        json.WriteNumber("sequence", record.Sequence);
        json.WriteNumber("timestamp", record.TimestampMs);
        json.WriteString("kind", record.Kind);
        json.WriteStartArray("tags");
        foreach (string tag in record.Tags) json.WriteStringValue(tag);
        json.WriteEndArray();
        if (record.IsText) json.WriteString("content", record.ContentBytes.Span);
        else json.WriteBase64String("contentBase64", record.ContentBytes.Span);
        WriteMetadata(json, record.MetadataBytes.Span);
        json.WriteString("tier", record.Tier == Tier.Cold ? "cold" : "hot");
    }

    private static void WriteMetadata(Utf8JsonWriter json, ReadOnlySpan<byte> metadata)
    {
        json.WritePropertyName("metadata");
        if (metadata.IsEmpty)
        {
            json.WriteNullValue();
            return;
        }

        // In valid JSON a line break can only stand between tokens, so a blank says the same and keeps to one line.
        if (metadata.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            json.WriteRawValue(metadata, skipInputValidation: true);
            return;
        }

        byte[] onOneLine = metadata.ToArray();
        onOneLine.AsSpan().Replace((byte)'\n', (byte)' ');
        onOneLine.AsSpan().Replace((byte)'\r', (byte)' ');
        json.WriteRawValue(onOneLine, skipInputValidation: true);
    }
}
