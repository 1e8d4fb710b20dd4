namespace Feedlog.Compare.Contenders;

/// <summary>How a workload wants a store to be opened.</summary>
/// <param name="Sync">What a commit promises.</param>
/// <param name="IsKeyed">Records carry their key, and the store can find them by it.</param>
/// <param name="IsReadOnly">The store exists and will not be written to.</param>
/// <param name="HasWords">Words are indexed beside, if the contender does that by itself.</param>
internal readonly record struct StoreSetup(
    SyncMode Sync, bool IsKeyed = false, bool IsReadOnly = false, bool HasWords = false);
