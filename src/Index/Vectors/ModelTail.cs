namespace Feedlog.Indexing.Vectors;

/// <summary>The newest vectors of a model.</summary>
/// <param name="Model">Name of the model, UTF-8.</param>
/// <param name="Vectors">Its vectors.</param>
public sealed record ModelTail(ReadOnlyMemory<byte> Model, VectorTail Vectors);
