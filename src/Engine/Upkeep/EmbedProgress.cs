namespace Feedlog.Upkeep;

/// <summary>Keeps how far an embedding has come. Told and asked by one thread at a time.</summary>
internal sealed class EmbedProgress : IProgress<EmbeddingProgress>
{
    /// <summary>What was told last.</summary>
    public EmbeddingProgress Last { get; private set; }

    /// <inheritdoc/>
    public void Report(EmbeddingProgress value) => Last = value;
}
