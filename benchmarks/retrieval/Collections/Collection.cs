namespace Feedlog.Retrieval.Collections;

/// <summary>Documents that are searched together, and the queries they are searched for.</summary>
/// <param name="Documents">The documents.</param>
/// <param name="Queries">The queries that have judgements.</param>
/// <param name="QueryCount">How many queries there are, judged or not.</param>
/// <param name="Folder">Where vectors may lie beside; null if they cannot.</param>
internal sealed record Collection(
    IReadOnlyList<Document> Documents, IReadOnlyList<JudgedQuery> Queries, int QueryCount, string? Folder);
