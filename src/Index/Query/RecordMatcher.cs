using Feedlog.Format.Frames;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Query;

/// <summary>Finds out what a record has of a query by reading the record itself.</summary>
/// <remarks>Made to be used again: allocates nothing once it has seen a large record. For one thread.</remarks>
public sealed class RecordMatcher
{
    private readonly QueryPlan _plan;
    private readonly Analyzer _analyzer;
    private readonly QueryTerms _terms;
    private readonly TermCounter _counter = new();
    private readonly MetadataReader _metadata = new();
    private readonly int[] _facts;
    private readonly byte[][] _fieldPaths;
    private readonly byte[][] _rangePaths;
    private readonly bool _readsMetadata;

    /// <summary>A matcher for a query.</summary>
    /// <param name="plan">The query.</param>
    /// <param name="analyzer">The analyzer of the store.</param>
    public RecordMatcher(QueryPlan plan, Analyzer analyzer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(analyzer);
        _plan = plan;
        _analyzer = analyzer;
        _terms = QueryTerms.Of(plan.Terms);
        _facts = new int[plan.FactCount];
        _fieldPaths = [.. plan.Fields.Select(field => field.Field.PathUtf8())];
        _rangePaths = [.. plan.Ranges.Select(range => range.Field.PathUtf8())];
        _readsMetadata = plan.Ranges.Length > 0 ||
            plan.Fields.Any(field => field.Field.Place == FieldPlace.Metadata);
    }

    /// <summary>The tokens of the record that was loaded last.</summary>
    public TokenBuffer Tokens { get; } = new();

    /// <summary>The length of the record that was loaded last.</summary>
    public byte LengthCode { get; private set; }

    /// <summary>What the record that was loaded last has of each leaf.</summary>
    public ReadOnlySpan<int> Facts => _facts;

    /// <summary>Says whether the record that was loaded last matches.</summary>
    public bool IsMatch => _plan.Matches(_facts);

    /// <summary>Reads a record.</summary>
    public void Load(in FrameView frame)
    {
        _analyzer.Analyze(frame.Content, Tokens);
        LengthCode = Ranking.LengthCode.Encode(Tokens.Count);
        _counter.Count(Tokens, _terms);
        int fact = 0;
        for (; fact < _plan.Terms.Length; fact++) _facts[fact] = _counter.Frequency(fact);
        foreach (PhraseNode phrase in _plan.Phrases) _facts[fact++] = HasPhrase(phrase) ? 1 : 0;
        foreach (PrefixNode prefix in _plan.Prefixes) _facts[fact++] = HasPrefix(prefix.Prefix.Utf8) ? 1 : 0;
        LoadFields(frame, fact);
    }

    private static bool HasTag(in FrameView frame, ReadOnlySpan<byte> tag)
    {
        if (!frame.TryGetExtension(ExtensionType.Tags, out ReadOnlySpan<byte> value)) return false;
        TagReader tags = new(value);
        while (tags.MoveNext())
        {
            if (tags.Current.SequenceEqual(tag)) return true;
        }

        return false;
    }

    private static bool IsSame(ReadOnlySpan<byte> label, TermText value) =>
        !label.IsEmpty && label.SequenceEqual(value.Utf8);

    private bool HasPhrase(PhraseNode phrase)
    {
        foreach (PhraseTerm part in phrase.Terms)
        {
            if (_facts[_plan.FactOf(part.Term)] == 0) return false;
        }

        return PhraseMatcher.Matches(Tokens, phrase);
    }

    private bool HasPrefix(ReadOnlySpan<byte> prefix)
    {
        for (int i = 0; i < Tokens.Count; i++)
        {
            if (Tokens.Term(i).StartsWith(prefix)) return true;
        }

        return false;
    }

    private void LoadFields(in FrameView frame, int fact)
    {
        Span<int> facts = _facts.AsSpan(fact);
        facts.Clear();
        for (int i = 0; i < _plan.Fields.Length; i++)
        {
            TermText value = _plan.Fields[i].Value.Text;
            bool isMatch = _plan.Fields[i].Field.Place switch
            {
                FieldPlace.Kind => IsSame(frame.Kind, value),
                FieldPlace.Stream => IsSame(frame.Stream, value),
                FieldPlace.Tag => HasTag(frame, value.Utf8),
                _ => false,
            };
            facts[i] = isMatch ? 1 : 0;
        }

        if (!_readsMetadata || frame.Metadata.IsEmpty) return;
        Values values = new(this, facts);
        _metadata.Read(frame.Metadata, ref values);
    }

    /// <summary>Compares each value of the metadata with what the query asks for.</summary>
    private readonly ref struct Values(RecordMatcher matcher, Span<int> facts) : IMetadataSink
    {
        private readonly Span<int> _facts = facts;

        public void TakeText(ReadOnlySpan<byte> path, ReadOnlySpan<byte> value)
        {
            for (int i = 0; i < matcher._plan.Fields.Length; i++)
            {
                FieldValue wanted = matcher._plan.Fields[i].Value;
                if (wanted.Type == FieldValueType.Text && wanted.Text.Utf8.SequenceEqual(value) && IsField(i, path))
                    _facts[i] = 1;
            }
        }

        public void TakeNumber(ReadOnlySpan<byte> path, double value)
        {
            TakeExact(path, FieldValueType.Number, value);
            for (int i = 0; i < matcher._plan.Ranges.Length; i++)
            {
                RangeNode range = matcher._plan.Ranges[i];
                if (value >= range.Min && value <= range.Max && path.SequenceEqual(matcher._rangePaths[i]))
                    _facts[matcher._plan.Fields.Length + i] = 1;
            }
        }

        public void TakeBoolean(ReadOnlySpan<byte> path, bool value) =>
            TakeExact(path, FieldValueType.Boolean, value ? 1 : 0);

        private void TakeExact(ReadOnlySpan<byte> path, FieldValueType type, double value)
        {
            for (int i = 0; i < matcher._plan.Fields.Length; i++)
            {
                FieldValue wanted = matcher._plan.Fields[i].Value;
                if (wanted.Type == type && wanted.Number == value && IsField(i, path)) _facts[i] = 1;
            }
        }

        private bool IsField(int index, ReadOnlySpan<byte> path) =>
            matcher._plan.Fields[index].Field.Place == FieldPlace.Metadata &&
            path.SequenceEqual(matcher._fieldPaths[index]);
    }
}
