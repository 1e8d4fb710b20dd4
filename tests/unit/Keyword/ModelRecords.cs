using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Query;

namespace Feedlog.Tests.Unit.Keyword;

/// <summary>Answers what a search asks of records.</summary>
internal sealed class ModelRecords(WordModel model) : ISearchedRecords
{
    private readonly Dictionary<ulong, WordRecord> _records =
        model.Slots.OfType<WordRecord>().ToDictionary(record => record.Sequence);

    public void Prefetch(ulong sequence)
    {
    }

    public bool IsLive(ulong sequence) => _records[sequence].IsLive;

    public bool HasPhrase(ulong sequence, PhraseNode phrase) => WordOracle.HasPhrase(_records[sequence], phrase);
}
