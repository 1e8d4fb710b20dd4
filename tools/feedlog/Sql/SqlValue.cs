using System.Globalization;
using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>Values of a query as text and as JSON.</summary>
internal static class SqlValue
{
    /// <summary>A value as text; empty for none.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime time => PlainText.Time(time),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        object?[] or IReadOnlyDictionary<string, object?> => JsonText(value),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A value as JSON; times in ms since 1970, bytes as base64.</summary>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case DateTime time: json.WriteNumberValue(new DateTimeOffset(time).ToUnixTimeMilliseconds()); break;
            case float number when !float.IsFinite(number): json.WriteNullValue(); break;
            case double number when !double.IsFinite(number): json.WriteNullValue(); break;
            case sbyte or short or int or long or byte or ushort or uint or ulong or float or double or decimal or
                Int128 or UInt128:
                json.WriteRawValue(Text(value), skipInputValidation: true);
                break;
            case object?[] items:
                json.WriteStartArray();
                foreach (object? item in items) Write(json, item);
                json.WriteEndArray();
                break;
            case IReadOnlyDictionary<string, object?> fields:
                json.WriteStartObject();
                foreach ((string name, object? field) in fields)
                {
                    json.WritePropertyName(name);
                    Write(json, field);
                }

                json.WriteEndObject();
                break;
            default: json.WriteStringValue(Text(value)); break;
        }
    }

    private static string JsonText(object value)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text)) Write(json, value);
        return System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
