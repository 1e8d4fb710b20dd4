using System.Globalization;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Appending one record: what is kept, what the store answers, and what supersedes what.</summary>
public sealed class AppendTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Append_EveryField_ComesBackAsGiven()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        DateTimeOffset when = new(1999, 12, 31, 23, 59, 59, 987, TimeSpan.FromHours(2));
        RecordDraft draft = new("a b c")
        {
            Timestamp = when,
            Id = new RecordId(0xFEED),
            Key = "k\u00fc",
            Stream = "user/7",
            Kind = "preference",
            Tags = ["one", "two"],
            Metadata = """{"n": 1.50, "s" :"x" }""",
            OriginalV1Id = "old-17",
        };

        AppendResult result = await store.AppendAsync(draft);

        Assert.Equal(new AppendResult(new RecordId(0xFEED), 1, when.ToUniversalTime(), AppendOutcome.Appended), result);
        Assert.True(store.TryGet(result.Id, out Record? found));
        Assert.Equal("a b c", found.Content);
        Assert.True(found.IsText);
        Assert.Equal(when.ToUniversalTime(), found.Timestamp);
        Assert.Equal(1UL, found.Sequence);
        Assert.Equal("k\u00fc", found.Key);
        Assert.Equal("user/7", found.Stream);
        Assert.Equal("preference", found.Kind);
        Assert.Equal(["one", "two"], found.Tags);
        Assert.Equal("""{"n": 1.50, "s" :"x" }""", found.Metadata);
        Assert.Equal("old-17", found.OriginalV1Id);
        Assert.Null(found.ExpiresAt);
        Assert.Equal(Tier.Hot, found.Tier);
    }

    [Fact]
    public async Task Append_NothingButContent_LeavesTheRestEmpty()
    {
        await using FeedlogStore store = Stores.InMemory(_time);

        AppendResult result = await store.AppendAsync("only this");

        Assert.True(store.TryGetBySequence(result.Sequence, out Record? found));
        Assert.Null(found.Key);
        Assert.Null(found.Stream);
        Assert.Null(found.Kind);
        Assert.Null(found.Metadata);
        Assert.Null(found.OriginalV1Id);
        Assert.Empty(found.Tags);
        Assert.NotEqual(0UL, found.Id.Value);
    }

    [Fact]
    public async Task Append_WithoutTimestamp_TakesTheClockToTheMillisecond()
    {
        _time.Set(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero).AddTicks(1_239_999));
        await using FeedlogStore store = Stores.InMemory(_time);

        AppendResult result = await store.AppendAsync("now");

        Assert.Equal(new DateTimeOffset(2026, 5, 4, 3, 2, 1, 123, TimeSpan.Zero), result.Timestamp);
    }

    [Fact]
    public async Task Append_TimestampsAtBothEndsOfTime_AreKept()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        DateTimeOffset last = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());

        AppendResult early = await store.AppendAsync(new RecordDraft("early") { Timestamp = DateTimeOffset.MinValue });
        AppendResult late = await store.AppendAsync(new RecordDraft("late") { Timestamp = DateTimeOffset.MaxValue });

        Assert.Equal(DateTimeOffset.MinValue, early.Timestamp);
        Assert.Equal(last, late.Timestamp);
    }

    [Fact]
    public async Task Append_WhileTheClockJumpsBack_KeepsTheOrderOfArrival()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult first = await store.AppendAsync("first");
        _time.Advance(TimeSpan.FromDays(-400));

        AppendResult second = await store.AppendAsync("second");

        Assert.True(second.Sequence > first.Sequence);
        Assert.True(second.Timestamp < first.Timestamp);
        Assert.Equal(["first", "second"], await Stores.ContentsAsync(store));
    }

    [Fact]
    public async Task Append_BytesThatAreNotText_ComeBackByteForByte()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        byte[] content = [0xFE, 0xED, 0x02, 0x00, 0xFF, 0xC0, 0x80];

        AppendResult result = await store.AppendAsync(
            new RecordDraft("ignored") { ContentBytes = content, MetadataBytes = "{}"u8.ToArray() });

        Assert.True(store.TryGet(result.Id, out Record? found));
        Assert.Equal(content, found.ContentBytes.ToArray());
        Assert.False(found.IsText);
        Assert.Equal("{}", found.Metadata);
    }

    [Fact]
    public async Task Append_EmptyContent_IsARecord()
    {
        await using FeedlogStore store = Stores.InMemory(_time);

        AppendResult result = await store.AppendAsync("");

        Assert.True(store.TryGet(result.Id, out Record? found));
        Assert.Equal("", found.Content);
    }

    [Fact]
    public async Task Append_SameContentTwice_GetsTwoIds()
    {
        await using FeedlogStore store = Stores.InMemory(_time);

        AppendResult first = await store.AppendAsync("twin");
        AppendResult second = await store.AppendAsync("twin");

        Assert.NotEqual(first.Id, second.Id);
        Assert.True(store.TryGet(first.Id, out _));
        Assert.True(store.TryGet(second.Id, out _));
    }

    [Fact]
    public async Task Append_SameIdSameContent_IsSkipped()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        RecordDraft draft = new("once") { Id = new RecordId(5) };
        AppendResult first = await store.AppendAsync(draft);

        AppendResult second = await store.AppendAsync(draft);

        Assert.Equal(first with { Outcome = AppendOutcome.Skipped }, second);
        Assert.Single(await Stores.ContentsAsync(store));
    }

    [Fact]
    public async Task Append_SameIdOtherContent_IsRefused()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync(new RecordDraft("once") { Id = new RecordId(5) });

        await Stores.RefusedAsync(
            FeedlogErrorCode.IdConflict,
            async () => await store.AppendAsync(new RecordDraft("twice") { Id = new RecordId(5) }));

        Assert.Equal(["once"], await Stores.ContentsAsync(store));
        Assert.Equal(1UL, store.LastSequence);
    }

    [Fact]
    public async Task Append_IdOfADeletedRecord_StaysTaken()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync(new RecordDraft("gone") { Id = new RecordId(5) });
        Assert.True(await store.DeleteAsync(new RecordId(5)));

        await Stores.RefusedAsync(
            FeedlogErrorCode.IdConflict,
            async () => await store.AppendAsync(new RecordDraft("new") { Id = new RecordId(5) }));

        Assert.False(store.TryGet(new RecordId(5), out _));
    }

    [Fact]
    public async Task Append_IdAppendedBeforeReopening_IsStillKnown()
    {
        using TempStore temp = new();
        await using (FeedlogStore store = await temp.OpenAsync())
            await store.AppendAsync(new RecordDraft("once") { Id = new RecordId(5) });
        await using FeedlogStore again = await temp.OpenAsync();

        AppendResult result = await again.AppendAsync(new RecordDraft("once") { Id = new RecordId(5) });

        Assert.Equal(AppendOutcome.Skipped, result.Outcome);
    }

    [Fact]
    public async Task Append_SameKeySameStream_Supersedes()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult old = await store.AppendAsync("old", "key");

        AppendResult fresh = await store.AppendAsync("new", "key");

        Assert.Equal(AppendOutcome.Appended, old.Outcome);
        Assert.Equal(AppendOutcome.Superseded, fresh.Outcome);
        Assert.NotEqual(old.Id, fresh.Id);
        Assert.True(store.TryGet("key", out Record? found));
        Assert.Equal("new", found.Content);
        Assert.False(store.TryGet(old.Id, out _));
        Assert.False(store.TryGetBySequence(old.Sequence, out _));
        Assert.Equal(["new"], await Stores.ContentsAsync(store));
    }

    [Fact]
    public async Task Append_SameKeyOtherStream_StandsBeside()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync("nameless", "key");
        await store.AppendAsync(new RecordDraft("of a") { Key = "key", Stream = "a" });
        await store.AppendAsync(new RecordDraft("of b") { Key = "key", Stream = "b" });

        Assert.True(store.TryGet("key", null, out Record? nameless));
        Assert.True(store.TryGet("key", "a", out Record? ofA));
        Assert.True(store.TryGet("key", "b", out Record? ofB));
        Assert.False(store.TryGet("key", "c", out _));
        Assert.Equal(["nameless", "of a", "of b"], [nameless.Content, ofA.Content, ofB.Content]);
    }

    [Fact]
    public async Task Append_KeysThatDifferInCaseOrForm_AreDifferent()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        string[] keys = ["key", "Key", "\u00e9", "e\u0301", " key", "key "];
        foreach (string key in keys) await store.AppendAsync("of " + key, key);

        foreach (string key in keys)
        {
            Assert.True(store.TryGet(key, out Record? found));
            Assert.Equal("of " + key, found.Content);
        }
    }

    [Fact]
    public async Task AppendIfAbsent_KeyIsLive_IsSkipped()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendOptions ifAbsent = new() { IfAbsent = true };
        AppendResult first = await store.AppendAsync(new RecordDraft("first") { Key = "k" }, ifAbsent);

        AppendResult second = await store.AppendAsync(new RecordDraft("second") { Key = "k" }, ifAbsent);

        Assert.Equal(AppendOutcome.Appended, first.Outcome);
        Assert.Equal(first with { Outcome = AppendOutcome.Skipped }, second);
        Assert.True(store.TryGet("k", out Record? found));
        Assert.Equal("first", found.Content);
    }

    [Fact]
    public async Task AppendIfAbsent_KeyWasDeleted_Appends()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync("first", "k");
        await store.DeleteAsync("k");

        AppendResult result = await store.AppendAsync(
            new RecordDraft("second") { Key = "k" }, new AppendOptions { IfAbsent = true });

        Assert.Equal(AppendOutcome.Appended, result.Outcome);
    }

    [Fact]
    public async Task AppendIfSequence_Matches_Appends()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult first = await store.AppendAsync(
            new RecordDraft("1") { Key = "k" }, new AppendOptions { IfSequence = 0 });

        AppendResult second = await store.AppendAsync(
            new RecordDraft("2") { Key = "k" }, new AppendOptions { IfSequence = first.Sequence });

        Assert.Equal(AppendOutcome.Superseded, second.Outcome);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(999)]
    public async Task AppendIfSequence_DoesNotMatch_IsRefused(ulong expected)
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult first = await store.AppendAsync("1", "k");
        Assert.NotEqual(expected, first.Sequence);

        await Stores.RefusedAsync(FeedlogErrorCode.SequenceConflict, async () => await store.AppendAsync(
            new RecordDraft("2") { Key = "k" }, new AppendOptions { IfSequence = expected }));

        Assert.Equal(["1"], await Stores.ContentsAsync(store));
    }

    [Fact]
    public async Task AppendIfSequence_ManyRacers_ExactlyOneWinsEachRound()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        const int racers = 8;
        const int rounds = 20;
        ulong current = 0;
        for (int round = 0; round < rounds; round++)
        {
            AppendOptions expect = new() { IfSequence = current };
            Task<ulong>[] attempts = Enumerable.Range(0, racers).Select(racer => Task.Run(async () =>
            {
                try
                {
                    string content = racer.ToString(CultureInfo.InvariantCulture);
                    return (await store.AppendAsync(new RecordDraft(content) { Key = "k" }, expect)).Sequence;
                }
                catch (FeedlogException refusal) when (refusal.Code == FeedlogErrorCode.SequenceConflict)
                {
                    return 0UL;
                }
            })).ToArray();
            ulong[] won = (await Task.WhenAll(attempts)).Where(sequence => sequence > 0).ToArray();
            current = Assert.Single(won);
        }

        Assert.Equal(rounds, await store.HistoryAsync("k").CountAsync());
    }

    [Fact]
    public async Task AppendSkipIdentical_Identical_IsSkipped()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendOptions skip = new() { SkipIdentical = true };
        RecordDraft draft = Full("same");
        AppendResult first = await store.AppendAsync(draft, skip);

        AppendResult second = await store.AppendAsync(draft, skip);

        Assert.Equal(first with { Outcome = AppendOutcome.Skipped }, second);
        Assert.Equal(1UL, store.LastSequence);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("timestamp")]
    [InlineData("kind")]
    [InlineData("tags")]
    [InlineData("metadata")]
    public async Task AppendSkipIdentical_OneThingDiffers_Supersedes(string field)
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendOptions skip = new() { SkipIdentical = true };
        RecordDraft draft = Full("same");
        await store.AppendAsync(draft, skip);
        RecordDraft other = field switch
        {
            "content" => draft with { Content = "other" },
            "timestamp" => draft with { Timestamp = _time.Now.AddMilliseconds(1) },
            "kind" => draft with { Kind = null },
            "tags" => draft with { Tags = ["one"] },
            _ => draft with { Metadata = "{ }" },
        };

        AppendResult result = await store.AppendAsync(other, skip);

        Assert.Equal(AppendOutcome.Superseded, result.Outcome);
    }

    [Fact]
    public async Task AppendAndForget_ARecordThatIsRefusedLater_IsReportedOnceByTheNextFlush()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync(new RecordDraft("once") { Id = new RecordId(5) });

        store.Append(new RecordDraft("twice") { Id = new RecordId(5) });
        store.Append(new RecordDraft("after"));

        await Stores.RefusedAsync(FeedlogErrorCode.IdConflict, async () => await store.FlushAsync());
        await store.FlushAsync();
        Assert.Equal(["once", "after"], await Stores.ContentsAsync(store));
    }

    [Fact]
    public async Task AppendAndForget_ARecordThatIsRefusedLater_IsReportedByClosing()
    {
        FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync(new RecordDraft("once") { Id = new RecordId(5) });
        store.Append(new RecordDraft("twice") { Id = new RecordId(5) });

        await Stores.RefusedAsync(FeedlogErrorCode.IdConflict, async () => await store.DisposeAsync());
        await store.DisposeAsync();
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public async Task AppendIf_WithoutAKey_IsRefused(bool ifAbsent, bool ifSequence, bool skipIdentical)
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendOptions options = new()
        {
            IfAbsent = ifAbsent,
            IfSequence = ifSequence ? 0 : null,
            SkipIdentical = skipIdentical,
        };

        await Stores.RefusedAsync(
            FeedlogErrorCode.InvalidRecord, async () => await store.AppendAsync(new RecordDraft("x"), options));
    }

    [Fact]
    public async Task Append_RightAfterAcknowledgement_IsFoundByEverything()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        for (int i = 0; i < 200; i++)
        {
            string word = "word" + i.ToString(CultureInfo.InvariantCulture);
            AppendOptions options = new() { Durability = (Durability)(i % 2) };
            AppendResult result = await store.AppendAsync(new RecordDraft(word) { Key = word }, options);
            Assert.True(store.TryGet(result.Id, out _));
            Assert.True(store.TryGet(word, out _));
            Assert.Equal(result.Sequence, store.LastSequence);
            Assert.Single(await store.SearchAsync(word).ToArrayAsync());
        }
    }

    private RecordDraft Full(string content) => new(content)
    {
        Key = "k",
        Timestamp = _time.Now,
        Kind = "note",
        Tags = ["one", "two"],
        Metadata = "{}",
    };
}
