namespace Feedlog.Benchmarks.Corpus;

/// <summary>
/// Made-up vectors of a seed: clusters in a space of fewer dimensions and a little noise in all, as embeddings are.
/// </summary>
internal sealed class ClusteredVectors
{
    /// <summary>Values of a vector.</summary>
    internal const int Dimensions = 384;

    private const int LatentDimensions = 64;
    private const int RowsPerCluster = 100;
    private const ulong QueryStream = 1;

    private readonly ulong _seed;

    /// <summary>Makes so many vectors.</summary>
    internal ClusteredVectors(int count, ulong seed)
    {
        _seed = seed;
        SeededRandom random = new(seed, 0);
        float[] basis = Uniform(ref random, LatentDimensions * Dimensions);
        float[] centres = Uniform(ref random, (count / RowsPerCluster + 1) * LatentDimensions);
        Values = Uniform(ref random, count * Dimensions);
        for (int row = 0; row < count; row++)
        {
            Span<float> vector = Values.AsSpan(row * Dimensions, Dimensions);
            for (int l = 0; l < LatentDimensions; l++)
            {
                float weight = centres[row / RowsPerCluster * LatentDimensions + l] + Uniform(ref random) / 2;
                for (int i = 0; i < Dimensions; i++) vector[i] += weight * basis[l * Dimensions + i];
            }
        }
    }

    /// <summary>All values, vector after vector.</summary>
    internal float[] Values { get; }

    /// <summary>How many vectors there are.</summary>
    internal int Count => Values.Length / Dimensions;

    /// <summary>One of them.</summary>
    internal ReadOnlyMemory<float> this[int row] => Values.AsMemory(row * Dimensions, Dimensions);

    /// <summary>A vector that is none of them, near one and its cluster; the same number gives the same.</summary>
    internal float[] MakeQuery(int row, ulong number)
    {
        SeededRandom random = new(_seed + number, QueryStream);
        float[] query = this[row].ToArray();
        for (int i = 0; i < Dimensions; i++) query[i] += 2 * Uniform(ref random);
        return query;
    }

    private static float[] Uniform(ref SeededRandom random, int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = Uniform(ref random);
        return values;
    }

    private static float Uniform(ref SeededRandom random) => (float)(2 * random.Unit() - 1);
}
