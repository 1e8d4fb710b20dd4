using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>Turns input lines into drafts as a mapping says. Not safe for several threads.</summary>
internal sealed class LineMapper
{
    private const string HalfSurrogate = "A text has an escape that is half a surrogate pair.";

    private readonly ImportMapping _mapping;
    private readonly JsonFields _fields = new();
    private readonly LineIdentity _identity = new();
    private readonly ArrayBufferWriter<byte> _content = new();
    private readonly ArrayBufferWriter<byte> _metadata = new();
    private readonly int[] _contentFields;
    private readonly ContentTemplate? _template;
    private readonly int _time;
    private readonly int _key;
    private readonly int _stream;
    private readonly int _kind;
    private readonly int[] _tags;
    private readonly int _id;
    private readonly int _vector;
    private readonly (byte[] Name, int Field)[] _meta;

    /// <summary>A mapper for one input.</summary>
    public LineMapper(ImportMapping mapping)
    {
        _mapping = mapping;
        _contentFields = [.. mapping.Content.Select(_fields.Want)];
        if (mapping.ContentTemplate is string template) _template = ContentTemplate.Parse(template, _fields.Want);
        _time = Want(mapping.Time);
        _key = Want(mapping.Key);
        _stream = Want(mapping.Stream);
        _kind = Want(mapping.Kind);
        _tags = [.. mapping.Tags.Select(_fields.Want)];
        _id = Want(mapping.Id);
        _vector = Want(mapping.Vector);
        _meta = [.. mapping.Meta.Select(name => (Quote(name), _fields.Want(name)))];
    }

    /// <summary>Maps a line; false with a sentence if it cannot be one record.</summary>
    /// <param name="line">The line without its LF.</param>
    /// <param name="draft">The draft; its bytes are valid until the next call.</param>
    /// <param name="problem">What is wrong, when the result is false.</param>
    public bool TryMap(ReadOnlyMemory<byte> line, out RecordDraft draft, [NotNullWhen(false)] out string? problem)
    {
        draft = new RecordDraft
        {
            ContentBytes = line,
            Stream = _mapping.StreamValue,
            Kind = _mapping.KindValue,
            Tags = _mapping.TagValues,
        };
        problem = null;
        if (!_mapping.NamesFields) return true;
        if (!_fields.TryRead(line, out problem)) return false;

        try
        {
            problem = MapFields(ref draft);
        }
        catch (InvalidOperationException)
        {
            problem = HalfSurrogate;
        }

        return problem is null;
    }

    private string? MapFields(ref RecordDraft draft)
    {
        if (!TryMapContent(ref draft)) return "None of the content fields is there.";
        if (_time >= 0 && !TryMapTime(ref draft)) return $"Field '{_mapping.Time}' is missing or no time.";
        if (_id >= 0 && _fields[_id].IsPresent && !TryMapId(ref draft))
            return $"Field '{_mapping.Id}' is not an id: 16 hexadecimal characters.";
        if (_key >= 0)
        {
            if (Scalar(_key) is not { Length: > 0 } key) return $"Field '{_mapping.Key}' is missing or no key.";
            draft = draft with { Key = key };
        }

        if (_stream >= 0 && Scalar(_stream) is { Length: > 0 } stream) draft = draft with { Stream = stream };
        if (_kind >= 0 && Scalar(_kind) is { Length: > 0 } kind) draft = draft with { Kind = kind };
        if (_tags.Length > 0) draft = draft with { Tags = MapTags() };
        if (_vector >= 0 && _fields[_vector].IsPresent && !TryMapVector(ref draft))
            return $"Field '{_mapping.Vector}' is no vector: an array of numbers.";
        MapMetadata(ref draft);

        // A line that names no key and no id is known again by what it says.
        if (draft.Key is null && draft.Id is null) draft = draft with { Id = _identity.Of(draft) };
        return null;
    }

    private bool TryMapContent(ref RecordDraft draft)
    {
        if (_contentFields.Length == 0 && _template is null) return true;
        _content.ResetWrittenCount();
        if (_template is null)
        {
            if (!TryJoin()) return false;
        }
        else
        {
            foreach ((byte[] text, int field) in _template.Parts)
            {
                _content.Write(text);
                if (field >= 0 && _fields[field].IsPresent) _fields[field].WriteTextTo(_content);
            }
        }

        draft = draft with { ContentBytes = _content.WrittenMemory };
        return true;
    }

    private bool TryJoin()
    {
        bool isFirst = true;
        foreach (int field in _contentFields)
        {
            if (!_fields[field].IsPresent) continue;
            if (!isFirst) _content.Write("\n"u8);
            _fields[field].WriteTextTo(_content);
            isFirst = false;
        }

        return !isFirst;
    }

    private bool TryMapTime(ref RecordDraft draft)
    {
        if (Scalar(_time) is not string text) return false;
        if (!TimeText.TryParse(text, _mapping.TimeFormat, out DateTimeOffset time)) return false;
        draft = draft with { Timestamp = time };
        return true;
    }

    private bool TryMapId(ref RecordDraft draft)
    {
        if (!RecordId.TryParse(Scalar(_id), out RecordId id)) return false;
        draft = draft with { Id = id };
        return true;
    }

    private bool TryMapVector(ref RecordDraft draft)
    {
        if (!VectorText.TryParseJson(_fields[_vector].Raw.Span, out float[] values)) return false;
        draft = draft with { Vectors = [new RecordVector(_mapping.Model, values)] };
        return true;
    }

    private List<string> MapTags()
    {
        List<string> tags = [.. _mapping.TagValues];
        foreach (int field in _tags)
        {
            JsonField value = _fields[field];
            if (value.Type == JsonTokenType.StartArray) AddTags(value, tags);
            else if (value.IsScalar) tags.Add(value.AsText());
        }

        tags.RemoveAll(tag => tag.Length == 0);
        return tags;
    }

    private static void AddTags(JsonField array, List<string> tags)
    {
        Utf8JsonReader reader = new(array.Raw.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonTokenType type = reader.TokenType;
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            JsonField tag = new(type, array.Raw[start..(int)reader.BytesConsumed]);
            if (tag.IsScalar) tags.Add(tag.AsText());
        }
    }

    private void MapMetadata(ref RecordDraft draft)
    {
        _metadata.ResetWrittenCount();
        foreach ((byte[] name, int field) in _meta)
        {
            // The bytes of the value as they are: a number keeps its digits, a text its escapes.
            if (_fields[field].Type != JsonTokenType.None) AddMember(name, _fields[field].Raw.Span);
        }

        if (_mapping.TakesAllMeta)
        {
            foreach ((ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value) in _fields.Others)
                AddMember(name.Span, value.Span);
        }

        if (_metadata.WrittenCount == 0) return;
        _metadata.Write("}"u8);
        draft = draft with { MetadataBytes = _metadata.WrittenMemory };
    }

    private void AddMember(ReadOnlySpan<byte> quotedName, ReadOnlySpan<byte> value)
    {
        _metadata.Write(_metadata.WrittenCount == 0 ? "{"u8 : ","u8);
        _metadata.Write(quotedName);
        _metadata.Write(":"u8);
        _metadata.Write(value);
    }

    private string? Scalar(int field) => _fields[field].IsScalar ? _fields[field].AsText() : null;

    private int Want(string? name) => name is null ? -1 : _fields.Want(name);

    private static byte[] Quote(string name) =>
        Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name)}\"");
}
