using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Feedlog.Fsck;

/// <summary>Writes one JSON object as one line of text.</summary>
internal static class JsonLine
{
    /// <summary>The object whose members the action writes.</summary>
    public static string Write(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
