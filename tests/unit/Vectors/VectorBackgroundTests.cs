using Feedlog.Indexing.Vectors;

namespace Feedlog.Tests.Unit.Vectors;

/// <summary>The mean cosine of a query and vectors in general.</summary>
public sealed class VectorBackgroundTests
{
    [Fact]
    public void Mean_OfManyParts_IsThatOfAllRows_ToTheErrorOfASample()
    {
        Random random = new(19);
        float[] query = RandomVectors.One(random, 64);
        VectorTail[] tails = [new(64), new(64), new(64)];
        List<double> cosines = [];
        for (int i = 0; i < 9_000; i++)
        {
            // All lean to one side, as those of a model do.
            float[] vector = [.. RandomVectors.One(random, 64).Select((value, at) => value + query[at] / 2)];
            tails[i % 7 % 3].Add((ulong)i + 1, (ulong)i + 1, default, vector);
            cosines.Add(VectorCosine.Exact(query, vector));
        }

        Assert.True(cosines.Average() > 0.2);
        Assert.Equal(cosines.Average(), VectorBackground.Mean(new VectorQuery(query), tails), 0.02);
    }

    [Fact]
    public void Mean_OfNothing_IsZero()
    {
        VectorQuery query = new([1, 2, 3]);
        Assert.Equal(0, VectorBackground.Mean(query, []));
        Assert.Equal(0, VectorBackground.Mean(query, [new VectorTail(3)]));
        Assert.Throws<ArgumentException>(() => VectorBackground.Mean(query, [new VectorTail(4)]));
    }
}
