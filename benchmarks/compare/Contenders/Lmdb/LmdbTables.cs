namespace Feedlog.Compare.Contenders.Lmdb;

/// <summary>Handles of the tables of one environment.</summary>
/// <param name="ById">Id, 8 bytes big-endian, to record.</param>
/// <param name="ByTime">Time and sequence, 8 bytes big-endian each, to id.</param>
/// <param name="ByKey">Stream, 0xFF and key to id; null if records have no keys.</param>
internal readonly record struct LmdbTables(uint ById, uint ByTime, uint? ByKey)
{
    /// <summary>How many tables there are at most.</summary>
    internal const uint CountMax = 3;

    /// <summary>Opens the tables, or makes them, within a transaction that is committed afterwards.</summary>
    internal static LmdbTables Open(nint transaction, StoreSetup setup)
    {
        uint flags = setup.IsReadOnly ? 0 : LmdbLibrary.Create;
        return new LmdbTables(
            Open(transaction, "id", flags),
            Open(transaction, "time", flags),
            setup.IsKeyed ? Open(transaction, "key", flags) : null);
    }

    private static uint Open(nint transaction, string name, uint flags)
    {
        LmdbLibrary.Require(LmdbLibrary.TableOpen(transaction, name, flags, out uint table), "mdb_dbi_open");
        return table;
    }
}
