namespace Feedlog;

/// <summary>A vector of a record, as a model made it.</summary>
/// <param name="Model">Name of the model, 1 to 255 bytes of UTF-8; vectors of two models are never compared.</param>
/// <param name="Values">1 to 4,096 finite values, not all 0; all vectors of a model have as many as its first.</param>
public readonly record struct RecordVector(string Model, ReadOnlyMemory<float> Values);
