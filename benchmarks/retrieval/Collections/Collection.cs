namespace Feedlog.Retrieval.Collections;

/// <summary>Documents that are searched together, and the queries they are searched for.</summary>
/// <param name="Documents">The documents.</param>
/// <param name="Queries">The queries.</param>
internal sealed record Collection(IReadOnlyList<Document> Documents, IReadOnlyList<JudgedQuery> Queries);
