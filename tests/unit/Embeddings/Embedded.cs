using System.Diagnostics;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Embeddings;

/// <summary>What tests of embedding ask of a store.</summary>
internal static class Embedded
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Options that embed with a generator, and hardly pause when it fails.</summary>
    public static FeedlogOptions With(FakeGenerator generator, int batchMax = 64, TimeProvider? time = null) => new()
    {
        Embedding = new EmbeddingOptions { Generator = generator, BatchMax = batchMax },
        EmbeddingPause = TimeSpan.FromMilliseconds(2),
        TimeProvider = time ?? TimeProvider.System,
    };

    /// <summary>Waits until no record waits for a vector.</summary>
    public static Task UntilDoneAsync(FeedlogStore store) => UntilAsync(() => store.GetStats().EmbeddingLagFrames == 0);

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        long started = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_patience, "It has not come so far.");
            await Task.Delay(2);
        }
    }

    /// <summary>The contents of live records that have a vector of a model, in order of arrival.</summary>
    public static async Task<string[]> ContentsAsync(FeedlogStore store, string model = "fake")
    {
        using FeedlogSnapshot view = store.OpenSnapshot();
        return await store.ScanAsync().Where(record => view.TryGetVector(record.Id, model, out _))
            .Select(record => record.Content).ToArrayAsync();
    }
}
