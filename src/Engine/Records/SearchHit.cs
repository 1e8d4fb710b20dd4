namespace Feedlog;

/// <summary>A record that answers a search, with how well it does.</summary>
/// <param name="Record">The record.</param>
/// <param name="Score">Its BM25 score; comparable within one search only.</param>
public sealed record SearchHit(Record Record, double Score);
