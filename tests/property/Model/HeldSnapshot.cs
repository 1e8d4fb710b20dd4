namespace Feedlog.Tests.Property.Model;

/// <summary>A snapshot that is kept, with the versions it held: later deaths are not part of it.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="OpenedAtMs">When it was opened, by the store's clock.</param>
internal sealed record HeldSnapshot(FeedlogSnapshot Snapshot, long OpenedAtMs);
