using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>One error as it is reported on standard error.</summary>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Message">One or two sentences for people.</param>
internal sealed record CliError(string Code, string Message)
{
    private static readonly JsonWriterOptions s_jsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The file concerned, if there is one.</summary>
    public string? File { get; init; }

    /// <summary>Where in that file, in bytes.</summary>
    public long? OffsetBytes { get; init; }

    /// <summary>Which line of that file, counted from 1.</summary>
    public long? Line { get; init; }

    /// <summary>The same error, told about a failure of the engine.</summary>
    public static CliError Of(FeedlogException failure) => new(failure.Code.ToString(), failure.Message)
    {
        File = failure.File,
        OffsetBytes = failure.OffsetBytes,
    };

    /// <summary>Why a text is no query.</summary>
    public static CliError Of(QueryError error) => new(
        nameof(FeedlogErrorCode.InvalidQuery),
        string.Create(
            CultureInfo.InvariantCulture,
            $"The query cannot be read at character {error.Position + 1}: {error.Message} {error.Remedy}"))
    {
        OffsetBytes = error.Position,
    };

    /// <summary>Writes the error as one line.</summary>
    public void WriteTo(TextWriter target, bool isJson) => target.WriteLine(isJson ? ToJson() : ToText());

    private string ToText()
    {
        StringBuilder text = new("feedlog: ");
        if (Line is long line) text.Append(CultureInfo.InvariantCulture, $"{File ?? "input"}:{line}: ");
        else if (OffsetBytes is long offset && File is not null && !Message.Contains(File, StringComparison.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{File} at byte {offset}: ");
        return text.Append(PlainText.OneLine(Message)).ToString();
    }

    private string ToJson()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_jsonOptions))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("code", Code);
            json.WriteString("message", Message);
            if (File is not null) json.WriteString("file", File);
            if (OffsetBytes is long offset) json.WriteNumber("offset", offset);
            if (Line is long line) json.WriteNumber("line", line);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
