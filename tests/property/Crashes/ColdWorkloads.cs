using Feedlog.Format.Stores;
using Feedlog.Tests.Property.Model;
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

    /// <summary>Records of the open segment, of sealed ones and of shards are purged while others come in.</summary>
    public static async Task PurgeAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(1500, "alpha");
        await work.AppendWithVectorAsync(900, "beta", Durability.None);
        await work.AppendAsync(1700, "alpha", Durability.None);
        work.Time.Advance(TimeSpan.FromDays(40));
        await work.AppendManyAsync(2, 600, Durability.None);
        await work.ArchiveAsync(keepSegments: 1);
        await work.AppendAsync(900, "gamma", Durability.None);
        await work.AppendAsync(400);
        await work.PurgeAsync(work.Model.Records[^1], work.Model.Records[1]);
        await work.AppendAsync(1300, "gamma", Durability.None);
        await work.DeleteAsync("gamma", Durability.None);
        ModelRecord[] versions = [.. work.Model.Records.Where(record => record.Key == "gamma")];
        await work.PurgeAsync(versions);
        await work.AppendAsync(300, "alpha");
        await work.PurgeAsync(work.Model.Records[1]);
        await work.CloseAsync();
    }

    /// <summary>The process ends with all archived; the next one loses the index files, archives what came, and merges
    /// the two shards.</summary>
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
        AssertShards(work, 1);
    }

    /// <summary>Small shards become one of each month, in the process that made them and in the next.</summary>
    public static async Task MergeAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(700, "alpha");
        await work.ArchiveAsync(keepSegments: 0);
        await work.AppendAsync(500, "beta", Durability.None);
        ArchiveResult first = await work.ArchiveAsync(keepSegments: 0, ArchiveCodec.Brotli);
        work.Time.Advance(TimeSpan.FromDays(40));
        await work.AppendManyAsync(2, 400, Durability.None);
        ArchiveResult second = await work.ArchiveAsync(keepSegments: 0);
        await work.KillAsync();
        await work.OpenAsync();
        await work.DeleteAsync("beta", Durability.None);
        await work.AppendAsync(600, "alpha", Durability.None);
        ArchiveResult third = await work.ArchiveAsync(keepSegments: 0);
        Assert.Equal((1, 0, 1), (first.Merged, second.Merged, third.Merged));
        await work.AppendAsync(200, "beta");
        await work.CloseAsync();
        AssertShards(work, 2);
    }

    /// <summary>One of the chunks of a shard is read often and becomes a shard of its own, which later merging leaves
    /// alone.</summary>
    public static async Task PromoteAsync(Workload work)
    {
        const int halfCount = 25;
        await work.OpenAsync();
        await work.AppendManyAsync(halfCount, 10, Durability.None);
        await work.AppendManyAsync(halfCount, 10, Durability.None);
        await work.AppendAsync(300, "alpha", Durability.None);
        await work.ArchiveAsync(keepSegments: 0);
        Assert.True(work.Store.TryGet("alpha", out _));
        await work.AppendAsync(200, "beta", Durability.None);
        ArchiveResult result = await work.ArchiveAsync(keepSegments: 0, promoteAfter: 1);
        Assert.Equal((1, 1), (result.Promoted, result.Merged));
        await work.DeleteAsync("alpha");
        await work.CloseAsync();
        AssertShards(work, 2);
    }

    private static void AssertShards(Workload work, int listed)
    {
        Assert.Equal(listed, ManifestFile.Read(work.Storage).Shards.Count);
        Assert.Contains(work.Steps, step => step.Kind == StorageStepKind.Delete &&
            step.Path.EndsWith(StoreLayout.ShardSuffix, StringComparison.Ordinal));
    }
}
