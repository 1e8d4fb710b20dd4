using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Search;

/// <summary>Reads the vectors of one model from the log. For one thread.</summary>
/// <param name="reader">The view.</param>
/// <param name="model">Name of the model, UTF-8.</param>
internal sealed class VectorValues(SnapshotReader reader, byte[] model) : IVectorValues
{
    /// <inheritdoc/>
    public bool HasRecord(ulong target) => reader.TryFindSequence(target, out _, out bool isRecord) && isRecord;

    /// <inheritdoc/>
    /// <exception cref="FeedlogCorruptException">The frame is damaged.</exception>
    public void Read(in VectorRow row, Span<float> values)
    {
        FrameView frame = reader.Read(row.Address, out byte[]? rented);
        bool isIt = frame.Sequence == row.Sequence &&
            VectorFrame.TryFind(frame, out VectorFrame vector, out ulong target) && target == row.Target &&
            vector.Model.SequenceEqual(model) && vector.Dimensions == values.Length;
        if (isIt) ReadValues(frame, values);
        SnapshotReader.Return(rented);
        if (!isIt) throw Contradiction(row.Sequence);
    }

    // Vectors and log say the same of what is there: if it is another, an index lies, and nobody knows which file.
    private FeedlogCorruptException Contradiction(ulong sequence)
    {
        foreach (SharedIndexFile<VectorFileReader> file in reader.View.Parts.Sealed.VectorFiles) file.MarkSuspect();
        return Throw.Corrupt(
            FormatFault.BadOrder, StoreLayout.IndexFolder, 0, $"Vector {sequence} is not where an index has it");
    }

    private static void ReadValues(in FrameView frame, Span<float> values)
    {
        if (VectorFrame.TryFind(frame, out VectorFrame vector, out _)) vector.CopyTo(values);
    }
}
