using System.CommandLine;
using Microsoft.Extensions.AI;

namespace Feedlog.Tool;

/// <summary>The options that say what makes vectors.</summary>
/// <param name="Embedder">Which generator.</param>
/// <param name="Model">The folder of its model.</param>
internal sealed record EmbedderArguments(Option<string?> Embedder, Option<string?> Model)
{
    /// <summary>The generator without a model.</summary>
    public const string Trigram = "trigram";

    /// <summary>The generator with one.</summary>
    public const string Onnx = "onnx";

    /// <summary>Makes the generator; null if none is asked for.</summary>
    /// <exception cref="CliException">The options do not fit together.</exception>
    public IEmbeddingGenerator<string, Embedding<float>>? Load(Invocation call)
    {
        string? folder = call.Get(Model);
        string? embedder = call.Get(Embedder);
        if (embedder == Onnx && string.IsNullOrEmpty(folder))
            throw CliException.Usage("--embedder onnx needs --model, the folder of the model.");
        if (embedder != Onnx && folder is not null)
            throw CliException.Usage("--model: only with --embedder onnx.");
        if (embedder is null) return null;
        return folder is null ? new TrigramEmbeddingGenerator() : OnnxModels.Load(folder);
    }
}
