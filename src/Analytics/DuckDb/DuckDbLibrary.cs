using System.Runtime.InteropServices;

namespace Feedlog.Analytics.DuckDb;

/// <summary>Finds the C library of DuckDB: where a variable says, beside the program, or where the system looks.
/// </summary>
internal static class DuckDbLibrary
{
    /// <summary>Names the library, or the folder that holds it.</summary>
    public const string PathVariable = "FEEDLOG_DUCKDB";

    private static readonly Lock s_gate = new();
    private static nint s_library;

    /// <summary>Loads the library, once.</summary>
    /// <exception cref="SqlException">NoDuckDb.</exception>
    public static void Load()
    {
        lock (s_gate)
        {
            if (s_library != 0) return;
            nint library = Find();
            if (library == 0) throw Missing();
            NativeLibrary.SetDllImportResolver(typeof(DuckDbLibrary).Assembly, static (name, _, _) =>
                name == NativeMethods.Library ? s_library : 0);
            s_library = library;
        }
    }

    private static nint Find()
    {
        string file = OperatingSystem.IsWindows() ? "duckdb.dll"
            : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string native = Path.Join("runtimes", $"{system}-{architecture}", "native", file);
        if (Environment.GetEnvironmentVariable(PathVariable) is string { Length: > 0 } named)
        {
            // What is named is meant: another one found elsewhere would be a surprise.
            string full = Path.GetFullPath(named);
            return Try(full, Path.Join(full, file), Path.Join(full, native));
        }

        nint own = Try(Path.Join(AppContext.BaseDirectory, native), Path.Join(AppContext.BaseDirectory, file));
        if (own != 0) return own;
        bool isOfSystem = NativeLibrary.TryLoad(
            NativeMethods.Library, typeof(DuckDbLibrary).Assembly, DllImportSearchPath.SafeDirectories,
            out nint library);
        return isOfSystem ? library : 0;
    }

    private static nint Try(params ReadOnlySpan<string> paths)
    {
        foreach (string path in paths)
        {
            if (NativeLibrary.TryLoad(path, out nint library)) return library;
        }

        return 0;
    }

    private static SqlException Missing() => new(
        SqlErrorCode.NoDuckDb,
        "SQL needs the C library of DuckDB, which was not found. In a clone, " +
        $"'dotnet build external/DuckDb -c Release' fetches it (that needs npm); " +
        $"set {PathVariable} to the folder that it is built into, " +
        "external/DuckDb/bin/Release/net10.0, or to a libduckdb 1.5 of your own.");
}
