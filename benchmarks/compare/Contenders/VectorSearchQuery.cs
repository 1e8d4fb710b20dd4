namespace Feedlog.Compare.Contenders;

/// <summary>What is searched for.</summary>
/// <param name="Words">Some words, read anew each time, as an application passes them on.</param>
/// <param name="Vector">A vector.</param>
internal sealed record VectorSearchQuery(WordQuery Words, ReadOnlyMemory<float> Vector);
