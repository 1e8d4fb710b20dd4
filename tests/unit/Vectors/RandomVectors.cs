namespace Feedlog.Tests.Unit.Vectors;

/// <summary>Vectors that are made up: anyhow, or clustered as embeddings are.</summary>
internal static class RandomVectors
{
    /// <summary>A vector of values that do not depend on each other.</summary>
    public static float[] One(Random random, int dimensions)
    {
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) vector[i] = (float)Normal(random);
        return vector;
    }

    /// <summary>Vectors in clusters that lie in a space of fewer dimensions, with a little noise in all.</summary>
    public static float[][] Clustered(int seed, int count, int dimensions, int latent, int clusters)
    {
        Random random = new(seed);
        float[][] basis = Enumerable.Range(0, latent).Select(_ => One(random, dimensions)).ToArray();
        float[][] centres = Enumerable.Range(0, clusters).Select(_ => One(random, latent)).ToArray();
        float[][] vectors = new float[count][];
        for (int n = 0; n < count; n++)
        {
            float[] centre = centres[random.Next(clusters)];
            float[] vector = vectors[n] = new float[dimensions];
            for (int l = 0; l < latent; l++)
            {
                float weight = centre[l] + 0.6f * (float)Normal(random);
                for (int i = 0; i < dimensions; i++) vector[i] += weight * basis[l][i];
            }

            for (int i = 0; i < dimensions; i++) vector[i] += 0.3f * (float)Normal(random);
        }

        return vectors;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
