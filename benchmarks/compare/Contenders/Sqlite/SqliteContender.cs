namespace Feedlog.Compare.Contenders.Sqlite;

/// <summary>SQLite in WAL mode, set up as somebody would who wants it fast.</summary>
/// <remarks>
/// It takes part twice: with the ids given, which is the same work that Feedlog does, and with ascending rowids
/// instead, which is its best case and keeps no id at all. Its b-tree makes a large difference of it.
/// </remarks>
internal class SqliteContender : IContender
{
    /// <summary>
    /// What every connection sets: a page cache of 64 MiB, and the file mapped as far as the library's own limit.
    /// </summary>
    internal static IReadOnlyList<string> Tuning { get; } =
        ["PRAGMA cache_size=-65536", "PRAGMA mmap_size=2147418112", "PRAGMA temp_store=MEMORY"];

    private readonly bool _takesGivenIds;

    /// <summary>Keeps the ids given as primary key, or numbers the records itself.</summary>
    internal SqliteContender(bool takesGivenIds) => _takesGivenIds = takesGivenIds;

    /// <inheritdoc/>
    public string Name => _takesGivenIds ? ContenderList.Sqlite : ContenderList.SqliteByRowId;

    /// <inheritdoc/>
    public unsafe string Version =>
        SqliteLibrary.IsPresent ? SqliteLibrary.Text(SqliteLibrary.LibraryVersion()) : "";

    /// <inheritdoc/>
    public string? AbsentBecause => SqliteLibrary.IsPresent ? null : $"none of {SqliteLibrary.Tried} is installed";

    /// <inheritdoc/>
    public virtual string Settings => !_takesGivenIds
        ? "as the other, but the primary key is 1, 2, 3... and the ids given are not kept: its best case"
        : "P/Invoke to the system's library; WAL, prepared statements, one transaction a group, " +
        string.Join(", ", Tuning.Select(static pragma => pragma["PRAGMA ".Length..])) +
        ", wal_autocheckpoint and page_size at their defaults, no mutex; the ids given are the primary key, text " +
        "bound without a copy; a get is one autocommit SELECT";

    /// <inheritdoc/>
    public bool IsStore => true;

    /// <inheritdoc/>
    public bool FindsRecords => true;

    /// <inheritdoc/>
    public bool TakesManyProducers => false;

    /// <inheritdoc/>
    public IReadOnlyList<SyncMode> UnsyncedModes { get; } = [SyncMode.Off, SyncMode.Normal];

    /// <inheritdoc/>
    public ValueTask<IContenderStore> OpenAsync(string folder, StoreSetup setup) =>
        ValueTask.FromResult<IContenderStore>(
            new SqliteStore(PathOf(folder), setup, _takesGivenIds));

    /// <summary>The database in a folder.</summary>
    protected static string PathOf(string folder) => Path.Combine(folder, "records.db");
}
