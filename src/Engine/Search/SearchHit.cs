using Feedlog.Search;

namespace Feedlog;

/// <summary>A record that answers a search, with how well it does.</summary>
/// <param name="Record">The record.</param>
/// <param name="Score">Its BM25 score, comparable within one search only; or the cosine of its vector.</param>
public sealed record SearchHit(Record Record, double Score)
{
    /// <summary>Goes on behind this hit: see <see cref="SearchOptions.After"/>.</summary>
    public string Cursor => Place.ToString();

    /// <summary>The part of the content that says most about why it was found, if that was asked for.</summary>
    public Snippet? Snippet { get; init; }

    /// <summary>How the score came about, if that was asked for.</summary>
    public ScoreExplanation? Explanation { get; init; }

    internal SearchCursor Place { get; init; }
}
