namespace Feedlog;

/// <summary>What an embedding of the records that are there has done.</summary>
/// <param name="Model">Name under which the vectors are kept.</param>
/// <param name="Dimensions">Values of each; 0 if the model has no vectors.</param>
/// <param name="Embedded">Records that were given a vector.</param>
/// <param name="Skipped">Records that had one already, have no text, or were deleted meanwhile.</param>
/// <param name="Failed">Records that cannot be read, or of which the generator could not make one.</param>
/// <param name="FirstFailure">Why the first of those failed; null if none did.</param>
public sealed record EmbeddingResult(
    string Model, int Dimensions, long Embedded, long Skipped, long Failed, string? FirstFailure);
