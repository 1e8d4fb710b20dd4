namespace Feedlog;

/// <summary>How far an embedding of the records that are there has come.</summary>
/// <param name="Sequence">Records up to this sequence are done.</param>
/// <param name="LastSequence">Where it will end.</param>
/// <param name="Embedded">Records that were given a vector.</param>
/// <param name="Skipped">Records that have one already, or have no text.</param>
/// <param name="Failed">Records of which the generator could not make one.</param>
public readonly record struct EmbeddingProgress(
    ulong Sequence, ulong LastSequence, long Embedded, long Skipped, long Failed);
