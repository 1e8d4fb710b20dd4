using System.Buffers.Binary;
using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>Reads vectors as people and programs write them. Pure functions.</summary>
internal static class VectorText
{
    /// <summary>Reads a file: a JSON array of numbers, or values of 4 bytes, little-endian.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out float[] values)
    {
        if (bytes.TrimStart(" \t\r\n"u8) is [(byte)'[', ..]) return TryParseJson(bytes, out values);
        values = [];
        if (bytes.IsEmpty || bytes.Length % sizeof(float) != 0) return false;
        values = ReadValues(bytes);
        return true;
    }

    /// <summary>Reads a JSON array of numbers.</summary>
    public static bool TryParseJson(ReadOnlySpan<byte> json, out float[] values)
    {
        List<float> found = [];
        values = [];
        try
        {
            Utf8JsonReader reader = new(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            {
                if (!reader.TryGetSingle(out float value)) return false;
                found.Add(value);
            }

            if (reader.TokenType != JsonTokenType.EndArray || reader.Read()) return false;
        }
        catch (JsonException)
        {
            return false;
        }

        values = [.. found];
        return values.Length > 0;
    }

    /// <summary>Values of 4 bytes, little-endian.</summary>
    public static float[] ReadValues(ReadOnlySpan<byte> bytes)
    {
        float[] values = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        return values;
    }
}
