using Feedlog.Tests.Property.Model;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Vectors;

/// <summary>Lives of a store that embeds, each ended at some moment and in some way.</summary>
internal sealed class EmbeddingLives(Random random)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private CrashStorage _storage = new();

    /// <summary>How often the generator has failed.</summary>
    public long Faults { get; private set; }

    /// <summary>How many records had a vector in the end.</summary>
    public long Embedded { get; private set; }

    /// <summary>How often embedding had to go on behind vectors of an earlier life.</summary>
    public long Resumed { get; private set; }

    /// <summary>Appends and deletes; then closes the store, or ends the process, or cuts the power.</summary>
    public async Task LiveAsync()
    {
        if (_storage.Exists && VectorFrames.CountByTarget(_storage).Count > 0) Resumed++;
        FeedlogStore store = await OpenAsync(failsOneIn: 6);
        int steps = random.Next(5, 40);
        for (int i = 0; i < steps; i++)
        {
            RecordDraft draft = DraftMaker.Make(random, DateTimeOffset.UnixEpoch.AddDays(20_000));
            Durability durability = DraftMaker.Pick(random, Enum.GetValues<Durability>());
            AppendResult result = await store.AppendAsync(draft, new AppendOptions { Durability = durability });
            if (random.Next(5) == 0) await store.DeleteAsync(result.Id, Durability.None);
            if (random.Next(4) == 0) await Task.Delay(random.Next(3));
        }

        if (random.Next(2) == 0) await store.FlushAsync();
        if (random.Next(2) == 0) await Task.Delay(random.Next(20));
        Faults += store.GetStats().EmbeddingFaults;
        await EndAsync(store);
    }

    /// <summary>Lets the last life embed what waits, and looks at what lies in the log.</summary>
    public async Task CheckAsync()
    {
        FeedlogStore store = await OpenAsync(failsOneIn: int.MaxValue);
        using (CancellationTokenSource patience = new(s_patience))
        {
            await store.FlushAsync();
            while (store.GetStats().EmbeddingLagFrames > 0) await Task.Delay(2, patience.Token);
        }

        Record[] live = await store.ScanAsync().ToArrayAsync();
        await store.DisposeAsync();
        Dictionary<ulong, int> counts = VectorFrames.CountByTarget(_storage);
        Assert.All(counts, count => Assert.True(count.Value == 1, $"{count.Key} has {count.Value} vectors."));
        foreach (Record record in live)
        {
            bool isText = record.IsText && !string.IsNullOrWhiteSpace(record.Content);
            Assert.True(isText == counts.ContainsKey(record.Sequence), $"{record} has a vector, or has none.");
        }

        Embedded += counts.Count;
    }

    private async Task<FeedlogStore> OpenAsync(int failsOneIn)
    {
        Random chance = new(random.Next());
        FakeGenerator generator = new()
        {
            Make = text => [text.Length, 1, 2],
            Before = async (_, cancellationToken) =>
            {
                if (chance.Next(3) == 0) await Task.Delay(chance.Next(3), cancellationToken);
                if (chance.Next(failsOneIn) == 1) throw new InvalidOperationException("One of those faults.");
            },
        };
        return await FeedlogStore.OpenAsync(_storage, new FeedlogOptions
        {
            Embedding = new EmbeddingOptions { Generator = generator, BatchMax = random.Next(1, 20) },
            EmbeddingPause = TimeSpan.FromMilliseconds(1),
            SyncInterval = TimeSpan.FromMilliseconds(random.Next(1, 30)),
            SegmentBytes = 16 * 1024,
            TailBytes = random.Next(3) == 0 ? long.MaxValue : random.Next(500, 20_000),
            CloseTailBytes = random.Next(500, 20_000),
            SealsInline = random.Next(2) == 0,
        });
    }

    private async Task EndAsync(FeedlogStore store)
    {
        CrashStorage? next = random.Next(3) switch
        {
            0 => null,
            1 => _storage.Kill(),
            _ => _storage.PowerLoss(DraftMaker.Pick(random, Enum.GetValues<CrashImage>()), random),
        };
        try
        {
            await store.DisposeAsync();
        }
        catch (FeedlogException) when (next is not null)
        {
            // The storage of a dead process fails, and the store says so.
        }

        _storage = next ?? _storage;
    }
}
