using Feedlog.Format.Stores;
using Feedlog.Tests.Support.Storage;
using Feedlog.Write;

namespace Feedlog.Tests.Property.Crashes;

/// <summary>Small pieces of work around index files: how they are made, merged, named, lost.</summary>
internal static class IndexWorkloads
{
    /// <summary>Tails become runs while records come in.</summary>
    public static async Task IndexBuildAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(300, "alpha", Durability.None);
        await work.AppendAsync(300, "beta", Durability.Interval, expiresAfterSeconds: 5);
        await work.AppendAsync(300, null, Durability.None);
        await work.AppendAsync(900, "alpha", Durability.None, expiresAfterSeconds: 500);
        work.Time.Advance(TimeSpan.FromSeconds(10));
        await work.AppendManyAsync(3, 300, Durability.None);
        await work.AppendAsync(10, durability: Durability.None);
        await work.KillAsync();
        await work.OpenAsync();
        await work.AppendAsync(900, "gamma", Durability.None);
        await work.AppendAsync(20, "gamma", Durability.None);
        Assert.NotEmpty(ManifestFile.Read(work.Storage).Words);
    }

    /// <summary>Runs, deaths files and files of words are merged.</summary>
    public static async Task MergeAsync(Workload work)
    {
        await work.OpenAsync();
        for (int i = 0; i < 5; i++)
        {
            await work.AppendAsync(200, null, Durability.None);
            await work.AppendAsync(200, "alpha", i % 2 == 0 ? Durability.None : Durability.Interval);
        }

        await work.DeleteAsync("alpha", Durability.None);
        await work.CloseAsync();
        await work.OpenAsync();
        await work.AppendAsync(60, "beta");
        // Only what was merged into another file is deleted.
        Assert.Contains(work.Steps, step => step.Kind == StorageStepKind.Delete &&
            step.Path.EndsWith(StoreLayout.WordsSuffix, StringComparison.Ordinal));
    }

    /// <summary>The tail becomes a run when the store is closed.</summary>
    public static async Task CheckpointAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(200, "alpha", Durability.None);
        await work.AppendAsync(2000, "beta", Durability.None);
        await work.AppendAsync(2000, "alpha", Durability.None, expiresAfterSeconds: 5);
        await work.CloseAsync();
        await work.OpenAsync();
        await work.DeleteAsync("beta", Durability.None);
        await work.CloseAsync();
        work.Time.Advance(TimeSpan.FromSeconds(10));
        await work.OpenAsync();
        await work.AppendAsync(50, "beta", Durability.None);
        await work.KillAsync();
        await work.OpenAsync();
        await work.AppendAsync(50, "beta");
        await work.CloseAsync();
    }

    /// <summary>Vectors become files with the runs, and these are merged.</summary>
    public static async Task VectorsAsync(Workload work)
    {
        await work.OpenAsync();
        for (int i = 0; i < 6; i++)
        {
            await work.AppendWithVectorAsync(120, i % 2 == 0 ? "alpha" : null, Durability.None);
            await work.AppendAsync(60, "beta", i % 3 == 0 ? Durability.Interval : Durability.None);
            await work.AppendVectorAsync(work.Model.Records[^1], Durability.None);
            if (i == 3) await work.AppendVectorAsync(work.Model.Records[^2]);
        }

        await work.DeleteAsync("alpha", Durability.None);
        await work.CloseAsync();
        await work.OpenAsync();
        await work.AppendWithVectorAsync(60, "gamma");
        Assert.NotEmpty(ManifestFile.Read(work.Storage).Vectors);
        // Only what was merged into another file is deleted.
        Assert.Contains(work.Steps, step => step.Kind == StorageStepKind.Delete &&
            step.Path.EndsWith(StoreLayout.VectorsSuffix, StringComparison.Ordinal));
    }

    /// <summary>What dies lies in runs already.</summary>
    public static async Task DeathsAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(200, "alpha");
        await work.AppendAsync(200, "beta", Durability.None);
        await work.AppendAsync(200, "gamma", Durability.None);
        await work.AppendAsync(200, null, Durability.None);
        await work.DeleteAsync("alpha", Durability.None);
        await work.DeleteAsync(work.Model.Records[3], Durability.None);
        await work.AppendAsync(500, "gamma", Durability.None);
        await work.AppendAsync(500, "alpha", Durability.None);
        await work.DeleteAsync("alpha");
        await work.DeleteAsync("beta", Durability.None);
    }

    /// <summary>Somebody takes the index files away, and they are made anew.</summary>
    public static async Task IndexLossAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(300, "alpha");
        await work.AppendWithVectorAsync(300, "alpha", Durability.None);
        await work.CloseAsync();
        work.DeleteIndexes();
        await work.OpenAsync();
        await work.AppendAsync(300, "beta", Durability.None);
        await work.DeleteAsync("alpha", Durability.None);
        await work.KillAsync();
        work.DeleteIndexes();
        await work.OpenAsync();
        await work.AppendAsync(300, "beta");
        await work.CloseAsync();
    }
}
