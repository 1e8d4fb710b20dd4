using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>The options that give one vector.</summary>
/// <param name="File">--vector-file.</param>
/// <param name="Model">--model.</param>
internal sealed record VectorArguments(Option<string?> File, Option<string?> Model)
{
    /// <summary>The model of vectors that name none.</summary>
    public const string ModelDefault = "default";

    /// <summary>Name of the model.</summary>
    public string GetModel(Invocation call) => call.Get(Model) is { Length: > 0 } model ? model : ModelDefault;

    /// <summary>Reads the vector; null if none was given.</summary>
    /// <exception cref="CliException">The file cannot be read, or holds no vector.</exception>
    public RecordVector? Read(Invocation call)
    {
        if (call.Get(File) is not string path) return null;
        using MemoryStream bytes = new();
        using (Stream input = LocalFiles.OpenForReading(path)) input.CopyTo(bytes);
        return VectorText.TryParse(bytes.ToArray(), out float[] values)
            ? new RecordVector(GetModel(call), values)
            : throw CliException.Usage(
                $"{File.Name}: {path} holds neither a JSON array of numbers nor 4-byte floats, little-endian.");
    }
}
