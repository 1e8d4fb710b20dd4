using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Deleting, expiring, and what the history says of versions that are gone.</summary>
public sealed class DeleteAndHistoryTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Delete_ByKey_HidesTheRecordFromEverything()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult result = await store.AppendAsync("gone", "k");

        Assert.True(await store.DeleteAsync("k"));

        Assert.False(store.TryGet("k", out _));
        Assert.False(store.TryGet(result.Id, out _));
        Assert.False(store.TryGetBySequence(result.Sequence, out _));
        Assert.False(store.TryBorrow(result.Id, out _));
        Assert.False(store.TryBorrow("k"u8, [], out _));
        Assert.Empty(await Stores.ContentsAsync(store));
        Assert.Empty(await store.SearchAsync("gone").ToArrayAsync());
        Assert.Empty(await store.RangeAsync(_time.Now.AddDays(-1), _time.Now.AddDays(1)).ToArrayAsync());
    }

    [Fact]
    public async Task Delete_Twice_IsFalseTheSecondTimeAndWritesNothing()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync("gone", "k");
        Assert.True(await store.DeleteAsync("k"));
        ulong last = store.LastSequence;

        Assert.False(await store.DeleteAsync("k"));
        Assert.False(await store.DeleteAsync("never there"));
        Assert.False(await store.DeleteAsync(new RecordId(12345)));

        Assert.Equal(last, store.LastSequence);
    }

    [Fact]
    public async Task Delete_ByKey_TakesOnlyTheGivenStream()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync("nameless", "k");
        await store.AppendAsync(new RecordDraft("of a") { Key = "k", Stream = "a" });

        Assert.True(await store.DeleteAsync("k", "a"));

        Assert.True(store.TryGet("k", out _));
        Assert.False(store.TryGet("k", "a", out _));
    }

    [Fact]
    public async Task Delete_NewestVersion_BringsNoOlderOneBack()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult first = await store.AppendAsync("1", "k");
        AppendResult second = await store.AppendAsync("2", "k");

        Assert.True(await store.DeleteAsync(second.Id));

        Assert.False(store.TryGet("k", out _));
        Assert.False(store.TryGet(first.Id, out _));
        Assert.False(await store.DeleteAsync(first.Id));
    }

    [Fact]
    public async Task Delete_ById_OfARecordWithoutKey_Works()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult keep = await store.AppendAsync("keep");
        AppendResult gone = await store.AppendAsync("gone");

        Assert.True(await store.DeleteAsync(gone.Id));

        Assert.True(store.TryGet(keep.Id, out _));
        Assert.False(store.TryGet(gone.Id, out _));
    }

    [Fact]
    public async Task Append_AfterDelete_StartsANewLife()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync("1", "k");
        await store.DeleteAsync("k");

        AppendResult again = await store.AppendAsync("2", "k");

        Assert.Equal(AppendOutcome.Appended, again.Outcome);
        Assert.True(store.TryGet("k", out Record? found));
        Assert.Equal("2", found.Content);
    }

    [Fact]
    public async Task History_OfAKey_ListsVersionsNewestFirstWithTheirEnds()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult first = await store.AppendAsync("1", "k");
        AppendResult second = await store.AppendAsync("2", "k");
        await store.DeleteAsync("k");
        ulong tombstone = store.LastSequence;
        AppendResult third = await store.AppendAsync("3", "k");

        RecordVersion[] history = await store.HistoryAsync("k").ToArrayAsync();

        Assert.Equal(["3", "2", "1"], history.Select(version => version.Record.Content));
        Assert.Equal(
            [VersionEnd.Current, VersionEnd.Deleted, VersionEnd.Superseded], history.Select(version => version.End));
        Assert.Equal([0UL, tombstone, second.Sequence], history.Select(version => version.EndedAtSequence));
        Assert.Equal(third.Sequence, history[0].Record.Sequence);
        Assert.Equal(first.Id, history[2].Record.Id);
        Assert.Equal(3, await store.HistoryAsync(first.Id).CountAsync());
    }

    [Fact]
    public async Task History_OfWhatIsNotThere_IsEmpty()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync(new RecordDraft("of a") { Key = "k", Stream = "a" });

        Assert.Empty(await store.HistoryAsync("k").ToArrayAsync());
        Assert.Empty(await store.HistoryAsync("nobody").ToArrayAsync());
        Assert.Empty(await store.HistoryAsync(new RecordId(99)).ToArrayAsync());
        Assert.Single(await store.HistoryAsync("k", "a").ToArrayAsync());
    }

    [Fact]
    public async Task History_OfARecordWithoutKey_IsThatRecord()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult result = await store.AppendAsync("alone");
        await store.DeleteAsync(result.Id);

        RecordVersion version = Assert.Single(await store.HistoryAsync(result.Id).ToArrayAsync());

        Assert.Equal(VersionEnd.Deleted, version.End);
        Assert.Equal("alone", version.Record.Content);
    }

    [Fact]
    public async Task Expiry_AtItsMoment_HidesTheRecord()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        DateTimeOffset expiry = _time.Now.AddSeconds(10);
        AppendResult result = await store.AppendAsync(
            new RecordDraft("short") { Key = "k" }, new AppendOptions { ExpiresAt = expiry });
        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));
        Assert.True(store.TryGet("k", out Record? found));
        Assert.Equal(expiry.ToUnixTimeMilliseconds(), found.ExpiresAt?.ToUnixTimeMilliseconds());

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(store.TryGet("k", out _));
        Assert.False(store.TryGet(result.Id, out _));
        Assert.False(store.TryBorrow(result.Id, out _));
        Assert.Empty(await Stores.ContentsAsync(store));
        Assert.Empty(await store.SearchAsync("short").ToArrayAsync());
        RecordVersion version = Assert.Single(await store.HistoryAsync("k").ToArrayAsync());
        Assert.Equal(VersionEnd.Expired, version.End);
        Assert.Equal(0UL, version.EndedAtSequence);
    }

    [Fact]
    public async Task Expiry_InThePast_IsNeverFound()
    {
        await using FeedlogStore store = Stores.InMemory(_time);

        AppendResult result = await store.AppendAsync(
            new RecordDraft("late") { Key = "k" }, new AppendOptions { ExpiresAt = _time.Now });

        Assert.Equal(AppendOutcome.Appended, result.Outcome);
        Assert.False(store.TryGet("k", out _));
        Assert.False(await store.DeleteAsync("k"));
    }

    [Fact]
    public async Task Expiry_MakesRoomForIfAbsent()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendOptions lease = new() { IfAbsent = true, ExpiresAt = _time.Now.AddSeconds(5) };
        RecordDraft draft = new("mine") { Key = "lease" };
        Assert.Equal(AppendOutcome.Appended, (await store.AppendAsync(draft, lease)).Outcome);
        Assert.Equal(AppendOutcome.Skipped, (await store.AppendAsync(draft, lease)).Outcome);
        _time.Advance(TimeSpan.FromSeconds(5));

        AppendResult next = await store.AppendAsync(draft with { Content = "yours" }, new AppendOptions { IfAbsent = true });

        Assert.Equal(AppendOutcome.Appended, next.Outcome);
    }

    [Fact]
    public async Task Expiry_AfterReopening_IsStillKnown()
    {
        using TempStore temp = new();
        FeedlogOptions options = new() { TimeProvider = _time };
        await using (FeedlogStore store = await temp.OpenAsync(options))
        {
            await store.AppendAsync(
                new RecordDraft("short") { Key = "k" }, new AppendOptions { ExpiresAt = _time.Now.AddHours(1) });
        }

        await using FeedlogStore again = await temp.OpenAsync(options);
        Assert.True(again.TryGet("k", out _));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(again.TryGet("k", out _));
    }

    [Fact]
    public async Task Everything_AfterReopening_IsAsItWas()
    {
        using TempStore temp = new();
        FeedlogOptions options = new() { TimeProvider = _time, SegmentBytes = 4096 };
        RecordVersion[] before;
        await using (FeedlogStore store = await temp.OpenAsync(options))
        {
            for (int i = 0; i < 50; i++) await store.AppendAsync(new string((char)('a' + i % 26), 300), "k" + i % 7);
            await store.DeleteAsync("k3");
            before = await store.HistoryAsync("k3").ToArrayAsync();
        }

        await using FeedlogStore again = await temp.OpenAsync(options);
        RecordVersion[] after = await again.HistoryAsync("k3").ToArrayAsync();
        Assert.Equal(
            before.Select(version => (version.Record.Id, version.End, version.EndedAtSequence)),
            after.Select(version => (version.Record.Id, version.End, version.EndedAtSequence)));
        Assert.Equal(6, (await Stores.ContentsAsync(again)).Length);
        Assert.False(again.TryGet("k3", out _));
    }
}
