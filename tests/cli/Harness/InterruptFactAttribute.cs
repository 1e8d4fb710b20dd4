using System.Globalization;

namespace Feedlog.Tests.Cli;

/// <summary>
/// A test that interrupts a process as Ctrl-C does. Skipped where that cannot be done: on Windows, and where whoever runs
/// the tests ignores the signal (a shell does so for what it starts in the background), since children inherit it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InterruptFactAttribute : FactAttribute
{
    private const string Mask = "SigIgn:";
    private const ulong InterruptBit = 1 << 1;

    /// <summary>Says why it is skipped, if it is.</summary>
    public InterruptFactAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "There is no SIGINT on Windows.";
        else if (IsIgnored()) Skip = "SIGINT is ignored by the process that runs the tests.";
    }

    private static bool IsIgnored()
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status)) return false;
        string? line = File.ReadLines(status).FirstOrDefault(each => each.StartsWith(Mask, StringComparison.Ordinal));
        return line is not null &&
            (ulong.Parse(line[Mask.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) &
                InterruptBit) != 0;
    }
}
