namespace Feedlog.Indexing.Vectors;

/// <summary>How a search for vectors is done.</summary>
public sealed record VectorSearchOptions
{
    /// <summary>The default: nearly exact, on the calling thread alone.</summary>
    public static VectorSearchOptions Default { get; } = new();

    /// <summary>Whether the answer must be that of reading every vector; otherwise a row may be missed that bits or
    /// codes place too far away.</summary>
    public bool IsExact { get; init; }

    /// <summary>How many threads may scan the bits of a large file together, 1 or more.</summary>
    public int ThreadsMax { get; init; } = 1;
}
