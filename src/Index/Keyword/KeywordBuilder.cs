using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Keyword;

/// <summary>Gathers the words and fields of records and writes a file of words of them. One thread.</summary>
/// <remarks>
/// Postings are kept in the order in which they come, and sorted by term at the end: a list for each term would touch
/// other memory with every word. Made to be used again, with the memory of the largest batch so far.
/// </remarks>
public sealed class KeywordBuilder
{
    private readonly GatheredSlots _slots = new();
    private readonly TermTable _terms = new();
    private readonly PostingSort _sort = new();
    private readonly byte[] _term = new byte[FieldTerm.BytesMax];
    private Posting[] _postings = new Posting[1 << 14];
    private TermState[] _states = new TermState[1 << 11];
    private int _postingCount;
    private ulong _sequence;
    private long _timestampMs;

    /// <summary>Number of slots so far.</summary>
    public int SlotCount => _slots.SlotCount;

    /// <summary>About how many bytes of memory the batch takes, with what writing it will take.</summary>
    public long SizeBytes => _terms.SizeBytes + (12L + 20) * _terms.Count + 12L * _postings.Length +
        2 * 12L * _postingCount + 12L * _slots.SlotCount;

    /// <summary>Adds a slot that is not a record.</summary>
    /// <param name="sequence">Above the one before.</param>
    public void Skip(ulong sequence) => _slots.Add(sequence, isRecord: false, 0, 0);

    /// <summary>Begins a record; its words and fields follow, and <see cref="EndRecord"/>.</summary>
    /// <param name="sequence">Above the one before.</param>
    /// <param name="timestampMs">Its timestamp, ms since 1970 UTC.</param>
    public void BeginRecord(ulong sequence, long timestampMs)
    {
        _sequence = sequence;
        _timestampMs = timestampMs;
    }

    /// <summary>Adds the words of the content.</summary>
    public void AddWords(TokenBuffer tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        for (int i = 0; i < tokens.Count; i++) Add(FieldTerm.OfWord(tokens.Term(i), _term));
    }

    /// <summary>Adds a text: a kind, tag or stream, or a value of the metadata.</summary>
    /// <param name="place">Where in the record.</param>
    /// <param name="path">The path in the metadata; else empty.</param>
    /// <param name="text">The text.</param>
    public void AddText(FieldPlace place, ReadOnlySpan<byte> path, ReadOnlySpan<byte> text) =>
        AddOnce(FieldTerm.OfText(place, path, text, _term));

    /// <summary>Adds a number of the metadata.</summary>
    /// <param name="path">The path.</param>
    /// <param name="value">The number: finite, and never -0.</param>
    public void AddNumber(ReadOnlySpan<byte> path, double value) => AddOnce(FieldTerm.OfNumber(path, value, _term));

    /// <summary>Adds a boolean of the metadata.</summary>
    /// <param name="path">The path.</param>
    /// <param name="value">The boolean.</param>
    public void AddBoolean(ReadOnlySpan<byte> path, bool value) => AddOnce(FieldTerm.OfBoolean(path, value, _term));

    /// <summary>Ends the record.</summary>
    /// <param name="length">Number of words of its content.</param>
    public void EndRecord(int length) =>
        _slots.Add(_sequence, isRecord: true, LengthCode.Encode(length), _timestampMs);

    /// <summary>Writes the file.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="number">Its number, never used before.</param>
    /// <param name="coverage">The stretch of the log that it covers.</param>
    /// <param name="nowMs">The time, ms since 1970 UTC.</param>
    /// <returns>What the manifest is to say of the file.</returns>
    /// <exception cref="IOException">The file could not be written or synced.</exception>
    public IndexFileEntry Write(
        IStorage storage, StoreIdentity store, ulong number, IndexCoverage coverage, long nowMs)
    {
        using WordFileWriter writer = new(storage, store, number, nowMs);
        writer.WriteSlots(_slots);
        int[] ranked = RankTerms(out int[] starts);
        ReadOnlySpan<Posting> sorted = _sort.Run(_postings.AsSpan(0, _postingCount), ranked, starts);
        for (int rank = 0; rank < ranked.Length; rank++)
        {
            writer.BeginTerm(_terms.Term(ranked[rank]));
            foreach (Posting posting in sorted[starts[rank]..starts[rank + 1]])
                writer.Add(posting.Slot, posting.Frequency);
            writer.EndTerm();
        }

        return writer.Finish(coverage);
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        _slots.Clear();
        _terms.Clear();
        _states.AsSpan().Clear();
        _postingCount = 0;
    }

    // A field has a value or has it not: how often counts for nothing.
    private void AddOnce(ReadOnlySpan<byte> term)
    {
        int posting = Add(term);
        _postings[posting].Frequency = 1;
    }

    private int Add(ReadOnlySpan<byte> term)
    {
        int number = _terms.Find(term);
        if (number >= _states.Length) Array.Resize(ref _states, 2 * _states.Length);
        ref TermState state = ref _states[number];
        int slot = _slots.SlotCount;
        if (state.SlotLimit == slot + 1)
        {
            _postings[state.LastPosting].Frequency++;
            return state.LastPosting;
        }

        if (slot >= PostingBlockLayout.SlotCountMax) throw new InvalidOperationException("The batch is full.");
        if (_postingCount == _postings.Length) Array.Resize(ref _postings, 2 * _postings.Length);
        _postings[_postingCount] = new Posting { Term = number, Slot = slot, Frequency = 1 };
        state.SlotLimit = slot + 1;
        state.LastPosting = _postingCount;
        state.SlotCount++;
        return _postingCount++;
    }

    // The numbers of the terms in the order of their bytes, and where the postings of each are to begin.
    private int[] RankTerms(out int[] starts)
    {
        int[] ranked = new int[_terms.Count];
        ulong[] keys = new ulong[ranked.Length];
        for (int i = 0; i < ranked.Length; i++)
        {
            ranked[i] = i;
            keys[i] = TermOrder.Key(_terms.Term(i));
        }

        TermOrder.Sort(keys, ranked, _terms);
        starts = new int[ranked.Length + 1];
        for (int rank = 0; rank < ranked.Length; rank++)
            starts[rank + 1] = starts[rank] + _states[ranked[rank]].SlotCount;
        return ranked;
    }

    private struct TermState
    {
        // One more than the last slot that has the term; 0 before the first.
        public int SlotLimit;
        public int LastPosting;
        public int SlotCount;
    }
}
