namespace Feedlog.Indexing.Vectors;

/// <summary>A record whose vector is near to that of a query.</summary>
/// <param name="Sequence">Sequence of the record.</param>
/// <param name="Cosine">The cosine of both vectors, -1 to 1.</param>
public readonly record struct VectorHit(ulong Sequence, double Cosine);
