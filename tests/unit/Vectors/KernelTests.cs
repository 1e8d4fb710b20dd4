using System.Numerics;
using Feedlog.Indexing.Vectors;

namespace Feedlog.Tests.Unit.Vectors;

/// <summary>Every width of every kernel gives what a plain loop gives, whatever the number of dimensions.</summary>
public sealed class KernelTests
{
    private static readonly int[] s_dimensions = [1, 2, 7, 8, 15, 16, 17, 63, 64, 65, 100, 384, 768, 1536, 4095, 4096];

    public static TheoryData<int> Widths()
    {
        TheoryData<int> widths = [];
        foreach (SimdWidth width in Enum.GetValues<SimdWidth>())
        {
            if (SimdSupport.IsSupported(width)) widths.Add((int)width);
        }

        return widths;
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Distances_AreTheNumbersOfDifferentBits(int width)
    {
        Random random = new(11);
        foreach (int dimensions in s_dimensions)
        {
            SketchShape shape = new(dimensions);
            ulong[] page = new ulong[504];
            for (int i = 0; i < page.Length; i++) page[i] = Word(random);
            ulong[] query = Enumerable.Range(0, shape.Words).Select(_ => Word(random)).ToArray();
            foreach (int rows in (int[])[1, 3, 4, 7, 8, 9, 15, 16, 17, 40, shape.RowsPerBitsPage])
            {
                if (rows > shape.RowsPerBitsPage) continue;
                ulong[] distances = new ulong[rows];
                HammingKernel.Distances((SimdWidth)width, page, shape.RowsPerBitsPage, query, distances);
                for (int row = 0; row < rows; row++)
                {
                    int expected = 0;
                    for (int w = 0; w < query.Length; w++)
                        expected += BitOperations.PopCount(page[w * shape.RowsPerBitsPage + row] ^ query[w]);
                    Assert.Equal((ulong)expected, distances[row]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void CodeDot_IsExact_AtTheLargestValuesToo(int width)
    {
        Random random = new(12);
        foreach (int dimensions in s_dimensions)
        {
            int length = new SketchShape(dimensions).CodeBytes;
            foreach (bool isLargest in (bool[])[false, true])
            {
                short[] query = new short[length];
                sbyte[] codes = new sbyte[length];
                long expected = 0;
                for (int i = 0; i < length; i++)
                {
                    query[i] = (short)(isLargest ? CodeKernel.QueryMax : random.Next(-4095, 4096));
                    codes[i] = (sbyte)(isLargest ? -127 : random.Next(-127, 128));
                    expected += query[i] * codes[i];
                }

                Assert.Equal(expected, CodeKernel.Dot((SimdWidth)width, query, codes));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Cosines_AreThoseOfDoublePrecision_To1e5(int width)
    {
        Random random = new(13);
        foreach (int dimensions in s_dimensions)
        {
            float[] query = RandomVectors.One(random, dimensions);
            float[][] rows = Enumerable.Range(0, 9).Select(_ => RandomVectors.One(random, dimensions)).ToArray();
            Array.Clear(rows[4]);
            float[] cosines = new float[rows.Length];
            VectorCosine.Many((SimdWidth)width, query, rows.SelectMany(row => row).ToArray(), cosines);
            for (int i = 0; i < rows.Length; i++)
            {
                double expected = PlainCosine(query, rows[i]);
                Assert.Equal(expected, cosines[i], 1e-5);
                Assert.Equal(expected, VectorCosine.Exact(query, rows[i]), 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(384, 5608)]
    [InlineData(100, 1027)]
    public void Cosines_ByTwoThreads_AreThoseOfOne(int dimensions, int rowCount)
    {
        Random random = new(14);
        float[] query = RandomVectors.One(random, dimensions);
        float[] rows = [.. Enumerable.Range(0, rowCount).SelectMany(_ => RandomVectors.One(random, dimensions))];
        float[] one = new float[rowCount];
        float[] two = new float[rowCount];
        VectorCosine.Many(query, rows, one);
        VectorCosine.Many(query, rows, two, 2);
        for (int i = 0; i < rowCount; i++) Assert.Equal(one[i], two[i], 1e-6);
        Assert.Throws<ArgumentException>(() => VectorCosine.Many(query, rows, new float[1], 2));
    }

    [Fact]
    public void Cosines_OfLengthsThatDoNotAgree_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => VectorCosine.Many(new float[3], new float[7], new float[2]));
        Assert.Throws<ArgumentException>(() => VectorCosine.Exact(new float[3], new float[4]));
    }

    private static ulong Word(Random random) => random.Next(8) switch
    {
        0 => 0,
        1 => ulong.MaxValue,
        _ => (ulong)random.NextInt64() * 3,
    };

    private static double PlainCosine(float[] left, float[] right)
    {
        (double dot, double leftSquare, double rightSquare) = (0, 0, 0);
        for (int i = 0; i < left.Length; i++)
        {
            dot += (double)left[i] * right[i];
            leftSquare += (double)left[i] * left[i];
            rightSquare += (double)right[i] * right[i];
        }

        return rightSquare == 0 ? 0 : dot / Math.Sqrt(leftSquare * rightSquare);
    }
}
