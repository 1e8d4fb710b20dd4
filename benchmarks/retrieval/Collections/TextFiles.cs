using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Feedlog.Retrieval.Collections;

/// <summary>Reads files of lines, gzipped or not.</summary>
internal static class TextFiles
{
    /// <summary>Says whether a file is there, as it is or gzipped.</summary>
    internal static bool Exists(string path) => File.Exists(path) || File.Exists(path + ".gz");

    /// <summary>The lines of a file, without blank ones.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    internal static IEnumerable<string> Lines(string path)
    {
        bool isPlain = File.Exists(path);
        using FileStream file = File.OpenRead(isPlain ? path : path + ".gz");
        using Stream content = isPlain ? file : new GZipStream(file, CompressionMode.Decompress);
        using StreamReader reader = new(content, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line)) yield return line;
        }
    }

    /// <summary>The objects of a file of JSON lines.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="JsonException">A line is no JSON.</exception>
    internal static IEnumerable<JsonElement> Objects(string path)
    {
        foreach (string line in Lines(path))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            yield return row.RootElement.Clone();
        }
    }

    /// <summary>The text of a member; empty if it is not there.</summary>
    internal static string Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() ?? ""
            : "";
}
