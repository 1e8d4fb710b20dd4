using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Feedlog.Tool;

/// <summary>Finds the wanted fields of an input line that is one JSON object, without building a document.</summary>
internal sealed class JsonFields
{
    private readonly List<byte[]> _names = [];
    private readonly List<JsonField> _values = [];
    private readonly List<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> _others = [];

    /// <summary>The fields that are not wanted, as name and value; both as they stand in the line.</summary>
    public IReadOnlyList<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> Others => _others;

    /// <summary>Wants a field; the number gets its value later. The same name always has the same number.</summary>
    public int Want(string name)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        int known = _names.FindIndex(each => each.AsSpan().SequenceEqual(utf8));
        if (known >= 0) return known;
        _names.Add(utf8);
        _values.Add(default);
        return _names.Count - 1;
    }

    /// <summary>The value of a field in the line that was read last.</summary>
    public JsonField this[int number] => _values[number];

    /// <summary>Reads a line; false with a sentence if it is not one JSON object in UTF-8.</summary>
    public bool TryRead(ReadOnlyMemory<byte> line, out string problem)
    {
        _others.Clear();
        for (int i = 0; i < _values.Count; i++) _values[i] = default;
        if (!Utf8.IsValid(line.Span))
        {
            problem = "The line is not UTF-8.";
            return false;
        }

        try
        {
            problem = Read(line);
        }
        catch (JsonException failure)
        {
            problem = $"The line is not JSON: {failure.Message}";
        }
        catch (InvalidOperationException)
        {
            problem = "The line has an escape that is half a surrogate pair.";
        }

        return problem.Length == 0;
    }

    private string Read(ReadOnlyMemory<byte> line)
    {
        Utf8JsonReader reader = new(line.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return "The line is not a JSON object.";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int nameStart = (int)reader.TokenStartIndex;
            int nameLengthBytes = reader.ValueSpan.Length + 2;
            int number = Find(ref reader);
            reader.Read();
            JsonTokenType type = reader.TokenType;
            int valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            ReadOnlyMemory<byte> value = line[valueStart..(int)reader.BytesConsumed];
            if (number >= 0) _values[number] = new JsonField(type, value);
            else _others.Add((line.Slice(nameStart, nameLengthBytes), value));
        }

        // The last call throws if anything but blanks follows the object.
        return reader.Read() ? "The line goes on behind its object." : "";
    }

    private int Find(ref Utf8JsonReader reader)
    {
        for (int i = 0; i < _names.Count; i++)
        {
            if (reader.ValueTextEquals(_names[i])) return i;
        }

        return -1;
    }
}
