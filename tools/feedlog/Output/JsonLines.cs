using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>Writes one JSON object a line. Not safe for several threads.</summary>
internal sealed class JsonLines : IDisposable
{
    private const int FlushBytes = 64 * 1024;

    private readonly Stream _target;
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushBytes);
    private readonly Utf8JsonWriter _json;

    /// <summary>Lines into this stream, which stays open.</summary>
    public JsonLines(Stream target)
    {
        _target = target;
        JsonWriterOptions options = new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        };
        _json = new Utf8JsonWriter(_buffer, options);
    }

    /// <summary>Opens the object of the next line.</summary>
    public Utf8JsonWriter Begin()
    {
        _json.WriteStartObject();
        return _json;
    }

    /// <summary>Closes the object and ends the line.</summary>
    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FlushBytes) Flush();
    }

    /// <summary>Hands all whole lines to the stream.</summary>
    public void Flush()
    {
        _target.Write(_buffer.WrittenSpan);
        _target.Flush();
        _buffer.ResetWrittenCount();
    }

    /// <summary>Hands over what is left.</summary>
    public void Dispose()
    {
        Flush();
        _json.Dispose();
    }
}
