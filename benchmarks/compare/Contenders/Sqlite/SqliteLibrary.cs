using System.Runtime.InteropServices;

namespace Feedlog.Compare.Contenders.Sqlite;

/// <summary>
/// The system's SQLite by its C functions: no wrapper between, which is the fastest way to it from C#. Results are
/// SQLite's own codes, handles are its own pointers.
/// </summary>
internal static unsafe partial class SqliteLibrary
{
    /// <summary>Everything went well.</summary>
    internal const int Ok = 0;

    /// <summary>A row is there.</summary>
    internal const int Row = 100;

    /// <summary>The statement has run to its end.</summary>
    internal const int Done = 101;

    /// <summary>Open for reading only.</summary>
    internal const int OpenReadOnly = 0x1;

    /// <summary>Open for reading and writing.</summary>
    internal const int OpenReadWrite = 0x2;

    /// <summary>Make the file if there is none.</summary>
    internal const int OpenCreate = 0x4;

    /// <summary>One thread at a time uses the connection: no mutex is taken.</summary>
    internal const int OpenNoMutex = 0x8000;

    private const string Name = "sqlite3";

    private static readonly string[] s_candidates = ["libsqlite3.so.0", "sqlite3"];

    // Said so explicitly, it runs before the first call and not at some time.
    static SqliteLibrary() => IsPresent = SystemLibrary.TryLoad(Name, s_candidates);

    /// <summary>Says whether the library was found.</summary>
    internal static bool IsPresent { get; }

    /// <summary>The names that were tried, for a message.</summary>
    internal static string Tried => string.Join(", ", s_candidates);

    /// <summary>Text of a static C string.</summary>
    internal static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>The version of the library.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_libversion")]
    internal static partial byte* LibraryVersion();

    /// <summary>Opens a connection.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_open_v2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, out nint connection, int flags, nint vfs);

    /// <summary>Closes a connection.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_close_v2")]
    internal static partial int Close(nint connection);

    /// <summary>The message of the connection's last failure.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_errmsg")]
    internal static partial byte* Message(nint connection);

    /// <summary>Prepares a statement.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_prepare_v2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Prepare(nint connection, string sql, int lengthBytes, out nint statement, nint tail);

    /// <summary>Lets go of a statement.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_finalize")]
    internal static partial int Finalize(nint statement);

    /// <summary>Runs a statement to its next row or its end.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_step")]
    internal static partial int Step(nint statement);

    /// <summary>Makes a statement ready to run again.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_reset")]
    internal static partial int Reset(nint statement);

    /// <summary>Binds an integer.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_bind_int64")]
    internal static partial int BindInteger(nint statement, int parameter, long value);

    /// <summary>Binds text; a destructor of 0 says that the bytes stay where they are.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_bind_text")]
    internal static partial int BindText(nint statement, int parameter, byte* text, int lengthBytes, nint destructor);

    /// <summary>A column as bytes; for a text, its UTF-8 without conversion.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_column_blob")]
    internal static partial byte* ColumnBytes(nint statement, int column);

    /// <summary>Length of a column in bytes.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_column_bytes")]
    internal static partial int ColumnLength(nint statement, int column);

    /// <summary>A column as text.</summary>
    [LibraryImport(Name, EntryPoint = "sqlite3_column_text")]
    internal static partial byte* ColumnText(nint statement, int column);
}
