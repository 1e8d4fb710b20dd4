using System.Globalization;
using System.Reflection.PortableExecutable;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Feedlog.Compare.Reports;

/// <summary>The machine that the figures were taken on.</summary>
internal sealed record MachineReport
{
    /// <summary>Model of the processor.</summary>
    public required string Processor { get; init; }

    /// <summary>Cores that the process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory in GiB.</summary>
    public required double MemoryGiB { get; init; }

    /// <summary>Operating system and kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>Runtime and garbage collector.</summary>
    public required string Runtime { get; init; }

    /// <summary>Kind of the file system under the stores.</summary>
    public required string FileSystem { get; init; }

    /// <summary>Load of the machine over a minute before the first row and after the last: noise shows here.</summary>
    public required string Load { get; init; }

    /// <summary>The processor's name as a folder name.</summary>
    public string Slug
    {
        get
        {
            string plain = Processor.Replace("(R)", "", StringComparison.OrdinalIgnoreCase)
                .Replace("(TM)", "", StringComparison.OrdinalIgnoreCase);
            IEnumerable<char> letters = plain.Select(
                static letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ');
            return string.Join('-', string.Concat(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    /// <summary>Describes this machine; the stores lie in the folder.</summary>
    internal static MachineReport Describe(string folder, string load) => new()
    {
        Processor = ReadField("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Cores = Environment.ProcessorCount,
        MemoryGiB = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        Kernel = $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}",
        Runtime = $"{RuntimeInformation.FrameworkDescription}, " +
            $"{(GCSettings.IsServerGC ? "server" : "workstation")} garbage collector, " +
            Compilation(),
        FileSystem = FileSystemOf(folder),
        Load = load,
    };

    /// <summary>The load over the last minute, where the system tells.</summary>
    internal static string ReadLoad()
    {
        const string file = "/proc/loadavg";
        return File.Exists(file) ? File.ReadAllText(file).Split(' ')[0] : "unknown";
    }

    private static string Compilation()
    {
        using PEReader store = new(File.OpenRead(typeof(FeedlogStore).Assembly.Location));
        if (store.PEHeaders.CorHeader?.ManagedNativeHeaderDirectory.Size is not > 0) return "compiled on first use";
        return File.Exists(Path.ChangeExtension(typeof(MachineReport).Assembly.Location, ".r2r.dll"))
            ? "compiled ahead together with the runtime (ReadyToRun, composite)"
            : "compiled ahead (ReadyToRun)";
    }

    private static string? ReadField(string file, string field)
    {
        if (!File.Exists(file)) return null;
        string? line = File.ReadLines(file).FirstOrDefault(one => one.StartsWith(field, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string FileSystemOf(string folder)
    {
        string full = Path.GetFullPath(folder);
        DriveInfo? drive = DriveInfo.GetDrives()
            .Where(one => full.StartsWith(one.Name, StringComparison.Ordinal))
            .MaxBy(static one => one.Name.Length);
        return drive is null
            ? "unknown"
            : string.Create(CultureInfo.InvariantCulture, $"{drive.DriveFormat} ({drive.DriveType})");
    }
}
