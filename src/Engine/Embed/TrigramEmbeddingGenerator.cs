using Feedlog.Indexing.Embedding;
using Microsoft.Extensions.AI;

namespace Feedlog;

/// <summary>Makes vectors of character trigrams: no model, the same on every machine. Any thread.</summary>
/// <remarks>A text of blanks has a vector of zeros, which is near to nothing.</remarks>
public sealed class TrigramEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata = new(
        "feedlog", null, TrigramEmbedder.ModelName, TrigramEmbedder.Dimensions);

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        GeneratedEmbeddings<Embedding<float>> embeddings = [];
        foreach (string value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            embeddings.Add(new Embedding<float>(TrigramEmbedder.Embed(value))
            {
                ModelId = TrigramEmbedder.ModelName,
            });
        }

        return Task.FromResult(embeddings);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return _metadata;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: there is nothing to give back.</summary>
    public void Dispose()
    {
    }
}
