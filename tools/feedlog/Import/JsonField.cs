using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>One value of an input line, as the bytes that stand there.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Raw">Its bytes; borrowed from the line.</param>
internal readonly record struct JsonField(JsonTokenType Type, ReadOnlyMemory<byte> Raw)
{
    /// <summary>Says whether there is a value; null counts as none.</summary>
    public bool IsPresent => Type is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>Says whether it is a text, a number, or true or false.</summary>
    public bool IsScalar => IsPresent && Type is not (JsonTokenType.StartObject or JsonTokenType.StartArray);

    /// <summary>The text of a string, or the value as it stands there.</summary>
    public string AsText()
    {
        if (Type != JsonTokenType.String) return Encoding.UTF8.GetString(Raw.Span);
        Utf8JsonReader reader = new(Raw.Span);
        reader.Read();
        return reader.GetString() ?? "";
    }

    /// <summary>Appends the same text as UTF-8.</summary>
    /// <exception cref="InvalidOperationException">It has an escape that is half a surrogate pair.</exception>
    public void WriteTextTo(ArrayBufferWriter<byte> target)
    {
        if (Type != JsonTokenType.String)
        {
            target.Write(Raw.Span);
            return;
        }

        Utf8JsonReader reader = new(Raw.Span);
        reader.Read();
        target.Advance(reader.CopyString(target.GetSpan(Raw.Length)));
    }
}
