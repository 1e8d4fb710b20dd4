using System.Globalization;

namespace Feedlog.Tests.Property.Soak;

/// <summary>What this process holds at one moment.</summary>
/// <param name="MemoryBytes">Memory that no file stands behind.</param>
/// <param name="Handles">Open files of every kind.</param>
internal readonly record struct ProcessUse(long MemoryBytes, int Handles)
{
    private const string MemoryField = "RssAnon:";
    private const long BytesOfUnit = 1024;

    /// <summary>Asks the kernel. Linux only.</summary>
    public static ProcessUse Read()
    {
        string line = File.ReadLines("/proc/self/status").First(
            line => line.StartsWith(MemoryField, StringComparison.Ordinal));
        string number = line[MemoryField.Length..].Trim().Split(' ')[0];
        int handles = Directory.GetFiles("/proc/self/fd").Length;
        return new ProcessUse(long.Parse(number, CultureInfo.InvariantCulture) * BytesOfUnit, handles);
    }
}
