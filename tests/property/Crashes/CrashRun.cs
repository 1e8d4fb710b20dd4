using System.Diagnostics;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property.Crashes;

/// <summary>Enumerates the images of one named workload, and counts: too few, or too few that keep part of what was not
/// synced, is a failure as well.</summary>
internal static class CrashRun
{
    // Of each workload some; of all together .ci/check-counts asks for 30 %.
    private const double KeptShareMin = 0.02;

    /// <summary>Runs one workload.</summary>
    /// <param name="name">Its name in the counts.</param>
    /// <param name="work">Does the work.</param>
    /// <param name="script">The work.</param>
    /// <param name="floor">So many images at least at the level ci.</param>
    /// <param name="output">Where the counts are printed.</param>
    public static async Task CheckAsync(
        string name, Workload work, Func<Workload, Task> script, int floor, ITestOutputHelper output)
    {
        Stopwatch clock = Stopwatch.StartNew();
        await script(work).WaitAsync(TimeSpan.FromSeconds(60));
        CrashEnumeration images = new(work, CrashEffort.OfLevel(), PropertyRun.RandomFor(name));
        await images.RunAsync(work.Steps);

        double keptShare = images.KeptImages / (double)Math.Max(1, images.TailImages);
        output.WriteLine(
            $"{name}: {work.Steps.Count} steps, {images.Images} different images ({images.RecoveryImages} of crashes " +
            $"during recovery), {images.Repeats} met again, {keptShare:P0} of {images.TailImages} kept part of the " +
            $"tail, {images.IndexedOpenings} openings with index files, {clock.Elapsed.TotalSeconds:F1} s. " +
            PropertyRun.Hint);
        TestCounts.Write($"crash/{name}", new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["images"] = images.Images,
            ["recoveryImages"] = images.RecoveryImages,
            ["repeats"] = images.Repeats,
            ["tailImages"] = images.TailImages,
            ["keptImages"] = images.KeptImages,
            ["seconds"] = clock.Elapsed.TotalSeconds,
        });
        Assert.True(images.Images >= TestLevel.Count(floor / 40, floor, floor * 8), $"Only {images.Images} images.");
        Assert.True(images.RecoveryImages > 0, "No recovery was cut.");
        Assert.True(keptShare >= KeptShareMin, $"Only {keptShare:P0} of the images kept part of the tail.");
    }
}
