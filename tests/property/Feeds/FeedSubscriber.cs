namespace Feedlog.Tests.Property.Feeds;

/// <summary>One subscription that can be asked for the next change with or without patience.</summary>
internal sealed class FeedSubscriber(FeedlogStore store, ulong fromSequence)
{
    private readonly CancellationTokenSource _stop = new();
    private IAsyncEnumerator<Change>? _feed;
    private Task<bool>? _pending;

    /// <summary>The next change; null if the feed ended.</summary>
    public async Task<Change?> NextAsync()
    {
        _feed ??= store.Subscribe(fromSequence, _stop.Token).GetAsyncEnumerator();
        _pending ??= _feed.MoveNextAsync().AsTask();
        bool isThere = await _pending;
        _pending = null;
        return isThere ? _feed.Current : null;
    }

    /// <summary>The next change, if it comes within the time; null if not, or if the feed ended.</summary>
    public async Task<Change?> NextAsync(TimeSpan patience)
    {
        _feed ??= store.Subscribe(fromSequence, _stop.Token).GetAsyncEnumerator();
        _pending ??= _feed.MoveNextAsync().AsTask();
        await Task.WhenAny(_pending, Task.Delay(patience));
        return _pending.IsCompleted ? await NextAsync() : null;
    }

    /// <summary>Ends the subscription; a change that came unasked is returned.</summary>
    public async Task<Change?> StopAsync()
    {
        Change? last = null;
        await _stop.CancelAsync();
        try
        {
            if (_pending is not null) last = await NextAsync();
        }
        catch (OperationCanceledException)
        {
            // It waited for more.
        }

        if (_feed is not null) await _feed.DisposeAsync();
        _stop.Dispose();
        return last;
    }
}
