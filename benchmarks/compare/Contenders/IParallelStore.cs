using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders;

/// <summary>A store that many producers may append to at once.</summary>
internal interface IParallelStore : IContenderStore
{
    /// <summary>Appends a record without a sync. Any thread.</summary>
    void AppendOne(RecordCorpus corpus, int index);

    /// <summary>Appends records as one commit that promises what the store was set up for. Any thread.</summary>
    ValueTask CommitAsync(RecordCorpus corpus, int first, int count) => AppendBatchAsync(corpus, first, count);
}
