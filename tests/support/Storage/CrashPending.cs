namespace Feedlog.Tests.Support.Storage;

/// <summary>What a power loss could take at a moment: the axes along which images are enumerated.</summary>
/// <param name="NameCount">How many changes of names are not synced.</param>
/// <param name="SectorCount">How many sectors are touched by changes that are not synced.</param>
/// <param name="Changes">The changes of bytes and lengths that are not synced, in order.</param>
internal sealed record CrashPending(int NameCount, int SectorCount, IReadOnlyList<PendingChange> Changes);
