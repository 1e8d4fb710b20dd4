using System.Text;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;
using Feedlog.Indexing.Vectors;
using Feedlog.Read;

namespace Feedlog.Search;

/// <summary>Finds the records of a view whose vectors of a model are nearest to one. For one thread.</summary>
internal sealed class VectorLeg
{
    private readonly float[] _vector;
    private readonly VectorQuery _query;
    private readonly byte[] _model;
    private readonly VectorSearchOptions _options;

    /// <summary>Prepares what a search asks for.</summary>
    /// <exception cref="ArgumentException">The vector or the model is missing or cannot be one.</exception>
    public VectorLeg(SearchOptions options)
    {
        if (string.IsNullOrEmpty(options.Model))
            throw new ArgumentException("A search for vectors names their model.", nameof(options));
        _vector = options.Vector.ToArray();
        _query = new VectorQuery(_vector);
        _model = Encoding.UTF8.GetBytes(options.Model);
        _options = new VectorSearchOptions { IsExact = options.IsExact };
    }

    /// <summary>The nearest records, best first; ties newest first.</summary>
    /// <param name="reader">The view.</param>
    /// <param name="analyzer">The analyzer of the store.</param>
    /// <param name="filter">What records must match.</param>
    /// <param name="request">Which of them are wanted.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="FeedlogException">InvalidQuery: the vectors of the model have other dimensions.</exception>
    public ScoredSequence[] Run(
        SnapshotReader reader, Analyzer analyzer, QueryNode filter, SearchRequest request,
        CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<VectorPart> parts = reader.View.Parts.VectorsOf(_model);
            if (parts.Count == 0) return [];
            if (parts[0].Shape != _query.Shape)
                throw Throw.OtherDimensions(_model, parts[0].Shape.Dimensions, _query.Shape.Dimensions);
            VectorMask mask = new(reader, analyzer, filter, request.FromMs, request.ToMs, cancellationToken);
            return Page(reader, parts, mask, request);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw reader.IndexFailure(failure);
        }
    }

    /// <summary>The newest vector of a model that a record has in a view; null if it has none.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage.</exception>
    public static float[]? Read(SnapshotReader reader, string model, ulong target)
    {
        try
        {
            return Read(reader, Encoding.UTF8.GetBytes(model), target);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw reader.IndexFailure(failure);
        }
    }

    /// <summary>The cosine of the newest vector that a record has in the view; null if it has none.</summary>
    /// <exception cref="IndexDamageException">A page of a file is damaged.</exception>
    /// <exception cref="IOException">A page of a file cannot be read.</exception>
    public double? CosineOf(SnapshotReader reader, ulong target) =>
        Read(reader, _model, target) is float[] values ? VectorCosine.Exact(_vector, values) : null;

    /// <summary>How near the vector is to those of the model in general.</summary>
    /// <exception cref="IndexDamageException">A page of a file is damaged.</exception>
    /// <exception cref="IOException">A page of a file cannot be read.</exception>
    public double Background(SnapshotReader reader) =>
        VectorBackground.Mean(_query, reader.View.Parts.VectorsOf(_model));

    private static float[]? Read(SnapshotReader reader, byte[] model, ulong target)
    {
        IReadOnlyList<VectorPart> parts = reader.View.Parts.VectorsOf(model);
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            if (!parts[i].TryFindNewest(target, reader.View.Sequence, out VectorRow row)) continue;
            VectorValues stored = new(reader, model);
            if (!stored.HasRecord(target)) return null;
            float[] values = new float[parts[i].Shape.Dimensions];
            stored.Read(row, values);
            return values;
        }

        return null;
    }

    // A page after the first is what is left of a longer first one.
    private ScoredSequence[] Page(
        SnapshotReader reader, IReadOnlyList<VectorPart> parts, VectorMask mask, SearchRequest request)
    {
        VectorValues values = new(reader, _model);
        long rows = parts.Sum(part => (long)part.RowCount);
        long limit = Math.Clamp(rows, 1, request.Limit);
        while (true)
        {
            VectorHit[] hits = VectorSearch.Run(
                _query, parts, reader.View.Sequence, (int)limit, mask, values, _options);
            IEnumerable<ScoredSequence> wanted = hits.Select(hit => new ScoredSequence(hit.Cosine, hit.Sequence));
            if (request.After is ScoredSequence after) wanted = wanted.Where(hit => hit > after);
            ScoredSequence[] page = [.. wanted.Take(request.Limit)];
            bool isWhole = page.Length == request.Limit || hits.Length < limit || limit >= rows;
            if (isWhole) return page;
            limit = Math.Min(Math.Min(rows, int.MaxValue), limit * 2);
        }
    }
}
