using System.Diagnostics;
using Feedlog.Embed;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Embeddings;

/// <summary>Embedding gives way to a busy writer, and to no other.</summary>
public sealed class EmbeddingPaceTests
{
    private static readonly TimeSpan s_work = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Writer_ThatHasNothingToDo_IsNotWaitedFor()
    {
        EmbeddingPace pace = new(new WriterLoad());
        await WorkAsync(pace, s_work);
        Assert.True(pace.YieldAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Writer_ThatIsBusy_IsLeftNearlyAllOfTheTime()
    {
        WriterLoad load = new();
        load.Begin();
        EmbeddingPace pace = new(load);
        await WorkAsync(pace, s_work);
        long started = Stopwatch.GetTimestamp();
        await pace.YieldAsync(CancellationToken.None);
        Assert.True(Stopwatch.GetElapsedTime(started) > s_work * 15, $"{Stopwatch.GetElapsedTime(started)}");
    }

    [Fact]
    public async Task Writer_ThatIsBusyNoMore_IsNotWaitedForAnyLonger()
    {
        WriterLoad load = new();
        load.Begin();
        EmbeddingPace pace = new(load);
        TimeSpan work = TimeSpan.FromSeconds(1);
        await WorkAsync(pace, work);
        long started = Stopwatch.GetTimestamp();
        Task yielding = pace.YieldAsync(CancellationToken.None);
        Assert.False(yielding.IsCompleted);
        load.End();
        await yielding;
        Assert.True(Stopwatch.GetElapsedTime(started) < work * 15, $"{Stopwatch.GetElapsedTime(started)}");
    }

    [Fact]
    public async Task Wait_EndsWithItsToken()
    {
        WriterLoad load = new();
        load.Begin();
        EmbeddingPace pace = new(load);
        await WorkAsync(pace, TimeSpan.FromSeconds(1));
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pace.YieldAsync(cancel.Token));
    }

    private static async Task WorkAsync(EmbeddingPace pace, TimeSpan work)
    {
        pace.Begin();
        await Task.Delay(work);
        pace.NoteMade();
    }
}
