using System.Text;
using Feedlog.Format;
using Feedlog.Fsck;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Tail;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Feedlog.Tests.Unit.Indexes;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Store;

/// <summary>
/// Keys and ids that have the same tag in a run: a store takes none for another. What it answers is held against a
/// store that has no runs, and so no tags.
/// </summary>
public sealed class TagCollisionTests
{
    private readonly CrashStorage _storage = new();
    private readonly ManualTime _time = new();

    public static TheoryData<string, ReadMode, bool> Layouts()
    {
        TheoryData<string, ReadMode, bool> layouts = [];
        foreach (string layout in (string[])["one run", "several runs", "merged runs", "archived"])
        {
            foreach (ReadMode mode in (ReadMode[])[ReadMode.Mapped, ReadMode.Positioned])
            {
                layouts.Add(layout, mode, true);
                layouts.Add(layout, mode, false);
            }
        }

        return layouts;
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Store_OfKeysAndIdsThatShareTheirTags_AnswersAsOneWithoutRuns(
        string layout, ReadMode mode, bool usesHotKeys)
    {
        FeedlogOptions options = new()
        {
            TimeProvider = _time,
            ReadMode = mode,
            SegmentBytes = layout == "archived" ? 4096 : FormatLimits.SegmentBytesMax,
            TailBytes = layout == "one run" ? 1 << 20 : 1200,
            CloseTailBytes = 1,
            HotKeyBytes = usesHotKeys ? 1 << 20 : 0,
            ColdCacheBytes = usesHotKeys ? 1 << 20 : 0,
            SealsInline = true,
        };
        FeedlogStore store = await Stores.OpenAsync(_storage, options);
        Names names = Names.Make(ManifestFile.Read(_storage).Store.Salt);
        await using FeedlogStore plain = Stores.InMemory(_time);
        int fillers = layout == "merged runs" ? 40 : 2;

        List<string> outcomes = await FirstHalfAsync(store, names, fillers);
        Assert.Equal(await FirstHalfAsync(plain, names, fillers), outcomes);
        await store.DisposeAsync();
        store = await Stores.OpenAsync(_storage, options);
        if (layout == "archived")
            Assert.True((await store.ArchiveAsync(new ArchiveOptions { KeepSegments = 0 })).Segments > 0);
        Assert.NotEmpty(ManifestFile.Read(_storage).Runs);
        AssertSame(names, plain, store);
        Assert.Equal(await SecondHalfAsync(plain, names), await SecondHalfAsync(store, names));
        AssertSame(names, plain, store);
        await using (FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(_storage, options))
            AssertSame(names, plain, reader);

        await store.DisposeAsync();
        await using FeedlogStore again = await Stores.OpenAsync(_storage, options);
        Assert.Equal("", again.OpenReport.IndexFault);
        AssertSame(names, plain, again);
        await again.DisposeAsync();
        Assert.Empty(new StoreCheck(_storage, new CheckOptions { IsDeep = true }).Run().Findings);
    }

    [Fact]
    public async Task Replay_OfFramesBehindRuns_EndsNobodyWhoSharesATag()
    {
        FeedlogOptions options = new() { TimeProvider = _time, CloseTailBytes = 1, SealsInline = true };
        Names names;
        await using (FeedlogStore store = await Stores.OpenAsync(_storage, options))
        {
            names = Names.Make(ManifestFile.Read(_storage).Store.Salt);
            await AppendAsync(store, "sealed", names.Key, new RecordId(names.Id));
        }

        // The second store keeps its frames in the log alone.
        options = options with { CloseTailBytes = long.MaxValue };
        await using (FeedlogStore store = await Stores.OpenAsync(_storage, options))
        {
            await AppendAsync(store, "behind", names.SameTag, new RecordId(names.SameTagId));
            await store.DeleteAsync(names.SameTag);
        }

        await using FeedlogStore again = await Stores.OpenAsync(_storage, options);
        Assert.Equal(2, again.OpenReport.ScannedFrames);
        Assert.True(again.TryGet(names.Key, out Record? sealedOne));
        Assert.Equal("sealed", sealedOne.Content);
        Assert.False(again.TryGet(names.SameTag, out _));
        Assert.Equal(VersionEnd.Current, Assert.Single(await again.HistoryAsync(names.Key).ToArrayAsync()).End);
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task LookUp_OfWhatIsAbsent_WhereADamagedFrameHasTheTag_IsRefused(ReadMode mode)
    {
        FeedlogOptions options = new() { TimeProvider = _time, CloseTailBytes = 1, ReadMode = mode };
        Names names;
        await using (FeedlogStore store = await Stores.OpenAsync(_storage, options))
        {
            names = Names.Make(ManifestFile.Read(_storage).Store.Salt);
            await AppendAsync(store, "the only record", names.Key, new RecordId(names.Id));
        }

        // A byte of the id, and with it the checksum of the header; of the key, and with it that of the body.
        foreach (int offset in (int[])[120 + 20, 120 + 64])
        {
            IndexWork.FlipBit(_storage, "hot/000000000001.feed", offset);
            await using (FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(_storage, options))
            {
                bool isHeader = offset < 120 + 64;
                Assert.Throws<FeedlogCorruptException>(() => store.TryGet(names.Key, out _));
                Assert.Throws<FeedlogCorruptException>(() => store.TryGet(names.SameTag, out _));
                Assert.Throws<FeedlogCorruptException>(() => store.TryGet(new RecordId(names.Id), out _));
                if (isHeader)
                    Assert.Throws<FeedlogCorruptException>(() => store.TryGet(new RecordId(names.SameTagId), out _));
                Assert.False(store.TryGet("of another tag", out _));
                Assert.False(store.TryGet(new RecordId(names.Id ^ 1), out _));
            }

            IndexWork.FlipBit(_storage, "hot/000000000001.feed", offset);
        }
    }

    private static async Task<List<string>> FirstHalfAsync(FeedlogStore store, Names names, int fillers)
    {
        List<string> outcomes = [];
        outcomes.Add(await AppendAsync(store, "first of one", names.Key, new RecordId(names.Id)));
        await FillAsync(store, fillers, 0);
        outcomes.Add(await AppendAsync(store, "first of the other", names.SameTag, new RecordId(names.SameTagId)));
        outcomes.Add(await AppendAsync(store, "alone", names.Lone, new RecordId(names.LoneId)));
        await FillAsync(store, fillers, 1);
        outcomes.Add(await AppendAsync(store, "second of one", names.Key, new RecordId(1_000_001)));
        outcomes.Add(await AppendAsync(store, "second of the other", names.SameTag, new RecordId(1_000_002)));
        await FillAsync(store, fillers, 2);
        outcomes.Add(await AppendAsync(store, "third of one", names.Key, new RecordId(1_000_003)));
        await FillAsync(store, fillers, 3);
        return outcomes;
    }

    private static async Task<List<string>> SecondHalfAsync(FeedlogStore store, Names names)
    {
        List<string> outcomes = [];
        outcomes.Add($"{await store.DeleteAsync(names.AbsentLone)}");
        outcomes.Add($"{await store.DeleteAsync(new RecordId(names.AbsentLoneId))}");
        outcomes.Add($"{await store.DeleteAsync(names.SameTag)}");
        outcomes.Add(await AppendAsync(store, "third of the other", names.SameTag, new RecordId(1_000_004)));
        outcomes.Add(await AppendAsync(store, "fourth of one", names.Key, new RecordId(1_000_005)));
        outcomes.Add($"{await store.DeleteAsync(new RecordId(1_000_004))}");
        outcomes.Add(await AppendAsync(store, "the absent one", names.AbsentLone, new RecordId(names.AbsentLoneId)));
        // The same id with other content is refused, with the same content skipped.
        await Stores.RefusedAsync(
            FeedlogErrorCode.IdConflict, () => AppendAsync(store, "else", null, new RecordId(names.LoneId)));
        outcomes.Add(await AppendAsync(store, "alone", names.Lone, new RecordId(names.LoneId)));
        await FillAsync(store, 3, 4);
        outcomes.Add($"{await store.DeleteAsync(new RecordId(names.LoneId))}");
        return outcomes;
    }

    private static async Task<string> AppendAsync(FeedlogStore store, string content, string? key, RecordId id)
    {
        AppendResult result = await store.AppendAsync(new RecordDraft(content) { Key = key, Id = id });
        return $"{result.Outcome} {result.Id} {result.Sequence}";
    }

    private static async Task FillAsync(FeedlogStore store, int count, int round)
    {
        for (int i = 0; i < count; i++)
        {
            await store.AppendAsync(new RecordDraft($"filler {i} of {round} " + new string('x', 500))
            {
                Key = $"filler {i}",
                Id = new RecordId((ulong)(2_000_000 + round * 1000 + i)),
            });
        }
    }

    private static void AssertSame(Names names, FeedlogStore expected, FeedlogStore actual)
    {
        Assert.Equal(expected.LastSequence, actual.LastSequence);
        for (ulong sequence = 0; sequence <= expected.LastSequence; sequence++)
        {
            using FeedlogSnapshot past = expected.AsOf(sequence);
            using FeedlogSnapshot other = actual.AsOf(sequence);
            Assert.Equal(Answers(names, past), Answers(names, other));
        }

        foreach (string key in names.Keys)
        {
            Assert.Equal(expected.TryGet(key, out Record? byKey), actual.TryGet(key, out Record? other));
            Assert.Equal(Text(byKey), Text(other));
            bool isLent = actual.TryBorrow(Encoding.UTF8.GetBytes(key), [], out RecordLease lease);
            Assert.Equal(byKey is not null, isLent);
            if (!isLent) continue;
            Assert.Equal(byKey!.Content, Encoding.UTF8.GetString(lease.Record.Content));
            lease.Dispose();
        }

        foreach (ulong id in names.Ids)
        {
            RecordId wanted = new(id);
            Assert.Equal(expected.TryGet(wanted, out Record? byId), actual.TryGet(wanted, out Record? other));
            Assert.Equal(Text(byId), Text(other));
            bool isLent = actual.TryBorrow(wanted, out RecordLease lease);
            Assert.Equal(byId is not null, isLent);
            if (isLent) lease.Dispose();
        }
    }

    private static string Answers(Names names, FeedlogSnapshot snapshot)
    {
        StringBuilder answers = new();
        foreach (string key in names.Keys)
        {
            answers.Append(snapshot.TryGet(key, null, out Record? live) ? Text(live) : "nothing").Append(": ");
            answers.AppendJoin(", ", snapshot.History(key).Select(Text)).AppendLine();
        }

        foreach (ulong id in names.Ids)
        {
            answers.Append(snapshot.TryGet(new RecordId(id), out Record? live) ? Text(live) : "nothing").Append(": ");
            answers.AppendJoin(", ", snapshot.History(new RecordId(id)).Select(Text)).AppendLine();
        }

        return answers.ToString();
    }

    private static string Text(RecordVersion version) => $"{Text(version.Record)} {version.End} {version.EndedAtSequence}";

    private static string Text(Record? record) => record is null ? "nothing" : $"{record.Sequence} {record.Content}";

    /// <summary>Keys and ids of a store that share tags: two that are both written often, and two of which one comes
    /// late.</summary>
    private sealed record Names(
        string Key, string SameTag, string Lone, string AbsentLone, ulong Id, ulong SameTagId, ulong LoneId,
        ulong AbsentLoneId)
    {
        public string[] Keys => [Key, SameTag, Lone, AbsentLone];

        public ulong[] Ids =>
            [Id, SameTagId, LoneId, AbsentLoneId, 1_000_001, 1_000_002, 1_000_003, 1_000_004, 1_000_005];

        // Of a hundred thousand keys about one pair shares a tag.
        public static Names Make(ulong salt)
        {
            Dictionary<uint, string> byTag = [];
            List<string> pairs = [];
            for (int i = 0; pairs.Count < 4; i++)
            {
                string key = $"key {i}";
                uint tag = TaggedSlot.TagOfKey(KeyHash.Of([], Encoding.UTF8.GetBytes(key), salt));
                if (byTag.Remove(tag, out string? other)) pairs.AddRange([other, key]);
                else byTag.Add(tag, key);
            }

            Assert.Equal(TaggedSlot.TagOfId(77, salt), TaggedSlot.TagOfId(SameTagAs(77, salt), salt));
            return new Names(
                pairs[0], pairs[1], pairs[2], pairs[3], 77, SameTagAs(77, salt), 78, SameTagAs(78, salt));
        }

        private static ulong SameTagAs(ulong id, ulong salt) => Unmix.Of(Mix.Of(id ^ salt) ^ 5) ^ salt;
    }
}
