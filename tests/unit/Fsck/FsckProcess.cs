using System.Diagnostics;
using System.Globalization;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>fsck as a process of its own, watched while it runs.</summary>
internal static class FsckProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code, what it printed, and the most memory that it had in use, in bytes.</returns>
    public static (int Exit, string Output, long PeakBytes) Run(params string[] args)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fsck.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        using Process process = Process.Start(start)!; // It throws where it cannot start.
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        long started = Stopwatch.GetTimestamp();
        long peakBytes = 0;
        // The system keeps the peak only as long as the process lives, so it is asked for again and again.
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(1)))
        {
            peakBytes = Math.Max(peakBytes, PeakOf(process.Id));
            if (Stopwatch.GetElapsedTime(started) < s_patience) continue;
            process.Kill();
            throw new TimeoutException($"fsck {string.Join(' ', args)} did not end.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), peakBytes);
    }

    private static long PeakOf(int processId)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status");
        try
        {
            string? line = File.ReadLines(path).FirstOrDefault(
                each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..^" kB".Length],
                NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
