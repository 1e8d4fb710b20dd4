using Feedlog.Format.Storage;

namespace Feedlog.Fsck.Selftest;

/// <summary>A way of damaging a store, and what a check must say about it.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Expected">The finding that names it.</param>
/// <param name="Plant">Does it.</param>
internal sealed record PlantedDamage(string Name, FindingCode Expected, Action<IStorage> Plant);
