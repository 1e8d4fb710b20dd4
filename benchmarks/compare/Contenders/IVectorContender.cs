using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders;

/// <summary>A contender that finds records by vectors.</summary>
internal interface IVectorContender : IContender
{
    /// <summary>Which ways of searching it knows.</summary>
    IReadOnlyList<VectorStyle> VectorStyles { get; }

    /// <summary>
    /// Makes a store of the first records of a corpus, each with its vector; ends when all of them are in the
    /// indexes.
    /// </summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="corpus">The records.</param>
    /// <param name="vectors">Their vectors, which decide how many records are taken.</param>
    ValueTask<IVectorSearcher> LoadVectorsAsync(string folder, RecordCorpus corpus, ClusteredVectors vectors);
}
