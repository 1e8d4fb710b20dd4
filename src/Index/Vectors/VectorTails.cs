using System.Buffers;
using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Indexing.Vectors;

/// <summary>The vectors of a stretch of the newest frames, a tail for each model. One writer; readers on any thread.
/// </summary>
public sealed class VectorTails
{
    private ModelTail[] _models = [];

    /// <summary>The models that have vectors here, and these.</summary>
    public IReadOnlyList<ModelTail> Models => Volatile.Read(ref _models);

    /// <summary>The vectors of a model; null if there are none.</summary>
    /// <param name="model">Its name, UTF-8.</param>
    public VectorTail? Find(ReadOnlySpan<byte> model)
    {
        foreach (ModelTail tail in Volatile.Read(ref _models))
        {
            if (model.SequenceEqual(tail.Model.Span)) return tail.Vectors;
        }

        return null;
    }

    /// <summary>Takes a vector. Writer only.</summary>
    /// <remarks>One without a direction, to which nothing is near, is passed over.</remarks>
    /// <param name="vector">The vector, of as many dimensions as those of its model before.</param>
    /// <param name="target">Sequence of its record.</param>
    /// <param name="sequence">Sequence of the frame that has it.</param>
    /// <param name="address">Where that frame is.</param>
    public void Add(in VectorFrame vector, ulong target, ulong sequence, FrameAddress address)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(FormatLimits.VectorDimensionsMax);
        Span<float> values = rented.AsSpan(0, vector.Dimensions);
        vector.CopyTo(values);
        VectorTail? known = Find(vector.Model);
        VectorTail tail = known ?? new VectorTail(values.Length);
        // It is the first that has a direction that decides of the dimensions: it is the first in a file, too.
        if (tail.Add(target, sequence, address, values) && known is null)
            Volatile.Write(ref _models, [.. _models, new ModelTail(vector.Model.ToArray(), tail)]);
        ArrayPool<float>.Shared.Return(rented);
    }
}
