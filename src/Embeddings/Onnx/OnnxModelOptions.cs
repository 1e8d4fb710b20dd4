namespace Feedlog.Embeddings.Onnx;

/// <summary>Which model to load, and how to run it.</summary>
public sealed record OnnxModelOptions
{
    /// <summary>A folder with <c>model.onnx</c> and <c>tokenizer.json</c> or <c>vocab.txt</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>Name under which vectors are kept; null for the name of the folder.</summary>
    public string? ModelName { get; init; }

    /// <summary>How the vectors of tokens become one; not used if the model gives one vector a text.</summary>
    public OnnxPooling Pooling { get; init; } = OnnxPooling.Mean;

    /// <summary>Whether vectors are divided by their length.</summary>
    public bool IsNormalized { get; init; } = true;

    /// <summary>Whether a model with <c>vocab.txt</c> alone is one of lower-cased text.</summary>
    public bool IsLowerCase { get; init; } = true;

    /// <summary>Most tokens of a text, 2 to 8,192; what comes later is not read.</summary>
    public int TokensMax { get; init; } = 256;

    /// <summary>Most texts that are run at once, 1 or more.</summary>
    public int BatchMax { get; init; } = 32;

    /// <summary>Most threads that compute at once, 1 or more.</summary>
    public int ThreadsMax { get; init; } = 1;
}
