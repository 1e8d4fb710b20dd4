using System.Diagnostics;

namespace Feedlog.Compare.Contenders.Subject;

/// <summary>Waits for the background work of a store of this process.</summary>
/// <remarks>
/// The store offers no such call, since nobody but a measurement needs it. It is seen from outside instead: work that
/// matters takes the processor or changes files, so it is over when for a while neither happens.
/// </remarks>
internal static class IdleWait
{
    private const int QuietLooks = 2;
    private const double BusyShare = 0.1;

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_within = TimeSpan.FromMinutes(2);

    /// <summary>Ends when the process was quiet, and the folder unchanged, at two looks in a row.</summary>
    /// <param name="folder">The store; nobody else may be working in this process.</param>
    /// <exception cref="TimeoutException">It was not so within two minutes.</exception>
    internal static async ValueTask RunAsync(string folder)
    {
        long started = Stopwatch.GetTimestamp();
        using Process self = Process.GetCurrentProcess();
        long files = Fingerprint(folder);
        for (int quiet = 0; quiet < QuietLooks;)
        {
            if (Stopwatch.GetElapsedTime(started) > s_within)
                throw new TimeoutException($"The store in {folder} did not come to rest within {s_within}.");
            self.Refresh();
            TimeSpan before = self.TotalProcessorTime;
            long lookedAt = Stopwatch.GetTimestamp();
            await Task.Delay(s_betweenLooks);
            self.Refresh();
            double share = (self.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(lookedAt);
            long filesNow = Fingerprint(folder);
            quiet = share < BusyShare && files == filesNow ? quiet + 1 : 0;
            files = filesNow;
        }
    }

    // Files come and go meanwhile; one that is gone while it is looked at makes the folder a changed one.
    private static long Fingerprint(string folder)
    {
        HashCode hash = default;
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .OrderBy(static one => one.FullName, StringComparer.Ordinal))
        {
            hash.Add(file.FullName, StringComparer.Ordinal);
            hash.Add(file.Exists ? file.Length : -1);
            hash.Add(file.LastWriteTimeUtc.Ticks);
        }

        return hash.ToHashCode();
    }
}
