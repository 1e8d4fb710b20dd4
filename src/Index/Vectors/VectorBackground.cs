using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Vectors;

/// <summary>How near a query is to vectors in general: vectors of one model all lean to one side.</summary>
public static class VectorBackground
{
    // The mean of so many is off by a thirtieth of their spread: nothing beside what stands out.
    private const int RowsMax = 1024;

    /// <summary>The mean cosine of a query and rows from all over the parts; 0 if there are none.</summary>
    /// <remarks>By their codes, and of rows that no search may find as well: about 100 us.</remarks>
    /// <param name="query">The query.</param>
    /// <param name="parts">Files and tails of the query's model.</param>
    /// <exception cref="ArgumentException">The parts are of another number of dimensions than the query.</exception>
    /// <exception cref="IndexDamageException">A page of a file is damaged.</exception>
    /// <exception cref="IOException">A page of a file cannot be read.</exception>
    public static double Mean(VectorQuery query, IReadOnlyList<VectorPart> parts)
    {
        long rowCount = 0;
        foreach (VectorPart part in parts)
        {
            if (part.Shape != query.Shape)
                throw new ArgumentException("The index has other dimensions than the query.", nameof(query));
            rowCount += part.RowCount;
        }

        long stride = (rowCount + RowsMax - 1) / RowsMax;
        double sum = 0;
        int count = 0;
        foreach (VectorPart part in parts)
        {
            int limit = part.RowCount;
            for (long row = 0; row < limit; row += stride, count++)
                sum += query.Estimate(SimdSupport.Best, part, (int)row, part.Row((int)row).Step);
        }

        return count == 0 ? 0 : sum / count;
    }
}
