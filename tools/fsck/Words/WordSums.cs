using Feedlog.Fsck.Indexes;

namespace Feedlog.Fsck.Words;

/// <summary>What a file of words says, or what the log says of the same stretch, as two sums of hashes.</summary>
internal sealed class WordSums
{
    /// <summary>Of the slots: which are records, how long, and of when.</summary>
    public ulong Slots { get; private set; }

    /// <summary>Of the postings: which term in which record, and how often.</summary>
    public ulong Postings { get; private set; }

    /// <summary>How many slots there are.</summary>
    public long SlotCount { get; private set; }

    /// <summary>Takes a slot; length and time count only of a record.</summary>
    public void AddSlot(ulong sequence, bool isRecord, byte lengthCode, long timestampMs)
    {
        SlotCount++;
        ulong what = isRecord ? IndexRules.Mix((ulong)timestampMs) + lengthCode + 1 : 0;
        Slots += IndexRules.Mix(IndexRules.Mix(sequence) ^ what);
    }

    /// <summary>Takes a posting.</summary>
    /// <param name="termHash">XXH3 of the term.</param>
    /// <param name="sequence">The record.</param>
    /// <param name="frequency">How often it has the term.</param>
    public void AddPosting(ulong termHash, ulong sequence, long frequency) =>
        Postings += IndexRules.Mix(termHash ^ IndexRules.Mix(sequence + IndexRules.Mix((ulong)frequency)));
}
