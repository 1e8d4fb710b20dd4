namespace Feedlog.Embeddings.Onnx;

/// <summary>Texts as a rectangle of token ids, filled up with padding, and which of them are no padding.</summary>
internal sealed class TokenBatch
{
    /// <summary>A batch.</summary>
    /// <param name="texts">The ids of each text, at least one each.</param>
    public TokenBatch(IReadOnlyList<int[]> texts)
    {
        Count = texts.Count;
        Length = texts.Max(ids => ids.Length);
        Ids = new long[Count * Length];
        Mask = new long[Count * Length];
        for (int text = 0; text < Count; text++)
        {
            for (int i = 0; i < texts[text].Length; i++)
            {
                Ids[text * Length + i] = texts[text][i];
                Mask[text * Length + i] = 1;
            }
        }
    }

    /// <summary>Number of texts.</summary>
    public int Count { get; }

    /// <summary>Tokens of each, padding included.</summary>
    public int Length { get; }

    /// <summary>The ids, text by text.</summary>
    public long[] Ids { get; }

    /// <summary>1 for a token, 0 for padding.</summary>
    public long[] Mask { get; }

    /// <summary>Makes one vector of those of a text's tokens.</summary>
    /// <param name="text">Which text.</param>
    /// <param name="tokens">Vectors of all tokens of all texts, padding included.</param>
    /// <param name="pooling">How.</param>
    /// <param name="vector">Takes the vector.</param>
    public void Pool(int text, ReadOnlySpan<float> tokens, OnnxPooling pooling, Span<float> vector)
    {
        ReadOnlySpan<float> own = tokens.Slice(text * Length * vector.Length, Length * vector.Length);
        if (pooling == OnnxPooling.FirstToken)
        {
            own[..vector.Length].CopyTo(vector);
            return;
        }

        vector.Clear();
        int count = 0;
        for (int token = 0; token < Length; token++)
        {
            if (Mask[text * Length + token] == 0) continue;
            count++;
            ReadOnlySpan<float> values = own.Slice(token * vector.Length, vector.Length);
            for (int i = 0; i < vector.Length; i++) vector[i] += values[i];
        }

        foreach (ref float value in vector) value /= count;
    }
}
