using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Feedlog.Compare.Contenders;

/// <summary>Finds the libraries of rivals where the system keeps them. Safe from any thread.</summary>
internal static class SystemLibrary
{
    private static readonly ConcurrentDictionary<string, nint> s_loaded = new(StringComparer.Ordinal);

    // A program has one resolver for all of its libraries.
    static SystemLibrary() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);

    /// <summary>Loads the first library that is there; calls that name it are bound to that from then on.</summary>
    /// <param name="name">The name that the calls give.</param>
    /// <param name="candidates">Names of files, the best first.</param>
    /// <returns>Says whether one was found.</returns>
    internal static bool TryLoad(string name, IReadOnlyList<string> candidates)
    {
        foreach (string candidate in candidates)
        {
            if (!NativeLibrary.TryLoad(candidate, Assembly.GetExecutingAssembly(), null, out nint library)) continue;
            s_loaded[name] = library;
            return true;
        }

        return false;
    }

    /// <summary>What follows in the name of the file that was loaded, links followed: its version.</summary>
    /// <param name="beginning">How the name begins.</param>
    internal static string VersionOf(string beginning)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            int at = line.LastIndexOf($"/{beginning}", StringComparison.Ordinal);
            if (at >= 0) return line[(at + 1 + beginning.Length)..];
        }

        return "unknown";
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        s_loaded.GetValueOrDefault(name);
}
