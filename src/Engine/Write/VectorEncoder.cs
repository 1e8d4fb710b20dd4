using System.Text;
using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Write;

/// <summary>Checks vectors of callers, and encodes them into frames. Any thread.</summary>
internal static class VectorEncoder
{
    /// <summary>How many vectors a draft may have.</summary>
    public const int DraftVectorsMax = 16;

    // Divided by 127 it is still a number of full precision.
    private const float SmallestScaled = 1e-35f;

    /// <summary>Checks a vector, and measures the content of its frame in bytes.</summary>
    /// <exception cref="FeedlogException">InvalidRecord: what is wrong, and the limit.</exception>
    public static int Measure(in RecordVector vector)
    {
        ReadOnlySpan<float> values = vector.Values.Span;
        if (values.Length is < 1 or > FormatLimits.VectorDimensionsMax)
        {
            throw Throw.InvalidRecord(
                $"A vector has {values.Length:N0} values.", $"Give 1 to {FormatLimits.VectorDimensionsMax:N0}.");
        }

        bool hasDirection = false;
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                throw Throw.InvalidRecord("A vector has a value that is not finite.", "Give finite values only.");
            hasDirection |= value != 0;
        }

        if (!hasDirection)
            throw Throw.InvalidRecord("All values of a vector are 0.", "Nothing is near to it: leave it out.");
        CheckRounding(values, vector.ElementType);
        return VectorFrame.ContentBytes(values.Length, vector.ElementType, ModelBytes(vector.Model));
    }

    /// <summary>Checks the vectors of a draft; no model may have two.</summary>
    /// <exception cref="FeedlogException">InvalidRecord: what is wrong, and the limit.</exception>
    public static void Check(IReadOnlyList<RecordVector> vectors)
    {
        if (vectors.Count > DraftVectorsMax)
            throw Throw.InvalidRecord($"There are {vectors.Count} vectors.", $"The limit is {DraftVectorsMax}.");
        for (int i = 1; i < vectors.Count; i++)
        {
            Measure(vectors[i]);
            for (int j = 0; j < i; j++)
            {
                if (vectors[i].Model == vectors[j].Model)
                    throw Throw.InvalidRecord("Two vectors are of one model.", "Give one for each model.");
            }
        }
    }

    /// <summary>The size of the frame of a checked vector in bytes.</summary>
    public static int FrameBytes(in RecordVector vector) =>
        (int)FrameHeader.TotalLength(0, 0, Measure(vector), 0);

    /// <summary>Writes the content of a vector frame, or the value of an inline vector.</summary>
    /// <param name="vector">A checked vector.</param>
    /// <param name="target">Exactly the measured bytes.</param>
    public static void WriteContent(in RecordVector vector, Span<byte> target)
    {
        Span<byte> model = stackalloc byte[byte.MaxValue];
        int modelBytes = DraftReader.StrictUtf8.GetBytes(vector.Model, model);
        VectorFrame.Write(target, 0, vector.ElementType, vector.Values.Span, model[..modelBytes]);
    }

    /// <summary>Encodes a vector frame that lacks what the writer knows: target, sequence and checksums.</summary>
    /// <param name="vector">A checked vector.</param>
    /// <param name="target">Id of the record; 0 where the writer is to fill it in.</param>
    /// <param name="timestampMs">When the vector was made.</param>
    /// <param name="frame">Exactly the frame's bytes.</param>
    public static void Encode(in RecordVector vector, RecordId target, long timestampMs, Span<byte> frame)
    {
        int contentBytes = VectorFrame.ContentBytes(
            vector.Values.Length, vector.ElementType, Encoding.UTF8.GetByteCount(vector.Model));
        WriteContent(vector, frame.Slice(FrameLayout.HeaderBytes, contentBytes));
        FrameEncoder.Begin(frame, new FrameHeader
        {
            Type = FrameType.Vector,
            TotalLengthBytes = frame.Length,
            Id = target.Value,
            TimestampMs = timestampMs,
            ContentLengthBytes = contentBytes,
        });
    }

    /// <summary>Fills in the target of an encoded frame and seals its body. Writer only.</summary>
    public static void SetTarget(Span<byte> frame, ulong id, ulong sequence)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(frame[FrameLayout.Id..], id);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(
            frame[(FrameLayout.HeaderBytes + VectorLayout.TargetSequence)..], sequence);
        FrameHeader header = FrameHeader.Parse(frame, 0);
        FrameEncoder.SealBody(frame, FrameLayout.HeaderBytes + header.ContentLengthBytes);
    }

    // What is kept must be a vector, too.
    private static void CheckRounding(ReadOnlySpan<float> values, VectorElementType type)
    {
        if (type == VectorElementType.F32) return;
        if (VectorFrame.ElementBytes(type) == 0)
            throw Throw.InvalidRecord($"Vectors have no elements of type {(int)type}.", "Take F32, F16 or I8.");
        float largest = 0;
        foreach (float value in values) largest = Math.Max(largest, Math.Abs(value));
        bool fits = type == VectorElementType.F16
            ? Half.IsFinite((Half)largest) && (Half)largest != Half.Zero
            : largest >= SmallestScaled;
        if (!fits)
            throw Throw.InvalidRecord($"The vector cannot be kept as {type}.", "Divide it by its length, or take F32.");
    }

    private static int ModelBytes(string? model)
    {
        if (model is null) throw Throw.InvalidRecord("A vector names no model.", "Say which model made it.");
        return DraftReader.Name(model, byte.MaxValue, "name of the model");
    }
}
