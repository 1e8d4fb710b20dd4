namespace Feedlog.Tool;

/// <summary>Opens stores in the ways that commands need.</summary>
internal static class StoreAccess
{
    /// <summary>Opens a store for reading, beside a writer or not.</summary>
    public static ValueTask<FeedlogStore> OpenForReadingAsync(
        string path, CliStreams streams, CancellationToken cancellationToken) =>
        FeedlogStore.OpenReadOnlyAsync(Check(path), Options(streams, false), cancellationToken);

    /// <summary>Opens a store for writing.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="mayCreate">Make a new store if there is none.</param>
    /// <param name="streams">Gives the clock.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static ValueTask<FeedlogStore> OpenForWritingAsync(
        string path, bool mayCreate, CliStreams streams, CancellationToken cancellationToken) =>
        FeedlogStore.OpenAsync(Check(path), Options(streams, mayCreate), cancellationToken);

    /// <summary>Makes a new store.</summary>
    public static ValueTask<FeedlogStore> CreateAsync(
        string path, string analyzer, CliStreams streams, CancellationToken cancellationToken)
    {
        FeedlogOptions options = Options(streams, true) with { FailIfExists = true, Analyzer = analyzer };
        return FeedlogStore.OpenAsync(Check(path), options, cancellationToken);
    }

    private static FeedlogOptions Options(CliStreams streams, bool mayCreate) => new()
    {
        CreateIfMissing = mayCreate,
        TimeProvider = streams.Clock,

        // A command can report a sector that cannot be read; through a map it would end without a word.
        ReadMode = ReadMode.Positioned,
    };

    private static string Check(string path) =>
        path.Length > 0 ? path : throw CliException.Usage("STORE is the path of a folder; it is empty.");
}
