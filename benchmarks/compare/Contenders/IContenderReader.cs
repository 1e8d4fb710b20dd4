namespace Feedlog.Compare.Contenders;

/// <summary>Finds records of the corpus in a store. For one thread; disposed before its store.</summary>
internal interface IContenderReader : IDisposable
{
    /// <summary>Gets a record by its id.</summary>
    /// <param name="index">Number of the record in the corpus.</param>
    /// <param name="target">Room for the record, where it is copied.</param>
    /// <param name="style">What is handed out.</param>
    /// <returns>Bytes of content and metadata; -1 if it was not found.</returns>
    int Get(int index, Span<byte> target, GetStyle style);

    /// <summary>Gets a record by its key.</summary>
    /// <param name="index">Number of the record in the corpus.</param>
    /// <param name="key">Its key, in memory that does not move.</param>
    /// <param name="target">Room for the record, where it is copied.</param>
    /// <param name="style">What is handed out.</param>
    /// <returns>Bytes of content and metadata; -1 if it was not found.</returns>
    int GetByKey(int index, ReadOnlySpan<byte> key, Span<byte> target, GetStyle style);

    /// <summary>Gets a record by an id that need not be one of the corpus, copied.</summary>
    /// <param name="id">The id; SQLite with ids of its own finds nothing by it.</param>
    /// <param name="target">Room for the record.</param>
    /// <returns>Bytes of content and metadata; -1 if there is no such record.</returns>
    int Find(ulong id, Span<byte> target);

    /// <summary>Gets a record by a key that need not be one of the corpus; as <see cref="Find"/>.</summary>
    /// <param name="key">The key, in memory that does not move.</param>
    /// <param name="target">Room for the record.</param>
    int FindByKey(ReadOnlySpan<byte> key, Span<byte> target);

    /// <summary>Reads records with from &lt;= timestamp &lt; to in order of time.</summary>
    /// <param name="fromMs">Start, ms since 1970 UTC.</param>
    /// <param name="toMs">End, ms since 1970 UTC.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="target">Room for one record at a time.</param>
    /// <returns>How many records there were, and the bytes of their contents and metadata.</returns>
    ValueTask<(int Records, long Bytes)> RangeAsync(long fromMs, long toMs, int limit, Memory<byte> target);
}
