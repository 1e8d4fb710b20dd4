namespace Feedlog.Compare.Contenders;

/// <summary>How a workload wants a store to be opened.</summary>
/// <param name="Sync">What a commit promises.</param>
/// <param name="IsKeyed">Records carry their key, and the store can find them by it.</param>
/// <param name="IsReadOnly">The store exists and will not be written to.</param>
/// <param name="HasWords">Words are indexed beside, if the contender does that by itself.</param>
/// <param name="HasGivenIds">The ids of the corpus are kept; otherwise the store gives some, if it can.</param>
/// <param name="IsAwaited">A commit of one record or of an update ends when it can be found; otherwise when it is
/// accepted, if the contender tells them apart.</param>
internal readonly record struct StoreSetup(
    SyncMode Sync, bool IsKeyed = false, bool IsReadOnly = false, bool HasWords = false, bool HasGivenIds = true,
    bool IsAwaited = true);
