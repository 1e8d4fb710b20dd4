using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders;

/// <summary>A store whose records can be given other contents.</summary>
internal interface IUpdatableStore : IContenderStore
{
    /// <summary>
    /// Gives the record with a key the content and metadata of another, as one commit; its time stays. Where a record
    /// has no key but its id, it is found by that.
    /// </summary>
    /// <param name="corpus">Where the records are.</param>
    /// <param name="index">The record whose key it is.</param>
    /// <param name="from">The record whose content and metadata it gets.</param>
    ValueTask UpdateAsync(RecordCorpus corpus, int index, int from);

    /// <summary>A reader for the thread that writes, which may use what the store writes with.</summary>
    IContenderReader OpenWritersReader(RecordCorpus corpus) => OpenReader(corpus);
}
