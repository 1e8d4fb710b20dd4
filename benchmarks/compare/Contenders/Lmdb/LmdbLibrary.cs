using System.Runtime.InteropServices;

namespace Feedlog.Compare.Contenders.Lmdb;

/// <summary>
/// The system's LMDB by its C functions: no wrapper between. Results are LMDB's own codes, handles are its own
/// pointers.
/// </summary>
internal static unsafe partial class LmdbLibrary
{
    /// <summary>Everything went well.</summary>
    internal const int Ok = 0;

    /// <summary>There is no such key, or the cursor is at the end.</summary>
    internal const int NotFound = -30798;

    /// <summary>Of an environment: a commit ends before anything is synced.</summary>
    internal const uint NoSync = 0x1_0000;

    /// <summary>Of an environment or a transaction: reading only.</summary>
    internal const uint ReadOnly = 0x2_0000;

    /// <summary>Of an environment: pages are written where they are mapped.</summary>
    internal const uint WriteMap = 0x8_0000;

    /// <summary>Of an environment: a reader belongs to its transaction and not to its thread.</summary>
    internal const uint NoThreadLocal = 0x20_0000;

    /// <summary>Of a table: make it if there is none.</summary>
    internal const uint Create = 0x4_0000;

    /// <summary>Of a put: fail if the key is there.</summary>
    internal const uint NoOverwrite = 0x10;

    /// <summary>Of a put: only make room; the caller fills it.</summary>
    internal const uint Reserve = 0x1_0000;

    /// <summary>Of a cursor: go to the next entry.</summary>
    internal const int Next = 8;

    /// <summary>Of a cursor: go to the first entry whose key is not less than the one given.</summary>
    internal const int SetRange = 17;

    private const string Name = "lmdb";

    private static readonly string[] s_candidates = ["liblmdb.so.0", "lmdb"];

    // Said so explicitly, it runs before the first call and not at some time.
    static LmdbLibrary() => IsPresent = SystemLibrary.TryLoad(Name, s_candidates);

    /// <summary>Says whether the library was found.</summary>
    internal static bool IsPresent { get; }

    /// <summary>The names that were tried, for a message.</summary>
    internal static string Tried => string.Join(", ", s_candidates);

    /// <summary>Text of a static C string.</summary>
    internal static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>Throws unless a call returned that everything went well.</summary>
    /// <exception cref="LmdbException">It did not.</exception>
    internal static void Require(int code, string call)
    {
        if (code != Ok) throw new LmdbException(call, code, Text(Message(code)));
    }

    /// <summary>The version of the library.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_version")]
    internal static partial byte* Version(out int major, out int minor, out int patch);

    /// <summary>Makes the handle of an environment.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_env_create")]
    internal static partial int EnvironmentCreate(out nint environment);

    /// <summary>Says how large the file may become.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_env_set_mapsize")]
    internal static partial int EnvironmentSetMapSize(nint environment, nuint bytes);

    /// <summary>Says how many tables there may be.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_env_set_maxdbs")]
    internal static partial int EnvironmentSetTablesMax(nint environment, uint count);

    /// <summary>Opens an environment in a folder.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_env_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EnvironmentOpen(nint environment, string folder, uint flags, uint mode);

    /// <summary>Makes everything durable; with force also where commits are not.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_env_sync")]
    internal static partial int EnvironmentSync(nint environment, int force);

    /// <summary>Closes an environment that has no transactions left.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_env_close")]
    internal static partial void EnvironmentClose(nint environment);

    /// <summary>Begins a transaction.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_txn_begin")]
    internal static partial int TransactionBegin(nint environment, nint parent, uint flags, out nint transaction);

    /// <summary>Commits a transaction.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_txn_commit")]
    internal static partial int TransactionCommit(nint transaction);

    /// <summary>Gives up a transaction.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_txn_abort")]
    internal static partial void TransactionAbort(nint transaction);

    /// <summary>Lets go of the snapshot of a reading transaction, and keeps its handle.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_txn_reset")]
    internal static partial void TransactionReset(nint transaction);

    /// <summary>Gives a reading transaction that was reset the newest snapshot.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_txn_renew")]
    internal static partial int TransactionRenew(nint transaction);

    /// <summary>Opens a table; its handle is good once the transaction has been committed.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_dbi_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int TableOpen(nint transaction, string name, uint flags, out uint table);

    /// <summary>Counts of a table.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_stat")]
    internal static partial int TableStatistics(nint transaction, uint table, LmdbStatistics* statistics);

    /// <summary>Finds the value of a key; it lies in the map until the transaction ends.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_get")]
    internal static partial int Get(nint transaction, uint table, LmdbValue* key, LmdbValue* value);

    /// <summary>Stores the value of a key.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_put")]
    internal static partial int Put(nint transaction, uint table, LmdbValue* key, LmdbValue* value, uint flags);

    /// <summary>Opens a cursor.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_cursor_open")]
    internal static partial int CursorOpen(nint transaction, uint table, out nint cursor);

    /// <summary>Ties a cursor to a reading transaction that was renewed.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_cursor_renew")]
    internal static partial int CursorRenew(nint transaction, nint cursor);

    /// <summary>Moves a cursor and reads where it is.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_cursor_get")]
    internal static partial int CursorGet(nint cursor, LmdbValue* key, LmdbValue* value, int operation);

    /// <summary>Lets go of a cursor.</summary>
    [LibraryImport(Name, EntryPoint = "mdb_cursor_close")]
    internal static partial void CursorClose(nint cursor);

    [LibraryImport(Name, EntryPoint = "mdb_strerror")]
    private static partial byte* Message(int code);
}
