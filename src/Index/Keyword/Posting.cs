namespace Feedlog.Indexing.Keyword;

/// <summary>That a slot has a term. A field for each, as the counts are raised in place.</summary>
internal struct Posting
{
    /// <summary>The number of the term.</summary>
    public int Term;

    /// <summary>The slot.</summary>
    public int Slot;

    /// <summary>How often, at least 1.</summary>
    public int Frequency;
}
