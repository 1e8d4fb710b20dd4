using Feedlog.Indexing.Query;

namespace Feedlog.Indexing.Keyword;

/// <summary>Matches slots that have the words of a phrase at their distances: the lists say who has the words, the
/// record itself at which distances.</summary>
internal sealed class PhraseCheck : SlotCheck
{
    private readonly KeywordPart _part;
    private readonly PhraseNode _phrase;
    private readonly ISearchedRecords _records;
    private readonly AndCheck _words;
    private readonly TermCheck[] _scoring;

    // How often a record with the phrase has each of the words at least: a word may stand in it more than once.
    private readonly int[] _least;

    /// <summary>Makes the check.</summary>
    /// <param name="part">The part.</param>
    /// <param name="phrase">The phrase.</param>
    /// <param name="records">Where records are asked for.</param>
    /// <param name="words">The words in the order of the phrase, each with the weight of the phrase.</param>
    public PhraseCheck(KeywordPart part, PhraseNode phrase, ISearchedRecords records, TermCheck[] words)
    {
        _part = part;
        _phrase = phrase;
        _records = records;
        _scoring = words;
        _words = new AndCheck(words);
        _least = [.. phrase.Terms.Select(
            term => phrase.Terms.Where(other => other.Term == term.Term).DistinctBy(other => other.Offset).Count())];
    }

    /// <inheritdoc/>
    public override double ScoreMax => _words.ScoreMax;

    /// <inheritdoc/>
    public override long Cost => _words.Cost;

    /// <inheritdoc/>
    public override bool ReadsRecords => true;

    /// <inheritdoc/>
    public override bool IsExact => true;

    /// <inheritdoc/>
    public override bool Matches(int slot, out double score)
    {
        if (MayMatch(slot, out score) && Confirms(slot)) return true;
        score = 0;
        return false;
    }

    /// <inheritdoc/>
    public override bool MayMatch(int slot, out double score)
    {
        score = 0;
        double sum = 0;
        for (int i = 0; i < _scoring.Length; i++)
        {
            if (!_scoring[i].TryScore(slot, out double added, out int frequency) || frequency < _least[i]) return false;
            sum += added;
        }

        score = _phrase.Weight * sum;
        return true;
    }

    /// <inheritdoc/>
    public override bool Confirms(int slot) => _records.HasPhrase(_part.SequenceOf(slot), _phrase);

    /// <inheritdoc/>
    public override void AddCover(List<CoverItem> cover) => _words.AddCover(cover);

    /// <inheritdoc/>
    public override double AddRequired(List<CoverItem> required)
    {
        foreach (TermCheck word in _scoring) word.AddRequired(required);
        return 0;
    }
}
