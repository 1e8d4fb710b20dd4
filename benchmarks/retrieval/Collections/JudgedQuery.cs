namespace Feedlog.Retrieval.Collections;

/// <summary>A query and what people said of its results.</summary>
/// <param name="Number">Its place among all queries, from 0.</param>
/// <param name="Text">The query.</param>
/// <param name="Relevant">How relevant which documents are: above 0; at least one.</param>
/// <param name="Subset">The subset of the queries it belongs to besides; null for none.</param>
internal sealed record JudgedQuery(
    int Number, string Text, IReadOnlyDictionary<string, int> Relevant, string? Subset);
