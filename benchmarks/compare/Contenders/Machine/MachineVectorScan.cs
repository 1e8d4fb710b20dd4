using System.Numerics;
using System.Runtime.InteropServices;
using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Machine;

/// <summary>
/// Multiplies a query with every vector, which were brought to the same length before and lie side by side in memory,
/// and keeps the best: nothing is in a file, nothing is filtered, and no record is fetched.
/// </summary>
internal sealed class MachineVectorScan : IVectorSearcher
{
    private const int Dimensions = ClusteredVectors.Dimensions;

    private readonly float[] _values;
    private readonly RecordCorpus _corpus;
    private readonly PriorityQueue<int, float> _best = new();

    /// <summary>Copies the vectors.</summary>
    internal MachineVectorScan(RecordCorpus corpus, ClusteredVectors vectors)
    {
        _corpus = corpus;
        _values = [.. vectors.Values];
        for (int row = 0; row < vectors.Count; row++)
        {
            Span<float> vector = _values.AsSpan(row * Dimensions, Dimensions);
            float length = MathF.Sqrt(Dot(vector, vector));
            for (int i = 0; i < Dimensions; i++) vector[i] /= length;
        }
    }

    /// <inheritdoc/>
    public int Search(VectorSearchQuery query, VectorStyle style, Span<ulong> found)
    {
        ReadOnlySpan<float> wanted = query.Vector.Span;
        _best.Clear();
        float least = float.MinValue;
        for (int row = 0; row < _values.Length / Dimensions; row++)
        {
            float score = Dot(wanted, _values.AsSpan(row * Dimensions, Dimensions));
            if (_best.Count < found.Length) _best.Enqueue(row, score);
            else if (score > least) _best.DequeueEnqueue(row, score);
            else continue;
            _best.TryPeek(out _, out least);
        }

        int count = _best.Count;
        for (int i = count - 1; i >= 0; i--) found[i] = _corpus.Id(_best.Dequeue());
        return count;
    }

    /// <summary>Nothing to let go of.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Four sums, so that none waits for the one before it.
    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ReadOnlySpan<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(left);
        ReadOnlySpan<Vector<float>> b = MemoryMarshal.Cast<float, Vector<float>>(right);
        Vector<float> sum0 = Vector<float>.Zero;
        Vector<float> sum1 = sum0;
        Vector<float> sum2 = sum0;
        Vector<float> sum3 = sum0;
        for (int i = 0; i + 3 < a.Length && i + 3 < b.Length; i += 4)
        {
            sum0 = Vector.FusedMultiplyAdd(a[i], b[i], sum0);
            sum1 = Vector.FusedMultiplyAdd(a[i + 1], b[i + 1], sum1);
            sum2 = Vector.FusedMultiplyAdd(a[i + 2], b[i + 2], sum2);
            sum3 = Vector.FusedMultiplyAdd(a[i + 3], b[i + 3], sum3);
        }

        return Vector.Sum(sum0 + sum1 + (sum2 + sum3));
    }
}
