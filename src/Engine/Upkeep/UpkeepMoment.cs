namespace Feedlog.Upkeep;

/// <summary>The state of a store in which jobs say whether they are due.</summary>
/// <param name="NowMs">The time, ms since 1970.</param>
/// <param name="IsIdle">Whether nobody has appended for a while.</param>
/// <param name="Sequence">The last published sequence.</param>
/// <param name="LogBytes">Bytes of the log.</param>
/// <param name="UnsealedBytes">Bytes of the log that no run covers.</param>
internal readonly record struct UpkeepMoment(
    long NowMs, bool IsIdle, ulong Sequence, long LogBytes, long UnsealedBytes);
