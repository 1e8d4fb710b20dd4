using System.Collections.Immutable;
using System.Text;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.HotKey;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Tail;
using Feedlog.Indexing.Vectors;

namespace Feedlog.Indexing.Views;

/// <summary>Which indexes cover the log: sealed ones first, then tails, oldest first. Immutable.</summary>
public sealed class IndexParts
{
    private readonly TailIndex[] _tails;

    /// <summary>Puts indexes together.</summary>
    /// <param name="sealedIndexes">The sealed indexes; who holds the parts sees to a reference.</param>
    /// <param name="tails">The tails; the last one is still being written.</param>
    /// <param name="words">Parts of words in memory, oldest first: they go on where the files of words end.</param>
    /// <param name="hot">The hot keys; null to do without.</param>
    /// <param name="hotGeneration">Into which generation of them readers of these parts may promote.</param>
    public IndexParts(
        SealedIndexes sealedIndexes, IEnumerable<TailIndex> tails, ImmutableArray<KeywordPart> words, HotKeyIndex? hot,
        ulong hotGeneration)
    {
        Sealed = sealedIndexes;
        Words = words;
        _tails = [.. tails];
        Hot = hot;
        HotGeneration = hotGeneration;
    }

    /// <summary>The sealed indexes.</summary>
    public SealedIndexes Sealed { get; }

    /// <summary>The tails, oldest first.</summary>
    public IReadOnlyList<TailIndex> Tails => _tails;

    /// <summary>The tail that is being written.</summary>
    public TailIndex Active => _tails[^1];

    /// <summary>Parts of words in memory, oldest first. What lies behind the last one is in none.</summary>
    public ImmutableArray<KeywordPart> Words { get; }

    /// <summary>The stretch with which words end, in memory or in files; null if none are indexed.</summary>
    public IndexCoverage? LastWords => Words.IsEmpty ? Sealed.LastWords : Words[^1].Coverage;

    /// <summary>How many dimensions the vectors of a model have, which its first one decides; 0 if it has none.
    /// </summary>
    /// <param name="model">Its name, UTF-8.</param>
    public int DimensionsOf(ReadOnlySpan<byte> model)
    {
        foreach (SharedIndexFile<VectorFileReader> file in Sealed.VectorFiles)
        {
            if (file.Reader.Model.SequenceEqual(model)) return file.Reader.Shape.Dimensions;
        }

        foreach (TailIndex tail in _tails)
        {
            if (tail.Vectors.Find(model) is VectorTail found) return found.Shape.Dimensions;
        }

        return 0;
    }

    /// <summary>The vectors of a model, oldest first.</summary>
    /// <param name="model">Its name, UTF-8.</param>
    public IReadOnlyList<VectorPart> VectorsOf(ReadOnlySpan<byte> model)
    {
        List<VectorPart> parts = [];
        foreach (SharedIndexFile<VectorFileReader> file in Sealed.VectorFiles)
        {
            if (file.Reader.Model.SequenceEqual(model)) parts.Add(file.Reader);
        }

        foreach (TailIndex tail in _tails)
        {
            if (tail.Vectors.Find(model) is VectorTail found) parts.Add(found);
        }

        return parts;
    }

    /// <summary>The vectors of all models, in no order.</summary>
    public IEnumerable<VectorPart> AllVectors() =>
        Sealed.VectorFiles.Select(file => (VectorPart)file.Reader)
            .Concat(_tails.SelectMany(tail => tail.Vectors.Models).Select(model => model.Vectors));

    /// <summary>Names of the models that have vectors, in order.</summary>
    public IReadOnlyList<string> VectorModels()
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (SharedIndexFile<VectorFileReader> file in Sealed.VectorFiles)
            names.Add(Encoding.UTF8.GetString(file.Reader.Model));
        foreach (ModelTail model in _tails.SelectMany(tail => tail.Vectors.Models))
            names.Add(Encoding.UTF8.GetString(model.Model.Span));
        return [.. names];
    }

    /// <summary>The hot keys, if there are any.</summary>
    public HotKeyIndex? Hot { get; }

    /// <summary>
    /// The generation of the hot keys when the sealed indexes of these parts were made: readers may promote only into
    /// the same one, for later ones know of records that these sealed indexes do not.
    /// </summary>
    public ulong HotGeneration { get; }

    /// <summary>The tails, for gets.</summary>
    internal ReadOnlySpan<TailIndex> TailSpan => _tails;
}
