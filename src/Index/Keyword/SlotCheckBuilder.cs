using System.Collections.Immutable;
using System.Numerics;
using Feedlog.Indexing.Query;

namespace Feedlog.Indexing.Keyword;

/// <summary>Makes the checks of a query for a part.</summary>
/// <param name="part">The part.</param>
/// <param name="counts">What weighs the terms.</param>
/// <param name="table">What frequencies and lengths are worth.</param>
/// <param name="records">Where records are asked for.</param>
/// <param name="scratch">Lends memory until the part is searched.</param>
internal sealed class SlotCheckBuilder(
    KeywordPart part, KeywordCounts counts, ScoreTable table, ISearchedRecords records, SearchScratch scratch)
{
    /// <summary>The check of a node.</summary>
    public SlotCheck Build(QueryNode node) => node switch
    {
        AllNode => new AllCheck(),
        TermNode term => Word(term.Term, term.Weight),
        PhraseNode phrase => new PhraseCheck(
            part, phrase, records, [.. phrase.Terms.Select(term => Word(term.Term, phrase.Weight))]),
        PrefixNode prefix => Prefix(prefix),
        FieldNode field => Field(field),
        RangeNode range => Range(range),
        AndNode and => new AndCheck(BuildAll(and.Children)),
        OrNode or => new OrCheck(BuildAll(or.Children)),
        NotNode not => new NotCheck(Build(not.Child)),
        PreferNode prefer => new PreferCheck(Build(prefer.Required), Build(prefer.Preferred)),
        _ => new SetCheck(null, 0),
    };

    private SlotCheck[] BuildAll(ImmutableArray<QueryNode> children) => [.. children.Select(Build)];

    private TermCheck Word(TermText term, double weight) =>
        new(part, counts.Open(part, term, scratch), table, weight, weight > 0 ? counts.Idf(term) : 0);

    private SetCheck Field(FieldNode field)
    {
        Span<byte> bytes = stackalloc byte[FieldTerm.BytesMax];
        return new SetCheck(PostingList.Open(part, FieldTerm.Of(field.Field, field.Value, bytes), scratch), 0);
    }

    private SetCheck Prefix(PrefixNode prefix)
    {
        Span<byte> first = stackalloc byte[FieldTerm.BytesMax];
        ReadOnlySpan<byte> start = FieldTerm.OfWord(prefix.Prefix.Utf8, first);
        if (start.Length <= prefix.Prefix.Utf8.Length) return new SetCheck(null, 0);
        List<TermEntry> terms = [];
        TermWalk walk = new(part);
        for (bool isAny = walk.MoveTo(start); isAny && walk.Term.StartsWith(start); isAny = walk.MoveNext())
            terms.Add(walk.Entry);
        return new SetCheck(Join(terms), prefix.Weight);
    }

    private SetCheck Range(RangeNode range)
    {
        Span<byte> first = stackalloc byte[FieldTerm.BytesMax];
        Span<byte> last = stackalloc byte[FieldTerm.BytesMax];
        byte[] path = range.Field.PathUtf8();
        // A bound of -0 is the same number as 0, which is how it is written.
        ReadOnlySpan<byte> from = FieldTerm.OfNumber(path, range.Min + 0.0, first);
        ReadOnlySpan<byte> to = FieldTerm.OfNumber(path, range.Max + 0.0, last);
        List<TermEntry> terms = [];
        TermWalk walk = new(part);
        for (bool isAny = walk.MoveTo(from); isAny && walk.Term.SequenceCompareTo(to) <= 0; isAny = walk.MoveNext())
            terms.Add(walk.Entry);
        return new SetCheck(Join(terms), 0);
    }

    private PostingList? Join(List<TermEntry> terms)
    {
        if (terms.Count == 0) return null;
        if (terms.Count == 1) return PostingList.Open(part, terms[0]);
        ulong[] words = new ulong[(part.SlotCount + 63) / 64];
        foreach (TermEntry term in terms) PostingList.Open(part, term).Mark(words);
        int count = 0;
        foreach (ulong word in words) count += BitOperations.PopCount(word);
        int[] slots = new int[count];
        count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            for (ulong word = words[i]; word != 0; word &= word - 1)
                slots[count++] = 64 * i + BitOperations.TrailingZeroCount(word);
        }

        return PostingList.Of(part, slots);
    }
}
