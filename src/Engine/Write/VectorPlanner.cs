using System.Buffers;
using System.Text;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Write;

/// <summary>
/// Judges the vectors of a block: whether they have the dimensions of their model, and whether they are there already.
/// Writer only.
/// </summary>
internal sealed class VectorPlanner
{
    // What the block has planned so far and the indexes do not know yet.
    private readonly List<(byte[] Model, int Dimensions, int Frame)> _models = [];
    private readonly Dictionary<(ulong Target, WideHash Model), int> _frameOfTarget = [];

    /// <summary>Forgets everything, ready for another block.</summary>
    public void Clear()
    {
        _models.Clear();
        _frameOfTarget.Clear();
    }

    /// <summary>Takes back what was planned for this frame and those behind it.</summary>
    public void RollBackTo(int frame)
    {
        _models.RemoveAll(model => model.Frame >= frame);
        foreach ((ulong Target, WideHash Model) key in _frameOfTarget.Keys.ToArray())
        {
            if (_frameOfTarget[key] >= frame) _frameOfTarget.Remove(key);
        }
    }

    /// <summary>Why a vector cannot be one of its model; null if it can.</summary>
    public FeedlogException? Refusal(in VectorFrame vector, IndexParts parts)
    {
        int dimensions = parts.DimensionsOf(vector.Model);
        if (dimensions == 0) dimensions = PlannedDimensions(vector.Model);
        return dimensions == 0 || dimensions == vector.Dimensions
            ? null
            : Throw.InvalidRecord(
                $"The vector has {vector.Dimensions} values, those of the model '{NameOf(vector)}' have {dimensions}.",
                "Give it with the name of the model that made it.");
    }

    /// <summary>Takes a vector that will be written.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="target">Sequence of its record.</param>
    /// <param name="frame">Number of the planned frame.</param>
    public void Take(in VectorFrame vector, ulong target, int frame)
    {
        if (PlannedDimensions(vector.Model) == 0) _models.Add((vector.Model.ToArray(), vector.Dimensions, frame));
        _frameOfTarget[(target, Checksum.Xxh3Wide(vector.Model, 0))] = frame;
    }

    /// <summary>Finds the newest vector of the same record and model, if it is planned in this block.</summary>
    public bool TryFindPlanned(in VectorFrame vector, ulong target, out int frame) =>
        _frameOfTarget.TryGetValue((target, Checksum.Xxh3Wide(vector.Model, 0)), out frame);

    /// <summary>Finds the newest stored vector of the same record and model.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="target">Sequence of its record.</param>
    /// <param name="parts">The indexes.</param>
    /// <param name="row">Where the stored one is.</param>
    /// <param name="sequence">Its sequence; 0 if there is none.</param>
    public static bool TryFindStored(
        in VectorFrame vector, ulong target, IndexParts parts, out VectorRow row, out ulong sequence)
    {
        IReadOnlyList<VectorPart> vectors = parts.VectorsOf(vector.Model);
        for (int i = vectors.Count - 1; i >= 0; i--)
        {
            if (!vectors[i].TryFindNewest(target, ulong.MaxValue, out row)) continue;
            sequence = row.Sequence;
            return true;
        }

        row = default;
        sequence = 0;
        return false;
    }

    /// <summary>Says whether a stored vector is the same as one; one that cannot be read is not.</summary>
    public static bool IsSame(in VectorFrame vector, in VectorRow row, SegmentSet segments)
    {
        try
        {
            FrameView stored = segments.Read(row.Address, out byte[]? rented);
            bool isSame = VectorFrame.TryFind(stored, out VectorFrame other, out _) && other.Says(vector);
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
            return isSame;
        }
        catch (FeedlogCorruptException)
        {
            // It is replaced.
            return false;
        }
    }

    private int PlannedDimensions(ReadOnlySpan<byte> name)
    {
        foreach ((byte[] model, int dimensions, _) in _models)
        {
            if (name.SequenceEqual(model)) return dimensions;
        }

        return 0;
    }

    private static string NameOf(in VectorFrame vector) => Encoding.UTF8.GetString(vector.Model);
}
