using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Keyword;

/// <summary>What the scores of a query depend on beside the record: counted over all records of a view. One thread.
/// </summary>
/// <remarks>Parts count themselves; who searches counts what no part covers. All is counted before any part is
/// searched.</remarks>
public sealed class KeywordCounts
{
    private readonly ImmutableArray<TermText> _terms;
    private readonly long[] _frequencies;

    // What the parts said of the terms, so that they are not asked again; without slots where they do not have one.
    private readonly Dictionary<KeywordPart, TermEntry[]> _found = [];

    /// <summary>Begins with nothing counted.</summary>
    /// <param name="tree">The query.</param>
    public KeywordCounts(QueryNode tree)
    {
        _terms = QueryTree.ScoredTerms(tree);
        _frequencies = new long[_terms.Length];
    }

    /// <summary>The terms that score, each once.</summary>
    public ImmutableArray<TermText> Terms => _terms;

    /// <summary>Number of records.</summary>
    public long RecordCount { get; private set; }

    /// <summary>The sum of their lengths in words, as their codes tell them.</summary>
    public long LengthSum { get; private set; }

    /// <summary>The mean length in words; 0 without records.</summary>
    public double AverageLength => RecordCount == 0 ? 0 : (double)LengthSum / RecordCount;

    /// <summary>How many records have each of the terms.</summary>
    /// <remarks>A part that says it has a term more often than it has records must not make a number of no order.
    /// </remarks>
    public ImmutableArray<long> Frequencies
    {
        get
        {
            long[] frequencies = new long[_frequencies.Length];
            for (int i = 0; i < frequencies.Length; i++) frequencies[i] = Math.Min(_frequencies[i], RecordCount);
            return ImmutableCollectionsMarshal.AsImmutableArray(frequencies);
        }
    }

    /// <summary>About how long a query takes one thread, in ns; all is counted.</summary>
    public double CostNs(QueryNode tree) => SearchCost.Of(tree, this);

    /// <summary>Counts records.</summary>
    /// <param name="recordCount">How many.</param>
    /// <param name="lengthSum">How long together, in words, as their codes tell it.</param>
    public void AddRecords(long recordCount, long lengthSum)
    {
        RecordCount += recordCount;
        LengthSum += lengthSum;
    }

    /// <summary>Counts records that have a term.</summary>
    /// <param name="term">Index of the term in <see cref="Terms"/>.</param>
    /// <param name="recordCount">How many.</param>
    public void AddFrequency(int term, long recordCount) => _frequencies[term] += recordCount;

    /// <summary>Counts the records of a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="lastSequence">Only those that are not above it.</param>
    public void Add(KeywordPart part, ulong lastSequence)
    {
        ArgumentNullException.ThrowIfNull(part);
        int slotLimit = part.CountUpTo(lastSequence);
        AddRecords(part.CountRecords(slotLimit, out long lengthSum), lengthSum);
        Span<byte> bytes = stackalloc byte[FieldTerm.BytesMax];
        TermEntry[] found = new TermEntry[_terms.Length];
        for (int i = 0; i < found.Length; i++)
        {
            if (!part.TryFindTerm(FieldTerm.OfWord(_terms[i].Utf8, bytes), out found[i])) continue;
            bool isWhole = slotLimit == part.SlotCount;
            _frequencies[i] += isWhole ? found[i].SlotCount : PostingList.Open(part, found[i]).CountBelow(slotLimit);
        }

        _found.Add(part, found);
    }

    /// <summary>The postings of a word in a part that was counted; null if the part does not have it.</summary>
    internal PostingList? Open(KeywordPart part, TermText term, SearchScratch scratch)
    {
        int index = _terms.IndexOf(term);
        if (index < 0)
        {
            Span<byte> bytes = stackalloc byte[FieldTerm.BytesMax];
            return PostingList.Open(part, FieldTerm.OfWord(term.Utf8, bytes), scratch);
        }

        TermEntry entry = _found[part][index];
        return entry.SlotCount == 0 ? null : PostingList.Open(part, entry, scratch);
    }

    /// <summary>How many records have a term; null if it does not score.</summary>
    internal long? FrequencyOf(TermText term)
    {
        int index = _terms.IndexOf(term);
        return index < 0 ? null : _frequencies[index];
    }

    /// <summary>The weight of a term that scores.</summary>
    internal double Idf(TermText term)
    {
        // A part that says it has a term more often than it has records must not make a number of no order.
        long frequency = Math.Min(_frequencies[_terms.IndexOf(term)], RecordCount);
        return Bm25.Idf(RecordCount, frequency);
    }
}
