using Feedlog.Indexing.Embedding;
using Feedlog.Indexing.Vectors;
using Feedlog.Retrieval.Collections;

namespace Feedlog.Retrieval.Measuring;

/// <summary>The vectors of a collection, searched as the engine searches them. One thread.</summary>
internal sealed class VectorLeg : IVectorValues
{
    private const int RandomDimensions = 256;

    private readonly float[][] _documents;
    private readonly VectorTail _tail;

    /// <summary>Indexes the vectors of a collection's documents.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="source">Where they come from: lsi, trigram or random.</param>
    /// <exception cref="InvalidDataException">There are none beside it.</exception>
    internal VectorLeg(Collection collection, string source)
    {
        (_documents, Queries) = source switch
        {
            "trigram" => Trigrams(collection),
            "random" => Randoms(collection),
            _ => Beside(collection, source),
        };
        _tail = new VectorTail(_documents[0].Length);
        for (int i = 0; i < _documents.Length; i++) _tail.Add((ulong)i + 1, (ulong)i + 1, default, _documents[i]);
    }

    /// <summary>A vector for each query.</summary>
    internal IReadOnlyList<float[]> Queries { get; }

    /// <summary>The nearest documents, by their place in the collection, and the mean of all cosines.</summary>
    internal (IReadOnlyList<int> Documents, double Background) Nearest(int query, int limit)
    {
        VectorQuery prepared = new(Queries[query]);
        VectorHit[] hits = VectorSearch.Run(
            prepared, [_tail], ulong.MaxValue, limit, null, this, VectorSearchOptions.Default);
        return ([.. hits.Select(hit => (int)hit.Sequence - 1)], VectorBackground.Mean(prepared, [_tail]));
    }

    /// <summary>The cosine of a query and a document; null if the document's vector has no direction.</summary>
    internal double? Cosine(int query, int document) => _documents[document].Any(value => value != 0)
        ? VectorCosine.Exact(Queries[query], _documents[document])
        : null;

    /// <inheritdoc/>
    public bool HasRecord(ulong target) => true;

    /// <inheritdoc/>
    public void Read(in VectorRow row, Span<float> values)
    {
        _documents[(int)row.Target - 1].CopyTo(values);
    }

    private static (float[][] Documents, float[][] Queries) Trigrams(Collection collection) => (
        [.. collection.Documents.Select(document => TrigramEmbedder.Embed(document.Text))],
        [.. collection.Queries.Select(query => TrigramEmbedder.Embed(query.Text))]);

    // What a leg looks like that knows nothing.
    private static (float[][] Documents, float[][] Queries) Randoms(Collection collection)
    {
        Random random = new(3);
        return (
            [.. collection.Documents.Select(_ => RandomVector(random))],
            [.. collection.Queries.Select(_ => RandomVector(random))]);
    }

    // The sum of twelve even numbers is as good as normal: no direction is more likely than another.
    private static float[] RandomVector(Random random) => [.. Enumerable.Range(0, RandomDimensions).Select(
        _ => (float)(Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6))];

    private static (float[][] Documents, float[][] Queries) Beside(Collection collection, string source)
    {
        string? folder = collection.Folder is null
            ? null
            : Directory.EnumerateDirectories(collection.Folder, source + "*").Order(StringComparer.Ordinal)
                .FirstOrDefault();
        if (folder is null) throw new InvalidDataException($"There are no {source} vectors beside this collection.");
        float[][] queries = VectorFiles.Read(Path.Combine(folder, "query-vectors.f32"), collection.QueryCount);
        return (
            VectorFiles.Read(Path.Combine(folder, "doc-vectors.f32"), collection.Documents.Count),
            [.. collection.Queries.Select(query => queries[query.Number])]);
    }
}
