using Feedlog.Format.Frames;

namespace Feedlog;

/// <summary>A vector of a record, as a model made it.</summary>
/// <param name="Model">Name of the model, 1 to 255 bytes of UTF-8; vectors of two models are never compared.</param>
/// <param name="Values">1 to 4,096 finite values, not all 0; all vectors of a model have as many as its first.</param>
public readonly record struct RecordVector(string Model, ReadOnlyMemory<float> Values)
{
    /// <summary>
    /// How the values are kept: as they are (F32, 4 bytes each), or rounded to 2 bytes (F16, up to 65,504) or to 1 byte
    /// (I8, to 1/127 of the largest). What is kept is what is searched and given back.
    /// </summary>
    public VectorElementType ElementType { get; init; } = VectorElementType.F32;
}
