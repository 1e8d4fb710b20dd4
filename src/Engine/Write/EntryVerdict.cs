namespace Feedlog.Write;

/// <summary>What the writer decided about one entry.</summary>
internal struct EntryVerdict
{
    /// <summary>What to answer if the group succeeds.</summary>
    public AppendResult Result;

    /// <summary>Why the entry was refused; null if it was not.</summary>
    public FeedlogException? Refusal;

    /// <summary>Index of its frame among the planned frames; -1 if nothing is written for it.</summary>
    public int Frame;
}
