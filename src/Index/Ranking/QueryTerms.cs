using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;

namespace Feedlog.Indexing.Ranking;

/// <summary>The distinct terms of a query, in the order of their first appearance, and how often each was asked
/// for.</summary>
/// <remarks>Immutable; any thread.</remarks>
public sealed class QueryTerms
{
    private const int CandidateCount = 1024;

    private readonly byte[] _termBytes;
    private readonly int[] _termLimits;
    private readonly int[] _frequencies;

    // Open addressing; a slot holds a term's index + 1, or 0. At most half full, so that most misses end at once.
    private readonly int[] _slots;

    // True where a term with such a first byte, last byte and length may be among the terms: most words of a text are
    // not, and this tells so without hashing them (twice as fast for a query of ten words).
    private readonly bool[] _candidates = new bool[CandidateCount];

    private QueryTerms(ImmutableArray<TermText> terms)
    {
        _slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * terms.Length, 8))];
        _termBytes = new byte[terms.Sum(term => term.Utf8.Length)];
        _termLimits = new int[terms.Length];
        _frequencies = new int[terms.Length];
        foreach (TermText term in terms)
            Include(term.Utf8);
    }

    private QueryTerms(TokenBuffer tokens)
    {
        _slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * tokens.Count, 8))];
        _termBytes = new byte[TermBytesTotal(tokens)];
        _termLimits = new int[tokens.Count];
        _frequencies = new int[tokens.Count];
        for (int i = 0; i < tokens.Count; i++)
            Include(tokens.Term(i));
    }

    /// <summary>The number of distinct terms.</summary>
    public int Count { get; private set; }

    /// <summary>Takes terms as they are; those that differ keep their order.</summary>
    public static QueryTerms Of(ImmutableArray<TermText> terms) => new(terms);

    /// <summary>Analyses a query; one without letters or digits has no terms.</summary>
    /// <param name="analyzer">The analyzer of the store that is searched.</param>
    /// <param name="utf8">The query; any bytes.</param>
    public static QueryTerms Parse(Analyzer analyzer, ReadOnlySpan<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(analyzer);
        TokenBuffer tokens = new();
        analyzer.Analyze(utf8, tokens);
        return new QueryTerms(tokens);
    }

    /// <summary>Analyses a query; a lone surrogate in it separates terms.</summary>
    /// <param name="analyzer">The analyzer of the store that is searched.</param>
    /// <param name="text">The query.</param>
    public static QueryTerms Parse(Analyzer analyzer, string text) => Parse(analyzer, Encoding.UTF8.GetBytes(text));

    /// <summary>A term, as UTF-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such term.</exception>
    public ReadOnlySpan<byte> Term(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        int start = index == 0 ? 0 : _termLimits[index - 1];
        return _termBytes.AsSpan(start, _termLimits[index] - start);
    }

    /// <summary>How often the query has a term: at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such term.</exception>
    public int Frequency(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _frequencies[index];
    }

    /// <summary>Finds a term.</summary>
    /// <returns>Its index, or -1 when the query does not have it.</returns>
    public int Find(ReadOnlySpan<byte> term) => _candidates[CandidateIndex(term)] ? _slots[FindSlot(term)] - 1 : -1;

    private static int CandidateIndex(ReadOnlySpan<byte> term)
    {
        if (term.IsEmpty)
            return 0;
        // Small odd factors spread the three over the table.
        return (term[0] + (7 * term[^1]) + (37 * term.Length)) & (CandidateCount - 1);
    }

    private static int TermBytesTotal(TokenBuffer tokens)
    {
        int total = 0;
        for (int i = 0; i < tokens.Count; i++)
            total += tokens.Term(i).Length;
        return total;
    }

    private void Include(ReadOnlySpan<byte> term)
    {
        int slot = FindSlot(term);
        if (_slots[slot] == 0)
        {
            int start = Count == 0 ? 0 : _termLimits[Count - 1];
            term.CopyTo(_termBytes.AsSpan(start));
            _termLimits[Count] = start + term.Length;
            _candidates[CandidateIndex(term)] = true;
            _slots[slot] = ++Count;
        }

        _frequencies[_slots[slot] - 1]++;
    }

    private int FindSlot(ReadOnlySpan<byte> term)
    {
        int slot = (int)TermHash.Compute(term) & (_slots.Length - 1);
        while (_slots[slot] != 0 && !term.SequenceEqual(Term(_slots[slot] - 1)))
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }
}
