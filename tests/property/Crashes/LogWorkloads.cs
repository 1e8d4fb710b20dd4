namespace Feedlog.Tests.Property.Crashes;

/// <summary>Small pieces of work on the log: each shows one thing that a power loss can fall into.</summary>
internal static class LogWorkloads
{
    /// <summary>Single records, one after the other, in all three durabilities.</summary>
    public static async Task AppendAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(40);
        await work.AppendAsync(0, durability: Durability.Interval);
        await work.AppendAsync(600, durability: Durability.None);
        await work.AppendAsync(700, durability: Durability.Interval);
        await work.AppendAsync(10);
        await work.AppendAsync(90, durability: Durability.None);
        await work.AppendAsync(90, durability: Durability.None);
    }

    /// <summary>Groups that form by themselves.</summary>
    public static async Task GroupAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(100);
        await work.AppendAsync(200, durability: Durability.None);
        await work.AppendBurstAsync(6, 150);
        await work.AppendAsync(200, durability: Durability.None);
        await work.AppendBurstAsync(4, 400);
    }

    /// <summary>Several records as one group, all or nothing.</summary>
    public static async Task AppendManyAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendManyAsync(3, 50);
        await work.AppendManyAsync(5, 120, Durability.None);
        await work.AppendManyAsync(2, 300, Durability.Interval);
        await work.AppendManyAsync(4, 200, Durability.None);
        await work.AppendManyAsync(2, 10);
    }

    /// <summary>Segments that fill up, footers, a record that is larger than a segment.</summary>
    public static async Task RollAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(50, durability: Durability.None);
        await work.AppendManyAsync(3, 600, Durability.None);
        await work.AppendAsync(1200, durability: Durability.None);
        await work.AppendAsync(50, durability: Durability.Interval);
        await work.AppendManyAsync(4, 600, Durability.Interval);
        await work.AppendAsync(4500, "beta", Durability.None);
        await work.AppendAsync(20, durability: Durability.None);
        await work.AppendAsync(500, durability: Durability.None);
        await work.FlushAsync();
    }

    /// <summary>Newer versions of what has a name.</summary>
    public static async Task SupersedeAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(30, "alpha", Durability.Interval);
        await work.AppendAsync(30, "beta");
        await work.AppendAsync(200, "alpha", Durability.None);
        await work.AppendAsync(400, "alpha", Durability.None);
        await work.AppendAsync(30, "beta", Durability.Interval);
        await work.AppendAsync(300, "beta", Durability.None);
        await work.CloseAsync();
    }

    /// <summary>Vectors that are made of what is there, in batches, before and after a crash.</summary>
    public static async Task EmbedAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(60, "alpha");
        await work.AppendWithVectorAsync(60, "beta", Durability.None);
        await work.AppendManyAsync(4, 80, Durability.Interval);
        await work.DeleteAsync("alpha", Durability.None);
        await work.EmbedAsync();
        await work.AppendAsync(60, "beta", Durability.None);
        await work.KillAsync();
        await work.OpenAsync();
        await work.EmbedAsync();
        await work.AppendAsync(60, durability: Durability.None);
        await work.EmbedAsync();
        await work.CloseAsync();
    }

    /// <summary>Tombstones, by key and by id, and a name that comes back after one.</summary>
    public static async Task DeleteAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(30, "alpha", Durability.Interval);
        await work.AppendAsync(300, "beta", Durability.None);
        await work.AppendAsync(300, null, Durability.None);
        await work.DeleteAsync("beta", Durability.None);
        await work.AppendAsync(200, "beta", Durability.None);
        await work.DeleteAsync("alpha");
        await work.AppendAsync(200, null, Durability.None);
        await work.DeleteAsync(work.Model.Records[2], Durability.None);
        await work.AppendAsync(200, "alpha", Durability.Interval);
    }

    /// <summary>Records that expire, before and after.</summary>
    public static async Task ExpireAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(100, "alpha", Durability.None, expiresAfterSeconds: 5);
        await work.AppendAsync(200, null, Durability.None, expiresAfterSeconds: 500);
        await work.AppendAsync(200, "alpha", Durability.None, expiresAfterSeconds: 5);
        work.Time.Advance(TimeSpan.FromSeconds(10));
        await work.AppendAsync(300, "alpha", Durability.Interval);
        await work.AppendAsync(300, "alpha", Durability.None, expiresAfterSeconds: 1);
        await work.CloseAsync();
    }

    /// <summary>Closing in good order and going on in the same segment.</summary>
    public static async Task ReopenAsync(Workload work)
    {
        await work.OpenAsync();
        await work.CloseAsync();
        await work.OpenAsync();
        await work.AppendAsync(900, "alpha", Durability.None);
        await work.AppendAsync(900, durability: Durability.None);
        await work.CloseAsync();
        await work.OpenAsync();
        await work.AppendAsync(1500, "alpha", Durability.Interval);
        await work.AppendAsync(1500, "alpha", Durability.None);
        await work.CloseAsync();
    }

    /// <summary>Nothing but changes of the manifest: creation, rolls, a recovery.</summary>
    public static async Task ManifestChangeAsync(Workload work)
    {
        await work.OpenAsync();
        for (int i = 0; i < 4; i++)
        {
            await work.AppendAsync(100, durability: Durability.None);
            await work.AppendAsync(200, durability: i == 1 ? Durability.Interval : Durability.None);
            await work.AppendAsync(3200, durability: Durability.None);
        }

        await work.KillAsync();
        await work.OpenAsync();
        await work.AppendAsync(60, durability: Durability.None);
        await work.CloseAsync();
    }

    /// <summary>The process ends, twice, and what it had not synced is rescued.</summary>
    public static async Task RecoveryAsync(Workload work)
    {
        await work.OpenAsync();
        await work.AppendAsync(100);
        await work.AppendAsync(900, durability: Durability.None);
        await work.AppendManyAsync(2, 700, Durability.Interval);
        await work.KillAsync();
        await work.OpenAsync();
        await work.AppendAsync(100, durability: Durability.None);
        await work.AppendAsync(1500, durability: Durability.None);
        await work.KillAsync();
        await work.OpenAsync();
        await work.AppendAsync(50, durability: Durability.None);
    }
}
