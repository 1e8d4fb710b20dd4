using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders;

/// <summary>An open store of a contender. Disposing it is a clean close. One thread at a time.</summary>
internal interface IContenderStore : IAsyncDisposable
{
    /// <summary>Records that opening read one by one; null if the contender does not tell.</summary>
    long? ScannedRecords { get; }

    /// <summary>
    /// Appends records without a sync, the fastest way one producer can; ends when all of them are accepted.
    /// </summary>
    /// <param name="corpus">Where the records are.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="groupRecords">Records a transaction, where the contender needs transactions to be fast.</param>
    ValueTask AppendStreamAsync(RecordCorpus corpus, int first, int count, int groupRecords);

    /// <summary>Ends when all accepted records are handed to the operating system and can be found.</summary>
    ValueTask WaitVisibleAsync();

    /// <summary>Ends when nothing is going on in the background any more, so that it disturbs no measurement.</summary>
    ValueTask WaitIdleAsync();

    /// <summary>Makes everything that was appended durable.</summary>
    ValueTask FlushAsync();

    /// <summary>Appends records as one commit that promises what the store was set up for.</summary>
    ValueTask AppendBatchAsync(RecordCorpus corpus, int first, int count);

    /// <summary>A reader for the use of one thread.</summary>
    IContenderReader OpenReader(RecordCorpus corpus);
}
