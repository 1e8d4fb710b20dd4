using Feedlog.Format.Stores;
using Feedlog.Tests.Support.Storage;
using Feedlog.Write;

namespace Feedlog.Tests.Property.Crashes;

/// <summary>Small pieces of work around the cold tier.</summary>
internal static class ColdWorkloads
{
    /// <summary>Segments become shards of two months, in two runs, while records come in.</summary>
    public static async Task ArchiveAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(1500, "alpha");
        await work.AppendWithVectorAsync(900, "beta", Durability.None);
        await work.AppendAsync(1700, "alpha", Durability.None, expiresAfterSeconds: 5);
        work.Time.Advance(TimeSpan.FromDays(40));
        await work.AppendManyAsync(2, 600, Durability.None);
        await work.DeleteAsync("beta", Durability.None);
        ArchiveResult first = await work.ArchiveAsync(keepSegments: 1);
        await work.AppendAsync(300, "beta", Durability.None);
        ArchiveResult second = await work.ArchiveAsync(keepSegments: 0, ArchiveCodec.Brotli);
        Assert.True(first.Shards > 0 && second.Shards > 0, $"{first}, {second}");
        await work.AppendAsync(200, "alpha");
        await work.CloseAsync();
        Assert.Contains(work.Steps, step => step.Kind == StorageStepKind.Delete &&
            step.Path.EndsWith(StoreLayout.SegmentSuffix, StringComparison.Ordinal));
    }

    /// <summary>The process ends with all archived; the next one loses the index files and archives what came.</summary>
    public static async Task ArchiveAgainAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(900, "alpha");
        await work.AppendAsync(900, "beta", Durability.None);
        await work.ArchiveAsync(keepSegments: 0);
        await work.KillAsync();
        work.DeleteIndexes();
        await work.OpenAsync();
        await work.AppendAsync(900, "alpha", Durability.None);
        await work.ArchiveAsync(keepSegments: 0);
        await work.DeleteAsync("beta");
        await work.CloseAsync();
        Assert.Equal(2, ManifestFile.Read(work.Storage).Shards.Count);
    }
}
