using Feedlog.Format;
using Microsoft.Extensions.AI;

namespace Feedlog.Embed;

/// <summary>Has vectors made of records' contents, of each content once. One caller at a time.</summary>
internal sealed class TextEmbedder(EmbeddingOptions options)
{
    private readonly VectorCache _cache = new(options.CacheBytes);

    /// <summary>How many texts were given to the generator.</summary>
    public long AskedCount { get; private set; }

    /// <summary>A vector for each record; empty where the content has no direction, so that it has none.</summary>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Ends the wait at once; the generator is told, and left to itself.</param>
    /// <exception cref="FeedlogException">EmbeddingFailed: what the generator gave is no vectors of these texts.
    /// </exception>
    /// <exception cref="Exception">Whatever the generator throws.</exception>
    public async Task<ReadOnlyMemory<float>[]> EmbedAsync(
        IReadOnlyList<WaitingRecord> records, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<float>[] vectors = new ReadOnlyMemory<float>[records.Count];
        Dictionary<WideHash, int> asked = [];
        List<string> texts = [];
        for (int i = 0; i < vectors.Length; i++)
        {
            WaitingRecord record = records[i];
            if (!_cache.TryFind(record.ContentHash, out vectors[i]) && asked.TryAdd(record.ContentHash, texts.Count))
                texts.Add(record.Text);
        }

        if (texts.Count == 0) return vectors;
        ReadOnlyMemory<float>[] made = await GenerateAsync(texts, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < vectors.Length; i++)
        {
            if (asked.TryGetValue(records[i].ContentHash, out int place)) vectors[i] = made[place];
        }

        foreach ((WideHash contentHash, int place) in asked) _cache.Add(contentHash, made[place]);
        return vectors;
    }

    private async Task<ReadOnlyMemory<float>[]> GenerateAsync(List<string> texts, CancellationToken cancellationToken)
    {
        AskedCount += texts.Count;
        // A generator may compute for long before it returns its task, and need not heed the token.
        GeneratedEmbeddings<Embedding<float>> generated = await Task
            .Run(() => options.Generator.GenerateAsync(texts, null, cancellationToken), cancellationToken)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        if (generated.Count != texts.Count)
            throw Throw.EmbeddingFailed($"The generator gave {generated.Count} vectors for {texts.Count} texts");
        return [.. generated.Select(embedding => Checked(embedding.Vector, generated[0].Vector.Length))];
    }

    private static ReadOnlyMemory<float> Checked(ReadOnlyMemory<float> vector, int dimensions)
    {
        bool isSized = vector.Length == dimensions && dimensions is >= 1 and <= FormatLimits.VectorDimensionsMax;
        if (!isSized) throw Throw.EmbeddingFailed($"The generator gave a vector of {vector.Length} values");
        bool hasDirection = false;
        foreach (float value in vector.Span)
        {
            if (!float.IsFinite(value)) throw Throw.EmbeddingFailed("The generator gave a value that is not finite");
            hasDirection |= value != 0;
        }

        return hasDirection ? vector : default;
    }
}
