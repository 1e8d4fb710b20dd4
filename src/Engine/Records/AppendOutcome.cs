namespace Feedlog;

/// <summary>What became of an append that did not fail.</summary>
public enum AppendOutcome
{
    /// <summary>The record was written.</summary>
    Appended = 0,

    /// <summary>The record was written and took the place of an older one with the same stream and key.</summary>
    Superseded = 1,

    /// <summary>Nothing was written: it was there already.</summary>
    Skipped = 2,
}
