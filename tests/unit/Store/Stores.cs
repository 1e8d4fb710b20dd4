using Feedlog.Format.Storage;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Stores for tests, and what nearly every test asks of them.</summary>
internal static class Stores
{
    /// <summary>A store in memory with a clock that the test sets.</summary>
    public static FeedlogStore InMemory(ManualTime? time = null, FeedlogOptions? options = null) =>
        FeedlogStore.CreateInMemory((options ?? new FeedlogOptions()) with { TimeProvider = time ?? new ManualTime() });

    /// <summary>Opens a store on a storage.</summary>
    public static async Task<FeedlogStore> OpenAsync(IStorage storage, FeedlogOptions? options = null) =>
        await FeedlogStore.OpenAsync(storage, options ?? new FeedlogOptions());

    /// <summary>Fails unless the attempt is refused with this code, and returns the refusal.</summary>
    public static async Task<FeedlogException> RefusedAsync(FeedlogErrorCode code, Func<Task> attempt)
    {
        FeedlogException refusal = await Assert.ThrowsAnyAsync<FeedlogException>(attempt);
        Assert.Equal(code, refusal.Code);
        Assert.Contains(refusal.Remedy, refusal.Message, StringComparison.Ordinal);
        return refusal;
    }

    /// <summary>The contents of all live records in order of arrival.</summary>
    public static async Task<string[]> ContentsAsync(FeedlogStore store) =>
        await store.ScanAsync().Select(record => record.Content).ToArrayAsync();

    /// <summary>Ends the process that has the store open; the storage is returned for the next one.</summary>
    public static async Task<CrashStorage> KillAsync(CrashStorage storage, FeedlogStore store)
    {
        CrashStorage next = storage.Kill();
        try
        {
            await store.DisposeAsync();
        }
        catch (FeedlogException)
        {
            // The storage of a dead process fails, and the store says so.
        }

        return next;
    }
}
