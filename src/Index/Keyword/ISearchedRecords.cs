using Feedlog.Indexing.Query;

namespace Feedlog.Indexing.Keyword;

/// <summary>What a search asks of records that are about to be hits.</summary>
public interface ISearchedRecords
{
    /// <summary>Says that the content of a record is about to be asked for. Only a hint.</summary>
    void Prefetch(ulong sequence);

    /// <summary>Whether a record is neither ended nor expired in the view that is searched.</summary>
    bool IsLive(ulong sequence);

    /// <summary>Whether the content of a record has a phrase; its terms it has.</summary>
    bool HasPhrase(ulong sequence, PhraseNode phrase);
}
