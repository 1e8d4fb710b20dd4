using Feedlog.Indexing.Embedding;
using Microsoft.Extensions.AI;

namespace Feedlog.Tests.Unit.Embeddings;

/// <summary>The trigram embedder as a generator.</summary>
public sealed class TrigramEmbeddingGeneratorTests
{
    [Fact]
    public async Task Embeddings_AreThoseOfTheEmbedder_InOrder_AndSayTheirModel()
    {
        using TrigramEmbeddingGenerator generator = new();
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(["one", "two"]);
        Assert.Equal(TrigramEmbedder.Embed("one"), embeddings[0].Vector.ToArray());
        Assert.Equal(TrigramEmbedder.Embed("two"), embeddings[1].Vector.ToArray());
        Assert.Equal("trigram-1000", embeddings[1].ModelId);
        Assert.Same(generator, generator.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>)));
        Assert.Null(generator.GetService(typeof(string)));
        Assert.Null(generator.GetService(typeof(TrigramEmbeddingGenerator), "key"));
    }

    [Fact]
    public async Task Generation_ThatIsCancelled_Stops()
    {
        using TrigramEmbeddingGenerator generator = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => generator.GenerateAsync(["one"], cancellationToken: new CancellationToken(true)));
    }
}
