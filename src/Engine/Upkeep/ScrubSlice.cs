namespace Feedlog.Upkeep;

/// <summary>What was read of the log in one go.</summary>
/// <param name="Next">Where to go on; the beginning if the end was reached.</param>
/// <param name="Bytes">How many bytes were read.</param>
/// <param name="Frames">How many frames are sound.</param>
/// <param name="Damage">Frames that are not; of a segment the first: nobody knows where the next begins.</param>
/// <param name="IsEnd">Whether the end of the log was reached.</param>
internal readonly record struct ScrubSlice(
    ScrubPlace Next, long Bytes, long Frames, IReadOnlyList<FeedlogCorruptException> Damage, bool IsEnd);
