using Feedlog.Format;

namespace Feedlog.Indexing.Vectors;

/// <summary>Says which records may be in an answer: liveness, filters, time. Called by any thread.</summary>
public interface IRecordMask
{
    /// <summary>For how many sequences at once to ask: as many as a chunk has, unless each costs a lot.</summary>
    int WindowSlots => FormatLimits.ChunkSlotsMax;

    /// <summary>A bit for each of some consecutive sequences: bit i is set if record first + i may be in.</summary>
    /// <param name="firstSequence">The first.</param>
    /// <param name="count">How many, 1 to 50.</param>
    ulong Mask(ulong firstSequence, int count);
}
