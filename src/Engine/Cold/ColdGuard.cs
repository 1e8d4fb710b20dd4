using Feedlog.Format;
using Feedlog.Format.Storage;

namespace Feedlog.Cold;

/// <summary>Makes our own exceptions of those of the file system.</summary>
internal static class ColdGuard
{
    /// <summary>Does work on the files of the cold tier.</summary>
    /// <param name="storage">Where they are.</param>
    /// <param name="what">What the work is called, at the beginning of a sentence.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="FeedlogException">Corrupt, StorageFull or Storage, and what the work throws.</exception>
    public static async Task<T> RunAsync<T>(IStorage storage, string what, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (FileNotFoundException missing)
        {
            throw Throw.Corrupt(FormatFault.Truncated, missing.FileName ?? "", 0, "A file of the store is missing");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            IOException cause = failure as IOException ?? new IOException(failure.Message, failure);
            throw Throw.Storage(cause, $"{what} in {storage.Place} failed");
        }
    }
}
