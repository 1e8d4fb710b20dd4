namespace Feedlog.Embeddings.Onnx;

/// <summary>How the vectors of a text's tokens become one; the model's card says which it was trained with.</summary>
public enum OnnxPooling
{
    /// <summary>Their mean, padding left out.</summary>
    Mean,

    /// <summary>That of the first token.</summary>
    FirstToken,
}
