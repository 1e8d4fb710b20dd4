using Feedlog.Indexing.Analysis;

namespace Feedlog.Indexing.Ranking;

/// <summary>Counts how often a text has each term of a query, and how long the text is.</summary>
/// <remarks>Made to be used again: allocates only for a query with more terms than any before. For one
/// thread.</remarks>
public sealed class TermCounter
{
    private int[] _frequencies = new int[16];
    private int _termCount;

    /// <summary>The number of tokens of the text that was counted last.</summary>
    public int Length { get; private set; }

    /// <summary>How many of the query's terms the text has.</summary>
    public int MatchedCount { get; private set; }

    /// <summary>Counts a text's tokens against a query's terms; what was counted before is forgotten.</summary>
    public void Count(TokenBuffer tokens, QueryTerms query)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(query);
        _termCount = query.Count;
        if (_frequencies.Length < _termCount)
            _frequencies = new int[_termCount];
        _frequencies.AsSpan(0, _termCount).Clear();
        Length = tokens.Count;
        MatchedCount = 0;
        if (_termCount == 0)
            return;
        for (int i = 0; i < tokens.Count; i++)
        {
            int term = query.Find(tokens.Term(i));
            if (term >= 0 && _frequencies[term]++ == 0)
                MatchedCount++;
        }
    }

    /// <summary>How often the text has one of the query's terms.</summary>
    /// <param name="termIndex">The term's index in the query.</param>
    /// <exception cref="ArgumentOutOfRangeException">The query has no such term.</exception>
    public int Frequency(int termIndex)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)termIndex, (uint)_termCount, nameof(termIndex));
        return _frequencies[termIndex];
    }
}
