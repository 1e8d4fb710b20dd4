using System.Globalization;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Feeds;

/// <summary>
/// Random work on a store that is closed, killed and loses its power, and one subscriber that stops and goes on again,
/// in the writing process or in one beside it. What it gets is compared with the model, change by change.
/// </summary>
internal sealed class FeedRun(Random random, ReadMode readMode) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_impatience = TimeSpan.FromMilliseconds(5);
    private static readonly string[] s_keys = ["a", "b", "c", "d"];
    private static readonly string?[] s_streams = [null, null, "s"];

    private readonly ManualTime _time = new();
    private readonly FeedModel _model = new();
    private CrashStorage _storage = new();
    private FeedlogStore? _store;
    private FeedlogStore? _beside;
    private FeedSubscriber? _feed;
    private int _gotCount;
    private int _made;

    /// <summary>How many changes the subscriber got.</summary>
    public int GotCount => _gotCount;

    private FeedlogStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    private FeedlogOptions Options => new()
    {
        SegmentBytes = 4096,
        QueueBytes = 64 * 1024,
        ReadMode = readMode,
        TimeProvider = _time,
        SyncInterval = TimeSpan.FromMinutes(1), // What nobody syncs on purpose stays unsynced.
    };

    /// <summary>Does so many operations, then closes the store and reads the rest.</summary>
    public async Task RunAsync(int operations)
    {
        await OpenAsync();
        for (int i = 0; i < operations; i++) await DoAsync().WaitAsync(s_patience);
        await ReopenAsync().WaitAsync(s_patience);
        await CatchUpAsync().WaitAsync(s_patience);
        if (_gotCount != _model.Changes.Count)
            Assert.Fail($"Got {_gotCount} changes of {_model.Changes.Count}.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await UnsubscribeAsync();
        if (_store is not null) await _store.DisposeAsync().AsTask().WaitAsync(s_patience);
    }

    private async Task DoAsync()
    {
        switch (random.Next(100))
        {
            case < 40: await AppendAsync(); break;
            case < 50: await AppendManyAsync(); break;
            case < 62: await DeleteAsync(); break;
            case < 66: _time.Advance(TimeSpan.FromMinutes(random.Next(1, 20))); break;
            case < 70: await FlushAsync(); break;
            case < 82: await CatchUpAsync(); break;
            case < 88: await GetSomeAsync(random.Next(1, 6)); break;
            case < 90: await GetWhatComesAsync(); break;
            case < 94: await UnsubscribeAsync(); break;
            case < 96: await ReopenAsync(); break;
            case < 98: await KillAsync(); break;
            default: await LosePowerAsync(); break;
        }
    }

    private async Task AppendAsync()
    {
        RecordDraft draft = Draft();
        Durability durability = SomeDurability();
        DateTimeOffset? expiresAt = random.Next(5) == 0 ? _time.Now.AddMinutes(random.Next(1, 20)) : null;
        AppendResult result = await Store.AppendAsync(
            draft, new AppendOptions { Durability = durability, ExpiresAt = expiresAt });
        _model.Append(Expected(draft, result) with
        {
            ExpiresAtMs = expiresAt?.ToUnixTimeMilliseconds() ?? long.MaxValue,
        });
        Learn(durability);
    }

    private async Task AppendManyAsync()
    {
        RecordDraft[] drafts = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Draft()).ToArray();
        Durability durability = SomeDurability();
        IReadOnlyList<AppendResult> results =
            await Store.AppendManyAsync(drafts, new AppendOptions { Durability = durability });
        for (int i = 0; i < drafts.Length; i++) _model.Append(Expected(drafts[i], results[i]));
        Learn(durability);
    }

    private async Task DeleteAsync()
    {
        if (_model.Unended.Count == 0) return;
        ModelChange victim = _model.Unended.ElementAt(random.Next(_model.Unended.Count));
        bool isByKey = victim.Key is not null && random.Next(2) == 0;
        Durability durability = SomeDurability();
        bool wasThere = isByKey
            ? await Store.DeleteAsync(victim.Key ?? "", victim.Stream, durability)
            : await Store.DeleteAsync(victim.Id, durability);
        Assert.Equal(victim.ExpiresAtMs > _time.NowMs, wasThere);
        if (!wasThere) return;
        _model.Delete(victim, isByKey, Store.LastSequence);
        Learn(durability);
    }

    private async Task FlushAsync()
    {
        await Store.FlushAsync();
        _model.DurableThrough = _model.LastSequence;
    }

    // All that is known to be durable must come, and only what is there may.
    private async Task CatchUpAsync()
    {
        while (_gotCount < _model.Changes.Count && _model.Changes[_gotCount].Sequence <= _model.DurableThrough)
            await GetOneAsync();
    }

    private async Task GetSomeAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            bool isDurable =
                _gotCount < _model.Changes.Count && _model.Changes[_gotCount].Sequence <= _model.DurableThrough;
            if (!isDurable) return;
            await GetOneAsync();
        }
    }

    // Whatever comes without being waited for: it may be more than is known to be durable.
    private async Task GetWhatComesAsync()
    {
        while (_gotCount < _model.Changes.Count)
        {
            FeedSubscriber feed = _feed ??= await SubscribeAsync();
            if (await feed.NextAsync(s_impatience) is not Change change) return;
            Take(change);
        }
    }

    private async Task GetOneAsync()
    {
        FeedSubscriber feed = _feed ??= await SubscribeAsync();
        Take(await feed.NextAsync() ?? throw new InvalidOperationException("The feed ended."));
    }

    private void Take(Change change)
    {
        if (_gotCount == _model.Changes.Count) Assert.Fail($"Got one change too many: {change}");
        AssertSame(_model.Changes[_gotCount], change);
        _gotCount++;
    }

    private async Task<FeedSubscriber> SubscribeAsync()
    {
        // From right behind what came last, or from the end of the gap before what comes next.
        ulong from = _gotCount == 0 ? (ulong)random.Next(2) : _model.Changes[_gotCount - 1].Sequence + 1;
        if (_gotCount < _model.Changes.Count && random.Next(4) == 0) from = _model.Changes[_gotCount].Sequence;
        if (random.Next(2) == 0) return new FeedSubscriber(Store, from);
        _beside = await FeedlogStore.OpenReadOnlyAsync(_storage, Options);
        return new FeedSubscriber(_beside, from);
    }

    private async Task UnsubscribeAsync()
    {
        if (_feed is not null && await _feed.StopAsync() is Change change) Take(change);
        if (_beside is not null) await _beside.DisposeAsync();
        _feed = null;
        _beside = null;
    }

    private async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        if (_beside is null) await GetUntilTheEndAsync();
        await UnsubscribeAsync();
        await OpenAsync();
        Assert.Equal(_model.LastSequence, Store.LastSequence);
        _model.DurableThrough = _model.LastSequence;
    }

    // What had been read ahead of the subscriber still comes.
    private async Task GetUntilTheEndAsync()
    {
        while (_feed is not null && await _feed.NextAsync() is Change change) Take(change);
    }

    private async Task KillAsync()
    {
        await EndAsync(() => _storage.Kill());
        await OpenAsync();
        Assert.Equal(_model.LastSequence, Store.LastSequence);
        _model.DurableThrough = _model.LastSequence;
    }

    private async Task LosePowerAsync()
    {
        CrashImage[] images = Enum.GetValues<CrashImage>();
        CrashImage image = images[random.Next(images.Length)];
        await EndAsync(() => _storage.PowerLoss(image, random));
        await OpenAsync();
        _model.Truncate(Store.LastSequence);
        _model.DurableThrough = _model.LastSequence;
        if (_gotCount > _model.Changes.Count)
            Assert.Fail($"{image}: {_gotCount} changes were delivered, and {_model.Changes.Count} of them came back.");
    }

    private async Task EndAsync(Func<CrashStorage> end)
    {
        // What the subscriber could get right before the end must survive it.
        await GetWhatComesAsync();
        await UnsubscribeAsync();
        FeedlogStore dying = Store;
        _storage = end();
        try
        {
            await dying.DisposeAsync();
        }
        catch (FeedlogException)
        {
            // A store that cannot write any more says so when it is closed.
        }
    }

    private async Task OpenAsync() => _store = await FeedlogStore.OpenAsync(_storage, Options);

    private void Learn(Durability durability)
    {
        if (durability == Durability.Durable) _model.DurableThrough = _model.LastSequence;
    }

    private RecordDraft Draft()
    {
        const int largeBytes = 3000;
        _made++;
        int lengthBytes = random.Next(15) == 0 ? largeBytes : random.Next(200);
        return new RecordDraft(
            _made.ToString(CultureInfo.InvariantCulture) + " " + new string('x', lengthBytes))
        {
            Key = random.Next(3) == 0 ? null : s_keys[random.Next(s_keys.Length)],
            Stream = s_streams[random.Next(s_streams.Length)],
        };
    }

    private Durability SomeDurability() => random.Next(3) switch
    {
        0 => Durability.Durable,
        1 => Durability.Interval,
        _ => Durability.None,
    };

    private static ModelChange Expected(RecordDraft draft, AppendResult result) => new()
    {
        Sequence = result.Sequence,
        Id = result.Id,
        Content = draft.Content ?? "",
        Key = draft.Key,
        Stream = draft.Stream,
    };

    private static void AssertSame(ModelChange expected, Change actual)
    {
        ModelChange got = new()
        {
            Sequence = actual.Sequence,
            Id = actual.Record?.Id ?? default,
            Content = actual.Record?.Content ?? "",
            Key = actual.Record is null ? actual.Key : actual.Record.Key,
            Stream = actual.Record is null ? actual.Stream : actual.Record.Stream,
            IsDeletion = actual.Kind == ChangeKind.Deleted,
            Ended = actual.Ended,
            EndedSequence = actual.EndedSequence,
            ExpiresAtMs = actual.Record?.ExpiresAt?.ToUnixTimeMilliseconds() ?? long.MaxValue,
        };
        Assert.Equal(expected, got);
        Assert.Equal(actual.Kind == ChangeKind.Appended, actual.Record is not null);
    }
}
